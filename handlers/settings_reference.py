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

Every setting of `relay.yaml`, and what happens when it is left out. A length of time is written `5m`. *By name* means a
table whose names are yours: the text `NAME` stands for one of them, and `[]` for an entry of a list.

## How the file is judged

`relay check FILE` judges the whole file in one round, in the order of its lines: each value by its type, then what the
parts say together. One mistake is one message, with the file, line and column, the path of the setting, what stands
there (never a secret), and what to write instead, by the nearest name where one was meant:

```
relay.yaml:47:5: flows.afas-orders.pol: unknown name; did you mean 'poll'?
```

An *error* keeps the relay from starting. A *warning* is told of what can be, and is hardly meant; with `--strict` it
counts as a mistake too. The exit status is 0 where the relay starts with the file, 1 where it has mistakes, and 2 where
the command was mistyped. `--json` gives the same as JSON: of each finding its severity, code, line, column, path, text,
value, and what is allowed there and nearest. What `--live` adds stands at the end of this page.

## Values as they are written

Values are read as JSON has them: `true` and `false`, `null`, whole numbers without leading zeros, and decimals. All
else is text as it stands: `NO`, `on`, `2026-11-24`, `1:30`. Where a text belongs and a number stands, also one such as
`012345`, put it between quotes: other programs read it as another number. (This is YAML 1.2 with the words of JSON.) A
name that stands twice, a tab in the indentation, and a file that is not UTF-8 are refused.

## Secrets

A secret is written as `${NAME}` or `${file:PATH}`, and never as it is. Such a text is filled in where the table below
says *secret*, among them the addresses of Redis, and in a `client_id`; anywhere else it is an error.

- `${NAME}` is a variable of the environment, or of the file that `--env-file` or `RELAY_ENV_FILE` names.
- `${file:PATH}` is a file under `/run/secrets`, or in the relay's own folder of secrets: the one that the variable
  `RELAY_SECRETS_DIR` names, else `secrets` beside `relay.yaml`. A name alone, as in `${file:shop}`, is looked for in
  both. Links are followed first: a file that lies elsewhere is refused.
- Line ends behind a secret are left off; a warning tells of more than the one with which an editor ends a file. Quotes
  around a secret are taken as a part of it, with a warning. An empty secret, blanks around one, and the mark with which
  some Windows programs begin a file are refused.

## In an editor

`relay schema > relay.schema.json` prints the JSON Schema of this file, made from the same models as this page;
[deploy/relay.schema.json](../deploy/relay.schema.json) is the same. An editor that knows it completes names and words,
shows what each does, and marks what `relay check` refuses by its type: unknown names, other words, numbers out of
bounds, lengths of time and days of another form, a secret as it is. What only the parts of the file say together it
does not know: `relay check` has the last word.

- VS Code with the extension *YAML* by Red Hat, and other editors with the YAML language server: the first line of
  [deploy/relay.example.yaml](../deploy/relay.example.yaml) names the schema beside the file:
  `# yaml-language-server: $schema=./relay.schema.json`.
- JetBrains: Settings, Languages & Frameworks, Schemas and DTDs, JSON Schema Mappings; add `relay.schema.json` for the
  file `relay.yaml`. The version is JSON Schema 7.

## Tables

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
        "all of it, but for paths below `posted` and `item` in a connection's rows",
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
        "their form; AccountView: that no two settings name one column",
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
        "the form of the table; that each rate is in percent, and one that the country has today",
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
