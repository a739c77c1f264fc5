"""The sandbox keeps pictures of articles by AFAS's published rules, with a switch for each open question."""

from base64 import b64decode, b64encode

import pytest

from handlers.sandboxes.afas import Profit
from handlers.sandboxes.afas.refusals import RefusedError
from mapping.parsing import dump_json
from tests.handlers.vendors.afas.examples import body
from tests.mapping.images.drawn import GIF, HTML, WEBP, png


def write(profit: Profit, method: str = "PUT", **fields: object) -> None:
    profit.write(method, "FbItemArticle", None, dump_json(body("FbItemArticle", {"ItCd": "000100", **fields})))


def stream(content: bytes) -> str:
    return b64encode(content).decode()


def test_a_picture_is_kept_as_bytes_and_not_among_the_fields_of_its_article() -> None:
    profit = Profit()
    write(profit, FileName="mok.gif", FileStream=stream(GIF), FileName2="b.png", FileStream2=stream(png()))
    assert profit.pictures.of_article("000100") == {1: ("mok.gif", GIF), 3: ("b.png", png())}
    assert not [name for name in profit.goods.of_article("000100") if name.startswith("File")]


@pytest.mark.parametrize("content", [WEBP, HTML, b""])
def test_what_profit_does_not_import_is_refused_and_nothing_is_kept(content: bytes) -> None:
    profit = Profit()
    write(profit, FileName="a.gif", FileStream=stream(GIF))
    if content:
        with pytest.raises(RefusedError):
            write(profit, Ds="Other", FileName="a.gif", FileStream=stream(content))
    with pytest.raises(RefusedError):
        write(profit, Ds="Other", FileName="a.gif", FileStream="no base64!")
    assert profit.pictures.of_article("000100") == {1: ("a.gif", GIF)}
    assert profit.masters.known_item("2", "000100").description != "Other"


def test_each_format_is_given_with_its_kind_and_another_is_refused() -> None:
    profit = Profit()
    number = profit.pictures.put("000100", 1, "mok.gif", GIF)
    shown = [profit.pictures.show_image(number, size) for size in "012"]
    assert {one["mimetype"] for one in shown} == {"image/gif"}
    lengths = [len(b64decode(str(one["filedata"]))) for one in shown]
    assert lengths[0] == len(GIF) > lengths[2] > lengths[1]
    for asked, size in ((number, "9"), ("77", "0")):
        with pytest.raises(RefusedError):
            profit.pictures.show_image(asked, size)


def test_the_switches_tell_what_no_page_does() -> None:
    profit = Profit()
    write(profit, FileName="mok.gif", FileStream=stream(GIF))
    write(profit, FileName="", FileStream="")
    assert len(profit.pictures.of_article("000100")) == 1
    profit.behaviour.emptied_pictures = "taken_away"
    write(profit, FileName="", FileStream="")
    assert profit.pictures.of_article("000100") == {}
    profit.behaviour.extra_pictures = "refused"
    with pytest.raises(RefusedError):
        write(profit, FileName1="mok.gif", FileStream1=stream(GIF))
