"""How to talk to a system: one folder a vendor, with the same names inside, so that who has seen one has seen all.

::

    connection  an open connection, and its tables entity → opener
    client      makes the calls; ``auth`` proves who we are, ``protocol`` knows what calls and answers mean
    settings    what a connection may say in relay.yaml
    dictionary  the fields that the system has; ``presets`` are the rows by which documents are mapped
    source/     what is read, since when, and as which document: reader, documents, changes, columns
    target/     what a record becomes: mapping, context, presets, checks; and, by record, how it is found and written:
                debtors, addresses, articles, orders, over the books that they share

Beside the folders stands what vendors share, and what knows none of them: ``document_source`` and ``mapped_target`` are
the parts of a source and of a target that make no call, ``opening`` is what openers get, ``stamps`` and
``source_clock`` know a system's time, ``versions`` tells two documents of one second apart, ``shipped_rows`` reads a
preset, as ``composed`` keeps it, and ``row_functions`` are the functions that rows may name.
"""

from typing import Final

from handlers.late_table import LateTable
from relay.roles import Vendor

VENDORS: Final[LateTable[Vendor]] = LateTable(
    {
        "afas": "handlers.vendors.afas:VENDOR",
        "accountview": "handlers.vendors.accountview:VENDOR",
        "webhook": "handlers.vendors.webhook:VENDOR",
    }
)
"""Every vendor by the name that relay.yaml knows it by; one that no file names is never loaded."""
