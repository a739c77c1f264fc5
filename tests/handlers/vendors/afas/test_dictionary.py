"""The objects and fields that AFAS's UpdateConnectors take, as its own schemas have them."""

import pytest

from handlers.vendors.afas.dictionary import FILES, UpdateObject, update_object

HANGING = ("KnBankAccount", "KnBasicAddressAdr", "KnBasicAddressPad", "KnContactAutRole")
COUNTED = ("FbOrderBatchLines", "FbOrderSerialLines", "FbOrderLocationLines")
INVOICE_LINES = "FbDirectInvoice/FbDirectInvoiceLines"


def at(path: str) -> UpdateObject:
    """The object at a path."""
    connector, *names = path.split("/")
    known = update_object(connector)
    for name in names:
        known = known.objects[name]
    return known


def described(known: UpdateObject) -> list[UpdateObject]:
    return [known, *(one for under in known.objects.values() for one in described(under))]


@pytest.mark.parametrize("connector", FILES)
def test_every_object_has_fields_and_every_field_a_label(connector: str) -> None:
    for known in described(update_object(connector)):
        assert known.fields or known.name in {"FbArticleCustom", "FbCompositionCustom"}
        assert all(field.label and (field.length or 1) > 0 for field in known.fields.values())


NESTED = [
    *(f"{top}/KnContact/KnPerson/{name}" for top in ("KnOrganisation", "KnPerson") for name in HANGING),
    *(f"KnSalesRelationOrg/KnOrganisation/KnContact/KnPerson/{name}" for name in HANGING[:-1]),
    *(f"FbSales/FbSalesLines/AfasFbOrderCompLines/{name}" for name in ("FbOrderBatchLines", "FbOrderSerialLines")),
    *(f"{INVOICE_LINES}/{name}/FbOrderLocationLines" for name in ("FbOrderBatchLines", "FbOrderSerialLines")),
    *(f"{INVOICE_LINES}/AfasFbOrderCompLines/{name}" for name in COUNTED),
    *(f"{INVOICE_LINES}/AfasFbOrderCompLines/{name}/FbOrderLocationLines" for name in COUNTED[:-1]),
]
"""The objects of AFAS's own schemas that stand deepest, by their path."""


@pytest.mark.parametrize("path", NESTED)
def test_an_object_of_afas_schemas_is_known_wherever_it_stands(path: str) -> None:
    assert at(path).fields


def test_there_are_twenty_objects_that_stand_deepest() -> None:
    assert len(NESTED) == len(set(NESTED)) == 20


def test_a_contact_person_of_a_debtor_has_no_role() -> None:
    contact = "KnOrganisation/KnContact/KnPerson"
    assert "KnContactAutRole" in at(contact).objects
    assert "KnContactAutRole" not in at(f"KnSalesRelationOrg/{contact}").objects
    assert at(f"KnSalesRelationOrg/{contact}").fields == at(contact).fields
