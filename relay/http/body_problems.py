"""The refusals of a body: it is late, too large, no JSON, or no document that can be carried."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from mapping.problems import Problem
from relay.http.problems import Refusal
from words.told import Told


class BodyNotRead(Refusal):
    """The body ended early or its framing is broken."""

    status = HTTPStatus.BAD_REQUEST
    kind = "body-not-read"
    title = Told("http.body_not_read_title")
    detail = Told("http.body_not_read")


class BodyEmpty(Refusal):
    """There is no document in the request."""

    status = HTTPStatus.BAD_REQUEST
    kind = "body-empty"
    title = Told("http.body_empty_title")
    detail = Told("http.body_empty")


class BodyNotJson(Refusal):
    """The body is no JSON; ``detail`` gives the place."""

    status = HTTPStatus.BAD_REQUEST
    kind = "body-not-json"
    title = Told("http.body_not_json_title")
    detail = Told("http.body_not_json")


class BodyTimeout(Refusal):
    """The body did not arrive in time."""

    status = HTTPStatus.REQUEST_TIMEOUT
    kind = "body-timeout"
    title = Told("http.body_timeout_title")
    detail = Told("http.body_timeout")


class BodyTooLarge(Refusal):
    """The body is larger than the limit; ``detail`` names it."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "body-too-large"
    title = Told("http.body_too_large_title")
    detail = Told("http.body_too_large")


class MediaTypeRefused(Refusal):
    """The body is not declared as JSON in UTF-8."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "media-type-refused"
    title = Told("http.media_type_refused_title")
    detail = Told("http.media_type_refused")
    headers: Mapping[str, str] = {"Accept": "application/json"}


class EncodingRefused(Refusal):
    """The body is compressed."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "encoding-refused"
    title = Told("http.encoding_refused_title")
    detail = Told("http.encoding_refused")
    headers: Mapping[str, str] = {"Accept-Encoding": "identity"}


class DocumentRefused(Refusal):
    """The document is JSON, but not one that can be carried; ``errors`` lists all that is wrong with it.

    ``reference`` is its number where one can be read; it is not in the answer.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "document-refused"
    title = Told("http.document_refused_title")

    def __init__(self, problems: Sequence[Problem], reference: str = "") -> None:
        self.problems, self.reference = problems, reference
        errors = [_plain(problem) for problem in problems]
        self.detail = Told("http.document_refused", problems=len(errors))
        super().__init__(errors=errors)


def _plain(problem: Problem) -> dict[str, str | None]:
    code = problem.wrong.code
    return {"path": problem.path, "code": code, "rule": problem.rule, "remedy": problem.remedy, "value": problem.value}
