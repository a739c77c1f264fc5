"""What is done with an entity: a module for each kind of document, which ends in its pipelines, the steps in order.

An entity more is a module here with one line in the table below, a contract in ``handlers.contracts``, and an opener
with one line in the tables of each vendor that has it. ``tests/handlers/test_new_entity.py`` adds one and carries it.
"""

from typing import Any, Final

from handlers.late_table import LateTable
from relay.line.pipeline import Pipeline

PIPELINES: Final[LateTable[Pipeline[Any]]] = LateTable(
    {
        "order": "handlers.pipelines.orders:PIPELINE",
        "invoice": "handlers.pipelines.orders:INVOICES",
        "customer": "handlers.pipelines.customers:PIPELINE",
        "product": "handlers.pipelines.products:PIPELINE",
        "stock": "handlers.pipelines.stock:PIPELINE",
    }
)
"""Every pipeline by its entity."""
