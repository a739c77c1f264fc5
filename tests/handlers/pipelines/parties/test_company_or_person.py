"""Company or person: what the company field says, unless it says that there is none."""

from typing import Any

import pytest

from handlers.pipelines.parties.company_or_person import judge_buyer
from handlers.pipelines.parties.settings import NOT_A_COMPANY, CustomerMatching
from mapping.documents.party import Customer
from mapping.documents.reading import read_order
from tests.handlers.pipelines.orders.people import order_of


def buyer(settings: CustomerMatching | None = None, **customer: Any) -> tuple[Customer, list[str]]:
    order = read_order(order_of(**customer), strict=False)
    found, notes = judge_buyer(order.customer, settings or CustomerMatching())
    return found, [str(note) for note in notes]


def test_a_company_name_makes_a_company_and_the_person_its_contact() -> None:
    found, notes = buyer(company="Bakkerij Van Dam B.V.")
    assert (found.is_company, found.name, found.person, notes) == (True, "Bakkerij Van Dam B.V.", "Anna de Wit", [])


def test_no_company_name_makes_a_person() -> None:
    found, notes = buyer()
    assert (found.is_company, found.name, notes) == (False, "Anna de Wit", [])


@pytest.mark.parametrize("word", [*NOT_A_COMPANY, "N.V.T.", " nvt. ", "PRIVÉ", "Prive", "***", "n.v.t", "Particulier."])
def test_a_word_that_says_there_is_none_makes_a_person(word: str) -> None:
    found, notes = buyer(company=word)
    assert (found.is_company, found.name) == (False, "Anna de Wit")
    assert notes == ["a person: the company name says there is none"]


@pytest.mark.parametrize("name", ["Anna de Wit", "ANNA  DE WIT", "Wit, Anna de", "Ánna dé Wít"])
def test_a_company_name_that_repeats_the_persons_makes_a_person(name: str) -> None:
    assert not buyer(company=name)[0].is_company


@pytest.mark.parametrize("name", ["Anna de Wit B.V.", "De Wit", "A. de Wit", "Nvt Holding", "Private Label BV"])
def test_a_company_called_after_the_person_or_nearly_as_a_word_is_a_company(name: str) -> None:
    assert buyer(company=name)[0].is_company


def test_a_word_that_is_the_only_name_there_is_stays_the_name() -> None:
    found, notes = buyer(company="Particulier", first_name=None, infix=None, last_name=None)
    assert (found.is_company, found.name, notes) == (True, "Particulier", [])


def test_the_list_of_words_is_a_setting() -> None:
    settings = CustomerMatching(not_a_company=("huishouden",))
    assert not buyer(settings, company="Huishouden")[0].is_company
    assert buyer(settings, company="nvt")[0].is_company


def test_a_vat_number_makes_a_company_only_where_the_settings_say_so() -> None:
    assert not buyer(vat_number="NL850123456B01")[0].is_company
    found, notes = buyer(CustomerMatching(vat_number_makes_company=True), vat_number="NL850123456B01")
    assert (found.is_company, found.name) == (True, "Anna de Wit")
    assert notes == ["a company, since the buyer gives a VAT number"]


def test_what_is_told_never_names_the_buyer() -> None:
    for notes in (
        buyer(company="Anna de Wit")[1],
        buyer(CustomerMatching(vat_number_makes_company=True), vat_number="X1")[1],
    ):
        assert notes
        assert "Wit" not in " ".join(notes)
