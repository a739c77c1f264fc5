"""How the sandbox says no: an error object in the body, with a status that is a switch because nobody documents it.

The members are those that github.com/omniboost/go-accountview.net decodes; the texts are our own, as the real ones are
not public.
"""

from http import HTTPStatus

from aiohttp import web


class RefusedError(Exception):
    """The call is refused with this message; ``status`` overrides the sandbox's usual status for errors."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def refusal(message: str, status: int) -> web.Response:
    """The error object as AccountView sends it."""
    body = {"ErrorType": "AccountViewError", "ErrorNumbers": None, "ErrorMessage": message}
    return web.json_response(body, status=status)


def unauthorized() -> web.Response:
    """What a bad or expired access token gets."""
    return web.json_response({"Message": "Authorization has been denied."}, status=HTTPStatus.UNAUTHORIZED)


def page(status: int, title: str) -> web.Response:
    """A page for people, as a hub or proxy writes it."""
    return web.Response(status=status, content_type="text/html", text=f"<html><body><h1>{title}</h1></body></html>")
