"""Writes docs/settings.md: every setting of relay.yaml, from the models that read it.

Renew it after a change of a model: ``python -m handlers.settings_reference docs/settings.md``.
"""

import sys
from pathlib import Path

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings import ConnectionSettings, Settings
from relay.settings.model import FlowSettings
from relay.settings.reference import section

_OPENING = """# Settings

Every setting of `relay.yaml`, and what happens when it is left out. `relay check` tells every mistake in your file at
once, with its line, its path and what to write. A length of time is written `5m`; a secret as `${NAME}` or
`${file:/run/secrets/name}`, never as it is, and nowhere else such a text is filled in but in a `client_id`. *By name*
means a table whose names are yours: the text `NAME` stands for one of them, and `[]` for an entry of a list.

Values are read as JSON has them: `true` and `false`, `null`, whole numbers without leading zeros, and decimals. All
else is text as it stands: `NO`, `on`, `2026-11-24`, `1:30`. Where a text belongs and a number stands, also one such as
`012345`, put it between quotes: other programs read it as another number.

A setting with `default`, `force`, `table` and `unmapped` always works the same way: `force` takes the default whatever
the source says; else the value of the source is looked up in `table`; a value that is not in it is held, kept as it is
or replaced by the default, as `unmapped` says; no value at all gives the default.

This page is generated: `python -m handlers.settings_reference docs/settings.md`.

"""

_PROVEN = """
## What `relay check` proves, what only `--live` proves, and what nobody can

`relay check FILE` calls nobody. `relay check FILE --live` asks the systems of all connections that a flow uses, in at
most 40 calls each, and only reads; a connection that posts to the relay is not asked. It tells each name that is not
there with the nearest that is, and each of which nobody can tell, with the reason. The exit status is 1 where a name is
missing without which something is sure to fail, and with `--strict` where any is missing; what was not asked leaves
it at 0. AccountView is let in by a token that Redis keeps: without Redis it is not asked. AFAS is, but then without the
limits that a running relay shares.

"""

_WHAT_IS_PROVEN = (
    (
        "What the file names",
        "`relay check`",
        "`--live`, AFAS",
        "`--live`, AccountView",
        "Nobody, before an order comes",
    ),
    (
        "Settings, types, paths of the document, mapping rows",
        "all of it",
        "",
        "",
        "",
    ),
    (
        "The system itself",
        "the form of its address",
        "the app connector lets us in",
        "the company is one of the user's",
        "that it is the right one for this file",
    ),
    (
        "GetConnectors and business objects",
        "",
        "each, by metainfo",
        "each, by the list of objects",
        "",
    ),
    (
        "Columns that are read, filters of `poll`",
        "that each setting has one name",
        "each, by metainfo; else by the columns of a row",
        "each, by the data dictionary; else by the columns of a row",
        "that the column holds what its name says",
    ),
    (
        "Fields that mapping rows fill, free ones too",
        "AFAS's published ones",
        "each, by metainfo",
        "each, by the data dictionary",
        "AccountView: that a field marked `COM_BLK` is refused",
    ),
    (
        "Fixed values and tables of rows",
        "",
        "where metainfo shows the field's list, or the kind of code is one of those below",
        "in columns of accounts, VAT codes, journals, payment conditions, cost centres and articles",
        "where the system shows no list",
    ),
    (
        "The right to write",
        "",
        "each UpdateConnector, by metainfo",
        "insert and update, by the list of objects and the data dictionary",
        "filters of the user's group, closed periods, blocked records",
    ),
    (
        "Articles",
        "",
        "each, by the connector of articles; items of costs may be of a type it does not show",
        "each",
        "that it is not blocked by then",
    ),
    (
        "Debtors",
        "",
        "each number",
        "each number",
        "",
    ),
    (
        "Ledger and control accounts",
        "",
        "`Profit_Accounts`, else one that a debtor has",
        "each",
        "that the account is of the right kind",
    ),
    (
        "VAT codes",
        "the form of the table",
        "one that an article has (tariff groups have no public list)",
        "each",
        "that the code has the rate that the table says",
    ),
    (
        "Payment conditions",
        "",
        "one that a debtor has, or the field's list",
        "each",
        "",
    ),
    (
        "Payment methods, journals, languages",
        "",
        "the field's list",
        "journals each; a language that a debtor has",
        "the others",
    ),
    (
        "Currencies",
        "",
        "`Profit_Currency`, else one that a debtor has",
        "one that a debtor has",
        "the others",
    ),
    (
        "Warehouses, administrations",
        "",
        "`Profit_Warehouses`, `Profit_Administrations`",
        "",
        "AccountView's",
    ),
    (
        "Units, article groups",
        "",
        "a unit that an article has, `Profit_ArticleGroups`",
        "article groups each",
        "",
    ),
    (
        "Shipping methods, states",
        "",
        "",
        "a shipping method that a debtor has",
        "the others",
    ),
)
"""The table below it: what the file names, and what each kind of check proves of it."""


def page() -> str:
    """The page in Markdown."""
    parts = [section("The file as a whole", Settings, but=frozenset({"connections", "flows"}))]
    parts.append(section("Every connection", ConnectionSettings))
    shared = frozenset(ConnectionSettings.model_fields)
    for name, vendor in VENDORS.items():
        parts.append(section(f"Connections to {name}", vendor.settings, but=shared - {"parallel_calls"}))
    parts.append(section("Every flow", FlowSettings, but=frozenset({"settings"})))
    models = {pipeline.settings: pipeline for pipeline in PIPELINES.values()}
    for model in models:
        entities = " and ".join(name for name, pipeline in PIPELINES.items() if pipeline.settings is model)
        parts.append(section(f"`settings` of flows of {entities}", model))
    first, *others = (f"| {' | '.join(row)} |".replace("|  ", "| ") for row in _WHAT_IS_PROVEN)
    return (
        _OPENING
        + "\n".join(parts)
        + _PROVEN
        + "\n".join([first, "| --- " * len(_WHAT_IS_PROVEN[0]) + "|", *others, ""])
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
