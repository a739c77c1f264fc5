"""Says in plain words why a file is no YAML, quoting nothing of it: a secret that begins with * looks like an alias."""

import codecs
import errno
import re
from collections.abc import Callable, Sequence
from typing import Final

from mapping.strict_yaml import YamlError
from mapping.yaml_nodes import TOO_DEEP, TOO_MANY, quoted_over_lines
from words.told import Told

_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML takes for no character of a text: https://yaml.org/spec/1.2.2, production c-printable."""

_RUN_IN: Final = re.compile(r"[\s-]*([A-Za-z_][\w-]*):(?=[^\s:/])(?!.*:\s)")
"""A name whose value begins without a blank behind the colon, in a line that has no other colon that makes a name."""

_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class FileMistake(ValueError):  # noqa: N818 - it is read in `raise FileMistake`
    """A file cannot be read as settings: ``told`` says why, ``line`` and ``column`` where, as far as that is known."""

    def __init__(self, told: Told, line: int | None = None, column: int | None = None) -> None:
        super().__init__(told)
        self.told, self.line, self.column = told, line, column

    @classmethod
    def of_system(cls, error: OSError) -> "FileMistake":
        """Why the system does not hand a file out."""
        if error.errno == errno.EISDIR:
            return cls(Told("settings.is_folder"))
        return cls(Told("settings.cannot_be_read", why=error.strerror or type(error).__name__))


def decode(content: bytes, most: int) -> str:
    """The text of a file. Raises FileMistake where it is too large, or in another encoding than UTF-8."""
    if len(content) > most:
        raise FileMistake(Told("settings.file_too_large", most=most))
    if content.startswith(_WIDE) or b"\0\0" in (content[1:4:2], content[:4:2]):
        raise FileMistake(Told("settings.is_wide"), 1, 1)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        raise FileMistake(Told("settings.is_not_utf8"), *_place(before)) from None
    wrong = _FORBIDDEN.search(text.removeprefix("\ufeff"))
    if wrong is not None:
        number = f"U+{ord(wrong[0]):04X}"
        raise FileMistake(Told("settings.no_character", number=number), *_place(text[: wrong.start()]))
    return text


def told_of(error: YamlError, text: str) -> FileMistake:
    """A mistake in the YAML of a text in plain words, at the line where it begins."""
    begun = _begun_before(error, text)
    if begun is not None:
        return begun
    for form, tell in _WORDS:
        if re.search(form, error.rule):
            return FileMistake(tell(error), error.line, error.column)
    return FileMistake(Told("settings.no_yaml"), error.line, error.column)


def _place(before: str) -> tuple[int, int]:
    """The line and column behind a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _begun_before(error: YamlError, text: str) -> FileMistake | None:
    """What is only noticed lines later: a quotation mark without partner, and a name that runs into its value."""
    last = error.line or 0
    if re.search(r"block end|not allowed here|expected ':'", error.rule):
        for opened, closed in quoted_over_lines(text):
            if closed == last:
                return FileMistake(Told("settings.quote_open", opened=opened), opened)
        for number, line in list(enumerate(text.splitlines(), start=1))[max(last - 2, 0) : last]:
            run_in = _RUN_IN.match(line)
            if run_in is not None:
                return FileMistake(Told("settings.blank_behind_colon", name=run_in[1]), number, run_in.end())
    return None


def _unclosed(sign: str) -> Callable[[YamlError], Told]:
    return lambda error: Told("settings.unclosed", sign=sign, opened=error.opened or error.line or 1)


def _twice(error: YamlError) -> Told:
    name = error.rule.partition("'")[2].rpartition("'")[0]
    return Told("settings.twice", name=repr(name[:100]), line=error.twice or 1)


_WORDS: Final[Sequence[tuple[str, Callable[[YamlError], Told]]]] = (
    (r"'\\t'", lambda _: Told("settings.tab")),
    (r"written twice", _twice),
    (r"',' or '\]'", _unclosed("]")),
    (r"',' or '\}'", _unclosed("}")),
    (r"unexpected end of stream", lambda error: Told("settings.quote_open", opened=error.opened or error.line or 1)),
    (r"recursive|names itself", lambda _: Told("settings.circle")),
    (r"node content.*stream end", lambda _: Told("settings.ends_too_soon")),
    (f"^{TOO_DEEP}", lambda _: Told("settings.too_deep")),
    (f"^{TOO_MANY}", lambda _: Told("settings.too_many_values")),
    (r"alias|alphabetic or numeric", lambda _: Told("settings.alias")),
    (r"constructor for the tag|expected a \w+ node|tag|expected '[!>]'", lambda _: Told("settings.tag")),
    (r"must be plain text", lambda _: Told("settings.name_is_no_text")),
    (r"half a character", lambda _: Told("settings.half_a_character")),
    (r"no value that exists", lambda _: Told("settings.no_value")),
    (r"for merging", lambda _: Told("settings.merging")),
    (r"mapping values are not allowed", lambda _: Told("settings.colon")),
    (r"expected ':'|could not find expected ':'", lambda _: Told("settings.no_colon")),
    (r"block end|block mapping|block collection", lambda _: Told("settings.indentation")),
    (r"sequence entries are not allowed|block sequence", lambda _: Told("settings.hyphen")),
    (r"another document", lambda _: Told("settings.second_document")),
    (r"cannot start any token", lambda _: Told("settings.needs_quotes")),
    (r"escape", lambda _: Told("settings.escape")),
)
"""What the library's sentence holds, and ours."""
