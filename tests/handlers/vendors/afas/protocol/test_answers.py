"""Every answer AFAS gives, and what each means for a read and for a write."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exchange.reply import Reply
from handlers.vendors.afas.protocol import Call, decipher, results_of, rows_of
from mapping.parsing import dump_json
from relay.errors import Barred, Hold, Permanent, RunEnd, Transient, Unconfirmed

READ = Call("GET", "/connectors/Relay_SalesOrders")
WRITE = Call("POST", "/connectors/FbSales")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def answer(status: int, body: object = b"", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, body if isinstance(body, bytes) else dump_json(body), named)


def refusal(message: str, number: int = -2147180996) -> dict[str, object]:
    return {"errorNumber": number, "externalMessage": message, "profitLogReference": "0F5C0E7B5E9A4C1DA8E2B7C0D1E2F3A4"}


def ended(call: Call, given_answer: Reply) -> RunEnd:
    with pytest.raises(RunEnd) as caught:
        decipher(call, given_answer, now=NOW)
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "read_ends", "write_ends"),
    [
        (302, b"", Barred, Barred),
        (400, b"", Permanent, Permanent),
        (401, b"", Barred, Barred),
        (403, b"", Barred, Barred),
        (404, b"<html>", Transient, Hold),
        (413, b"", Permanent, Permanent),
        (408, b"", Transient, Unconfirmed),
        (429, b"", Transient, Unconfirmed),
        (502, b"<html>", Transient, Unconfirmed),
        (500, refusal("Het record is vergrendeld door een andere gebruiker."), Transient, Transient),
        (503, b"<html>", Transient, Unconfirmed),
        (503, {"error": {"code": 1, "message": "busy"}, "retry_after": 7200}, Transient, Transient),
        (504, b"", Transient, Unconfirmed),
        (500, b"", Transient, Unconfirmed),
        (500, b"Internal server error", Transient, Unconfirmed),
        (500, b"<html>", Transient, Unconfirmed),
        (500, {}, Transient, Unconfirmed),
        (500, refusal("Er is een onverwachte fout opgetreden", -2147180999), Transient, Unconfirmed),
        (
            500,
            refusal("De maximale tijdsduur voor het uitvoeren van de opdracht is verstreken."),
            Transient,
            Unconfirmed,
        ),
        (500, refusal("De ingevulde waarde bij 'Verkooprelatie' bestaat niet.", -2147220469), Transient, Hold),
        (500, refusal("Vul een waarde in bij 'Eenheid'."), Transient, Hold),
        (500, refusal("General message: Periode is geblokkeerd"), Transient, Hold),
        (
            500,
            refusal("GetConnector niet ondersteund voor deze app of de gebruiker is niet geautoriseerd"),
            Barred,
            Barred,
        ),
        (500, refusal("This UpdateConnector is not supported or the user is not authorised."), Barred, Barred),
        (500, refusal("Deze GetConnector (definitie) is geblokkeerd"), Barred, Barred),
        (500, refusal("Connector-veld 'Gewijzigd' niet gevonden"), Barred, Hold),
        (500, {"message": "Invalid json"}, Permanent, Permanent),
        (500, refusal("Out of String space"), Transient, Unconfirmed),
        (500, {"message": "Er is een fout opgetreden bij de verwerking."}, Transient, Unconfirmed),
        (500, refusal("Er is een fout opgetreden bij de verwerking."), Transient, Unconfirmed),
        (200, b"<html>", Transient, Unconfirmed),
        (200, b'{"rows":[', Transient, Unconfirmed),
    ],
)
def test_each_answer_ends_by_what_happens_next(
    status: int, body: object, read_ends: type[RunEnd], write_ends: type[RunEnd]
) -> None:
    assert type(ended(READ, answer(status, body))) is read_ends
    assert type(ended(WRITE, answer(status, body))) is write_ends


@given(
    st.sampled_from([READ, WRITE, Call("PUT", "/connectors/FbSales"), Call("POST", "/oauth/token", repeatable=True)]),
    st.integers(100, 599),
    st.binary(max_size=60)
    | st.sampled_from([b"{}", b"[]", b"null", b'"x"', b'{"error":{"retry_after":5}}', b'{"error":7}']),
    st.dictionaries(st.sampled_from(["Retry-After", "retry-after"]), st.text(max_size=12), max_size=1),
)
def test_no_answer_leads_to_anything_but_json_or_an_error_of_ours(
    call: Call, status: int, body: bytes, headers: dict[str, str]
) -> None:
    end: RunEnd | None = None
    try:
        decipher(call, Reply(status, body, headers), now=NOW)
    except RunEnd as caught:
        end = caught
    assert end is not None or 200 <= status < 300
    assert end is None or call.template in end.reason
    assert call.writes or not isinstance(end, Unconfirmed)


@pytest.mark.parametrize(
    ("given_answer", "seconds"),
    [
        (answer(503, {"error": {"code": 1}, "retry_after": 7200}), 7200),
        (answer(503, {"example": {"error": {"code": 1}, "retry_after": "60"}}), 60),
        (answer(503, b"", Retry_After="30"), 30),
        (answer(503, b"", retry_after="Tue, 24 Nov 2026 09:05:00 GMT"), 300),
        (answer(503, b"", Retry_After="Tue, 24 Nov 2026 08:00:00 GMT"), 0),
        (answer(429, b"", Retry_After="5"), 5),
    ],
)
def test_the_wait_that_afas_asks_for_is_passed_on(given_answer: Reply, seconds: int) -> None:
    end = ended(READ, given_answer)
    assert isinstance(end, Transient)
    assert end.after == timedelta(seconds=seconds)
    assert not end.burns_try


@pytest.mark.parametrize("text", ["", "soon", "-5", "1e9", "99999999999999999999"])
def test_a_wait_that_cannot_be_read_is_no_wait(text: str) -> None:
    end = ended(READ, answer(503, b"", Retry_After=text))
    assert isinstance(end, Transient)
    assert end.after is None


@pytest.mark.parametrize(
    ("given_answer", "words"),
    [
        (answer(401), "app connector"),
        (answer(403), "IP restriction"),
        (answer(404), "2049"),
        (answer(500, refusal("Connector-veld 'Gewijzigd' niet gevonden")), "'Gewijzigd'"),
        (answer(500, refusal("Connector field 'Changed' not found")), "'Changed'"),
        (answer(500, refusal("Out of memory")), "page_size"),
        (answer(500, refusal("Er ging iets mis")), "0F5C0E7B5E9A4C1DA8E2B7C0D1E2F3A4"),
    ],
)
def test_an_error_names_the_remedy_or_what_the_help_desk_needs(given_answer: Reply, words: str) -> None:
    assert words in ended(READ, given_answer).reason


@pytest.mark.parametrize("call", [READ, WRITE])
def test_of_what_afas_says_its_own_words_are_told_and_no_value_that_it_quotes(call: Call) -> None:
    body = refusal("De waarde 'jan@example.com' bij 'E-mail' bestaat niet, in gebruik door Jansen (10007).")
    reason = ended(call, answer(500, body)).reason
    assert "De waarde '[e-mail address]' bij 'E-mail' bestaat niet [4 words] [number]" in reason
    assert "0F5C0E7B5E9A4C1DA8E2B7C0D1E2F3A4" in reason


def test_an_endless_message_is_cut() -> None:
    assert len(ended(WRITE, answer(500, refusal("x" * 5000))).reason) < 500


def test_a_write_may_be_answered_without_a_body() -> None:
    assert decipher(WRITE, answer(204)) is None
    assert decipher(WRITE, answer(200, b" \r\n")) is None


@pytest.mark.parametrize(
    ("document", "keys"),
    [
        ({"results": {"FbSales": {"OrNu": "60005491"}}}, {"OrNu": "60005491"}),
        ({"results": {"FbSales": [{"OrNu": 7}, {"OrNu": 8}]}}, {"OrNu": "7"}),
        ({"results": {"FbSales": {"OrNu": None}}}, {}),
        ({"results": {}}, {}),
        ({"results": []}, {}),
        (None, {}),
        ([], {}),
    ],
)
def test_the_keys_of_a_write_are_text_and_may_be_missing(document: object, keys: dict[str, str]) -> None:
    assert results_of(document, "FbSales") == keys


@pytest.mark.parametrize("document", [None, [], {}, {"rows": None}, {"rows": [1]}, {"rows": {}}])
def test_an_answer_without_rows_is_no_empty_page(document: object) -> None:
    with pytest.raises(Transient, match="without a list of rows"):
        rows_of(READ, document)
