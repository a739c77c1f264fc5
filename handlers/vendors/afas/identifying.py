"""Tells which environment of AFAS a connection is let into: production, test or acceptance, and of which customer.

Source: `info.envid` of GET /metainfo, such as O12345AA (AFASSoftware/OASContent; GarbageSlave/afas-connect).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from handlers.exchange.reply import Reply
from handlers.vendors.afas.protocol import Call, decipher
from handlers.vendors.afas.settings import AfasConnection
from relay.errors import RunEnd, Transient
from relay.roles import SystemIdentity

_ENVIRONMENT: Final = re.compile(r"([OTA])(\d{4,6})[A-Z]{0,2}", re.IGNORECASE)
_KINDS: Final[Mapping[str, str]] = {"O": "production", "T": "test", "A": "acceptance"}
_HOSTS: Final[Mapping[str, str]] = {"rest": "production", "resttest": "test", "restaccept": "acceptance"}


def decipher_environment(call: Call, answer: Reply) -> str | None:
    """The environment's name in an answer; None where AFAS does not tell it to this app connector.

    Telling may be a right of its own, so that a refusal bars nothing. Raises Transient where nothing is known.
    """
    try:
        document = decipher(call, answer)
    except RunEnd as end:
        if isinstance(end, Transient) and not (end.said is not None and end.said.works):
            raise
        return None
    info = document.get("info") if isinstance(document, Mapping) else None
    told: Any = info.get("envid") if isinstance(info, Mapping) else None
    return str(told).strip() or None if told is not None else None


def identity_of(told: str | None, settings: AfasConnection) -> SystemIdentity:
    """The identity of an environment, with the administration that the connection is bound to, if any.

    Where AFAS does not tell its name the address does: the host is that of one environment, and a token opens only
    the environment it was made in.
    """
    match = _ENVIRONMENT.fullmatch(told or "")
    if match is not None:
        number, kind = match[2], _KINDS[match[1].upper()]
    else:
        number, kind = told or settings.environment, "" if told else _HOSTS[settings.kind]
    administration = "" if settings.administration is None else str(settings.administration)
    shown = {"environment": number, "kind": kind, "administration": administration or "all"}
    if told is None:
        shown["told by"] = "its address"
    return SystemIdentity(
        key=(number, kind, administration), shown={name: text for name, text in shown.items() if text}
    )
