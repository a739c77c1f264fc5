"""What hangs on an organisation or person in AFAS's sandbox, and what a debtor may prefer of it."""

from typing import Any, Literal

import pytest

from handlers.sandboxes.afas import AfasSandbox, Behaviour, Profit
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body, company_debtor


def account(iban: str = "NL91ABNA0417164300") -> dict[str, Any]:
    """The organisation behind the first debtor, with a bank account to add."""
    under = body("KnBankAccount", {"CoId": "NL", "IbCk": True, "Iban": iban})
    return body("KnSalesRelationOrg", {}, body("KnOrganisation", {"MatchOga": "9"}, under), DbId="10141")


@pytest.mark.parametrize("same", ["refused", "taken"])
async def test_a_bank_account_that_is_there_is_added_again_only_where_the_switch_says_so(
    same: Literal["refused", "taken"],
) -> None:
    async with AfasSandbox(profit=Profit(behaviour=Behaviour(same_account=same))) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(account(), "PUT")
        if same == "refused":
            assert await call.refusal(account(), "PUT") == "De waarde bij 'Bankrekening' is al in gebruik."
        else:
            await call.keys(account(), "PUT")
        assert len(sandbox.profit.relations.parties.accounts) == 1


async def test_a_bank_account_is_preferred_only_by_whom_it_belongs_to() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        await call.keys(account(), "PUT")
        await call.keys(account("BE71096123456769"), "PUT")
        behind = body("KnOrganisation", {"MatchOga": "9"})
        preferred = body("KnSalesRelationOrg", {"Iban": "BE71096123456769"}, behind, DbId="10141")
        await call.keys(preferred, "PUT")
        assert [row["IBAN"] for row in await call.rows("Profit_Debtor")] == ["BE71096123456769"]
        unknown = body("KnSalesRelationOrg", {"Iban": "DE02120300000000202051"}, behind, DbId="10141")
        assert await call.refusal(unknown, "PUT") == "De ingevulde waarde bij 'Voorkeur Iban nummer' bestaat niet."


@pytest.mark.parametrize(
    ("field", "code", "label"),
    [("ToAc", "8999", "Voorkeur tegenrekening"), ("PrLs", "GONE", "Voorkeur prijslijst")],
)
async def test_a_debtor_goes_by_accounts_and_price_lists_that_are_there(field: str, code: str, label: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        text = await call.refusal(company_debtor(**{field: code}))
        assert text == f"De ingevulde waarde bij '{label}' bestaat niet."
        await call.keys(company_debtor(ToAc="8000", PrLs="WEB"))
