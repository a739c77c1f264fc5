"""Asks a WooCommerce shop what a product is now: the thing itself, one of its variations, or that it is gone.

Source: "Authentication" and "Products" in the WooCommerce REST API, version 3.
"""

from base64 import b64encode
from http import HTTPStatus
from typing import Any, Final

from handlers.exchange.reply import Reply
from handlers.exchange.send import ExchangeError, Failure, Limits, Request, Session, TooLargeError, send
from handlers.vendors.webhook.posted_settings import ShopReading
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.parsing import ParseError, parse_json
from relay.errors import Barred, Permanent, Scope, Transient
from relay.roles import Gate
from words.told import Told

_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of an answer, unpacked; a product with all its texts is about 20 kB."""

_PRODUCTS: Final = "/wp-json/wc/v3/products"
_NOT_LET_IN: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class ShopApi:
    """One shop's products, read one at a time ``after`` their post. Its repr shows neither address nor key."""

    def __init__(self, settings: WebhookConnection, reading: ShopReading, session: Session, gate: Gate) -> None:
        self._session = session
        self._gate = gate
        self.after = reading.after
        self._address = reading.address
        self._limits = Limits(settings.total_timeout, _LARGEST, settings.connect_timeout)
        login = f"{reading.key.get_secret_value()}:{reading.secret.get_secret_value()}"
        self._headers = {
            "Authorization": f"Basic {b64encode(login.encode()).decode()}",
            "Accept": "application/json",
        }

    def __repr__(self) -> str:
        return "ShopApi(...)"

    async def check(self) -> None:
        """Read a little, to prove that the shop lets us in. Raises Transient, Permanent, Barred."""
        await self._get(f"{_PRODUCTS}?per_page=1&_fields=id")

    async def product(self, number: int) -> dict[str, Any] | None:
        """A product as it is now; None where the shop has none of this number. Raises Transient, Permanent, Barred."""
        return _one(await self._get(f"{_PRODUCTS}/{number}"))

    async def variation(self, product: int, number: int) -> dict[str, Any] | None:
        """A variation of a product; None where that has none of this number. Raises as ``product``."""
        return _one(await self._get(f"{_PRODUCTS}/{product}/variations/{number}"))

    async def _get(self, path: str) -> Any:
        async with self._gate.call("products"):
            try:
                answer = await send(self._session, Request("GET", self._address + path, self._headers), self._limits)
            except ExchangeError as error:
                is_late = error.failure is Failure.LATE
                scope = Scope.CALL if is_late else Scope.CONNECTION
                told = Told("webhook.shop_not_reached", why=error.told)
                raise Transient(told, burns_try=is_late, scope=scope) from None
            except TooLargeError as error:
                raise Permanent(Told("webhook.shop_answer_too_large", limit=error.limit)) from None
            return _decipher(answer)


def _decipher(answer: Reply) -> Any:
    """What an answer says; None where what was asked for is not there.

    Raises by what happens next, and nothing of a body stands in that.
    """
    status = answer.status
    if status in _NOT_LET_IN:
        raise Barred(Told("webhook.shop_lets_nobody_in", status=status))
    found = _parse(answer)
    if status == HTTPStatus.NOT_FOUND and isinstance(found, dict):
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Transient(Told("webhook.shop_busy", status=status), after=answer.wait(), burns_try=False)
    if answer.succeeded and isinstance(found, dict | list):
        return found
    if answer.succeeded or answer.is_page:
        raise Transient(Told("webhook.shop_answers_no_json", status=status), scope=Scope.CALL)
    raise Permanent(Told("webhook.shop_refuses", status=status))


def _one(found: Any) -> dict[str, Any] | None:
    """One product. Raises Transient where the shop answered a list instead."""
    if found is not None and not isinstance(found, dict):
        raise Transient(Told("webhook.shop_answers_no_json", status=HTTPStatus.OK.value), scope=Scope.CALL)
    return found


def _parse(answer: Reply) -> Any:
    try:
        return parse_json(answer.body)
    except ParseError:
        return None
