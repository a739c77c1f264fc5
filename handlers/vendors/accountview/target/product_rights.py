"""Refuses a flow of products whose user may not make or change articles, before anything of it is carried.

No public client writes articles, so that each installation says for itself whether its web API takes them: by the list
of business objects, and by the marks of the dictionary's tables.
Source: github.com/omniboost/go-accountview.net (``business_objects_get.go``, ``types.go``).
"""

from collections.abc import Sequence

from handlers.contracts.product_terms import ProductSettingsView
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import Act, Shown
from handlers.vendors.accountview.target.product_presets import ARTICLE
from relay.errors import Barred, Scope
from relay.model import Flow
from words.told import Told


def acts_of(flow: Flow) -> tuple[Act, ...]:
    """What a flow of products does with articles; nothing yet where it is tried without writing."""
    if not flow.write:
        return ()
    settings: ProductSettingsView | None = flow.settings
    if settings is None:
        return ("insert", "update")
    acts: list[Act] = ["insert"] if settings.product.on_none == "create" else []
    return (*acts, "update") if settings.product.on_existing == "update" else tuple(acts)


async def require_rights(shown: Shown, settings: AccountViewConnection, acts: Sequence[Act]) -> None:
    """Raise Barred for the flow where one of these is not allowed, as far as that is shown; it is asked once an hour.

    It says what lacks: the right to the business object, or the dictionary's own marks, as where a module lacks.
    """
    name = settings.objects.article
    for act in acts:
        if (told := await _refusal(shown, name, act)) is not None:
            shown.note_lacking_rights()
            raise Barred(told, scope=Scope.FLOW)


async def require_some_right(shown: Shown, settings: AccountViewConnection) -> None:
    """Raise Barred where articles can be neither made nor changed: no flow of products can end here."""
    refusals = [await _refusal(shown, settings.objects.article, act) for act in ("insert", "update")]
    if refusals[0] is not None and refusals[1] is not None:
        raise Barred(refusals[0], scope=Scope.FLOW)


async def _refusal(shown: Shown, name: str, act: Act) -> Told | None:
    """Why an act is not allowed; None where it is, or nothing is shown of it."""
    if await shown.may(name, act) is False:
        return Told("accountview.articles_not_allowed", object=name, act=act)
    if marks := await shown.marks(ARTICLE, act):
        return Told("accountview.articles_closed", table=ARTICLE, marks=marks, act=act)
    return None
