"""Reads what VIES answers: valid or invalid only where it says so in full, and not checked in every other case.

The answer is ``{"isValid": true, "userError": "VALID", "vatNumber": "…", "requestIdentifier": "…", …}``. When a member
state is down or busy it has ``isValid: false`` too, with another ``userError``, or ``errorWrappers`` in place of all of
it (github.com/jofme/D365FinanceToolbox#73): so ``isValid`` alone says nothing. Names and addresses are not kept.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Literal

from handlers.exchange.reply import Reply
from mapping.parsing import ParseError, parse_json
from mapping.vat.numbers import VatNumber
from words.told import Told

Status = Literal["valid", "invalid", "not_checked"]
Scope = Literal["nothing", "member_state", "service"]

_CODE = r"[A-Z][A-Z_]{1,39}"
_CONSULTATION = r"[A-Za-z0-9]{1,40}"
_FAULTS_OF_THE_QUESTION = frozenset({"INVALID_INPUT", "INVALID_REQUESTER_INFO"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What VIES answered about a number. ``consultation`` is its number of this check, empty where it gave none.

    ``reason`` says why nothing was checked, None where VIES said whether it is valid. ``busy`` says whether the member
    state or all of VIES should not be asked for a while, and ``after`` for how long, where VIES said so.
    """

    status: Status
    consultation: str = ""
    reason: Told | None = None
    busy: Scope = "nothing"
    after: timedelta | None = None


def read_answer(reply: Reply, number: VatNumber) -> Answer:
    """The answer about a number. Never raises.

    >>> asked = VatNumber("BE", "0697449992", "valid")
    >>> read_answer(Reply(200, b'{"isValid": true, "userError": "VALID", "vatNumber": "0697449992"}'), asked).status
    'valid'
    >>> answer = read_answer(Reply(200, b'{"isValid": false, "userError": "MS_UNAVAILABLE"}'), asked)
    >>> answer.status, str(answer.reason), answer.busy
    ('not_checked', 'MS_UNAVAILABLE', 'member_state')
    """
    document = _object(reply.body)
    code = _code(document)
    after = reply.wait()
    if code:
        return Answer("not_checked", reason=Told("vies.word", word=code), busy=_scope(code), after=after)
    if reply.status != HTTPStatus.OK:
        return Answer("not_checked", reason=Told("vies.status", status=reply.status), busy="service", after=after)
    if not _is_about(document, number):
        return Answer("not_checked", reason=Told("vies.about_another_number"), busy="service")
    said, word = document.get("isValid"), document.get("userError")
    if said is True and word == "VALID":
        return Answer("valid", consultation=_consultation(document))
    if said is False and word == "INVALID":
        return Answer("invalid", consultation=_consultation(document))
    return Answer("not_checked", reason=Told("vies.unreadable"), busy="service")


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = parse_json(body)
    except ParseError:
        return {}
    return document if isinstance(document, dict) else {}


def _code(document: dict[str, Any]) -> str:
    """The error that VIES names, or nothing."""
    found = document.get("userError")
    wrappers = document.get("errorWrappers")
    if isinstance(wrappers, list) and wrappers and isinstance(wrappers[0], dict):
        found = wrappers[0].get("error")
    if not isinstance(found, str) or found in {"VALID", "INVALID"} or not re.fullmatch(_CODE, found):
        return ""
    return found


def _scope(code: str) -> Scope:
    if code in _FAULTS_OF_THE_QUESTION:
        return "nothing"
    return "member_state" if code.startswith("MS_") or code == "TIMEOUT" else "service"


def _is_about(document: dict[str, Any], number: VatNumber) -> bool:
    """VIES repeats the number, without its prefix; where it repeats none, that proves nothing against it."""
    told = document.get("vatNumber")
    return told is None or (isinstance(told, str) and told.strip().upper() in {number.number, number.text})


def _consultation(document: dict[str, Any]) -> str:
    found = document.get("requestIdentifier")
    return found if isinstance(found, str) and re.fullmatch(_CONSULTATION, found) else ""
