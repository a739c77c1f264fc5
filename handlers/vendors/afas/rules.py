"""Rules about an AFAS connection in relay.yaml that no type can tell.

Source: AFASSoftware/OASContent, markdownpages/profit/en (concepts): every address ends in ``/ProfitRestServices``, and
connectors are named behind it by the client.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.afas.dictionary import update_object
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.party_presets import ARTICLE
from handlers.vendors.afas.target.product_drafting import SETTINGS
from mapping.choices import Choice
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path, path_text
from words.told import Told

_ROOT: Final = "/ProfitRestServices"
_GROUP: Final = "FbItemArticle.Grp"


def ends_at_the_root(_: Checked, path: Path, connection: AfasConnection) -> Iterator[Finding]:
    """An address behind which AFAS's services are not, or that of one connector."""
    if connection.base_url is None:
        return
    parts = urlsplit(connection.base_url)
    root, found, rest = parts.path.partition(_ROOT)
    if found and rest:
        wanted = f"{parts.scheme}://{parts.netloc}{root}{_ROOT}"
        yield Finding("error", (*path, "base_url"), Told("afas.address_of_a_connector", wanted=wanted))
    elif not found:
        yield Finding(
            "warning", (*path, "base_url"), Told("afas.address_without_root", wanted=connection.base_url + _ROOT)
        )


def customers_of_some_administration(checked: Checked, path: Path, connection: AfasConnection) -> Iterator[Finding]:
    """An environment has the sales relations of all its companies: whose are read is said, be it that all are."""
    if not any(flow.entity == "customer" for _, flow in checked.flows_from(str(path[-1]))):
        return
    customers = connection.customers
    if customers.columns.administration is None and not customers.all_administrations:
        yield Finding("error", (*path, "customers", "all_administrations"), Told("afas.administration_not_told"))
    elif customers.columns.administration is not None and connection.administration is None:
        yield Finding("error", (*path, "administration"), Told("afas.administration_not_chosen"))


def products_of_some_administration(checked: Checked, path: Path, connection: AfasConnection) -> Iterator[Finding]:
    """The same of articles, which an environment has for all its companies together, and of compositions."""
    if not any(flow.entity == "product" for _, flow in checked.flows_from(str(path[-1]))):
        return
    products = connection.products
    told = [products.columns.administration]
    if products.compositions is not None:
        told.append(products.compositions.columns.administration)
    if None in told and not products.all_administrations:
        yield Finding(
            "error", (*path, "products", "all_administrations"), Told("afas.administration_of_products_not_told")
        )
    elif any(told) and connection.administration is None:
        yield Finding("error", (*path, "administration"), Told("afas.administration_of_products_not_chosen"))


def stock_of_some_administration(checked: Checked, path: Path, connection: AfasConnection) -> Iterator[Finding]:
    """The same of stock: levels of two companies would be added up."""
    if not any(flow.entity == "stock" for _, flow in checked.flows_from(str(path[-1]))):
        return
    stock = connection.stock
    told = [stock.columns.administration]
    if stock.compositions is not None:
        told.append(stock.compositions.columns.administration)
    if None in told and not stock.all_administrations:
        told_of = Told("afas.administration_of_stock_not_told")
        rests_on = tuple((*path, "stock", "columns", name) for name in type(stock.columns).model_fields)
        yield Finding("error", (*path, "stock", "all_administrations"), told_of, rests_on=rests_on)
    elif any(told) and connection.administration is None:
        yield Finding("error", (*path, "administration"), Told("afas.administration_of_stock_not_chosen"))


def articles_that_cannot_be_made(checked: Checked, path: Path, connection: AfasConnection) -> Iterator[Finding]:
    """AFAS makes no article without its group, so that an order with a new one is held each time."""
    for name, flow in checked.flows_to(str(path[-1])):
        settings = flow.settings
        if not isinstance(settings, OrderSettingsView):  # it carries something else
            continue
        has_group = bool(connection.writing.new_articles.group)
        mapped = any(row.get("to") == _GROUP for row in flow.mapping)
        if settings.missing_article == "create" and not has_group and not mapped:
            setting: Path = (*path, "writing", "new_articles", "group")
            told = Told("afas.articles_not_made", setting=path_text(setting))
            at = ("flows", name, "settings", "missing_article")
            yield Finding("error", at, told, rests_on=(setting,))


def products_that_cannot_be_made(checked: Checked, path: Path, connection: AfasConnection) -> Iterator[Finding]:
    """AFAS makes no article without some codes: where nothing gives one, each new product would be held."""
    known = update_object(ARTICLE).fields
    needed = [name for name, field in known.items() if field.required]
    needed += [name for name in connection.writing.products.new_articles_need if name not in needed]
    for name, flow in checked.flows_to(str(path[-1])):
        settings: Any = flow.settings
        if flow.entity != "product" or settings.product.on_none != "create":
            continue
        filled = {row.get("to") for row in flow.mapping if not row.get("off")}
        for field, setting in SETTINGS.items():
            if field in needed and f"{ARTICLE}.{field}" not in filled and not _gives(getattr(settings, setting)):
                told = Told("afas.products_not_made", field=f"{ARTICLE}.{field}", label=known[field].label)
                yield Finding("warning", ("flows", name, "settings", setting), told)


def stock_that_cannot_be_booked(checked: Checked, path: Path, connection: AfasConnection) -> Iterator[Finding]:
    """What a connection lacks into which a flow of stock goes: each is a setting that nobody can guess."""
    if not any(flow.entity == "stock" for _, flow in checked.flows_to(str(path[-1]))):
        return
    for word in ("reason_in", "reason_out"):
        if getattr(connection.writing.stock, word) is None:
            yield Finding("error", (*path, "writing", "stock", word), Told("afas.stock_needs_reason"))
    for word in ("on_hand", "warehouse"):
        if getattr(connection.stock.columns, word) is None:
            yield Finding("error", (*path, "stock", "columns", word), Told("afas.stock_needs_column"))
    if connection.lookups.mutations is None:
        yield Finding("warning", (*path, "lookups", "mutations"), Told("afas.mutations_not_found_again"))


def _gives(setting: Choice | str | None) -> bool:
    """Whether a setting gives a code to any product."""
    return bool(setting.default or setting.table) if isinstance(setting, Choice) else bool(setting)
