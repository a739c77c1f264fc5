"""Reads the cases of tests/relay/settings/cases: one mistake each in a good file, and what must be told of it.

A case changes ``base.yaml`` in one of three ways: ``find`` is replaced by ``with``, once; or the text ``put`` is
written ``at`` a path, exactly as it stands; or what is at the path ``drop`` is taken out. ``beside`` are texts by path
that are put first, as the mistake needs them. ``at: a.b.*`` is one case for each setting below ``a.b``.

``error``, ``warning`` or ``accepted`` is the verdict, with the words that the one message must hold, in any case;
``line`` among them stands for the number of the line. ``never`` are words that it must not hold; ``path`` is where it
stands, if not ``at``. A plain text that was put is shown, unless it is ``hidden``. ``means`` is what an accepted value
is, as text.
"""

import base64
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from mapping.strict_yaml import YamlError, read
from mapping.yaml_edits import edit, remove
from relay.bootstrap.rehearsal import flows_that_cannot_be_put_together
from relay.bootstrap.settings import judge
from relay.settings import Settings
from relay.settings.findings import Path as SettingPath
from relay.settings.judging import Judged
from relay.settings.kinds import Kind, kind_of, models_in, names_of, walk

FOLDER = Path(__file__).parent / "cases"
BASE = (FOLDER / "base.yaml").read_text("utf-8")
SECRET = "kept-0123456789-from-the-world"
VERDICTS = ("error", "warning", "accepted")
_PART = re.compile(r"\[(\d+)\]|[^.\[\]]+")
_MARK = "PUT.HERE"


def key() -> str:
    """The form of a key, and of a secret that nobody guesses."""
    return base64.b64encode(bytes(range(7, 39))).decode()


ENVIRONMENT = {
    "PAYLOAD_KEY": key(),
    "INDEX_KEY": base64.b64encode(bytes(range(50, 82))).decode(),
    "ADMIN_TOKEN": SECRET,
    "AFAS_CLIENT_ID": SECRET,
    "AFAS_CLIENT_SECRET": SECRET,
    "ACCOUNTVIEW_CLIENT_ID": SECRET,
    "ACCOUNTVIEW_CLIENT_SECRET": SECRET,
    "AV_REFRESH": SECRET,
    "WEAK": "1",
    "NEWLINE": f"{SECRET}\n",
    "QUOTED": f'"{SECRET}"',
    "ZEROS": base64.b64encode(bytes(32)).decode(),
    "GUESSED": "changeme-changeme",
    "SHORT_KEY": base64.b64encode(bytes(range(16))).decode(),
    "SPACED": "two words are no bearer token",
}


@dataclass(frozen=True)
class Case:
    """One mistake, and what must be told of it."""

    name: str
    written: Mapping[str, Any]

    @cached_property
    def text(self) -> str:
        """The base file with what the case puts in it; made when it is needed, for there are thousands of cases."""
        return changed(self.written)

    @property
    def verdict(self) -> str:
        """error, warning or accepted."""
        [found] = [name for name in VERDICTS if name in self.written]
        return found

    @property
    def says(self) -> Sequence[str]:
        """The words of the message, without ``line``."""
        return [str(word) for word in self.written[self.verdict] if word != "line"]

    @property
    def at(self) -> SettingPath | None:
        """The path that the case is about, where it names one."""
        found = self.written.get("at") or self.written.get("drop")
        return None if found is None else path_of(found)

    @property
    def path(self) -> SettingPath | None:
        """The path that the finding has, where the case tells."""
        return path_of(self.written["path"]) if "path" in self.written else self.at

    @property
    def put(self) -> str | None:
        """The plain text that was put, without quotes; None where it is a list, a mapping or nothing."""
        text = str(self.written.get("put", ""))
        if text.startswith(('"', "'")):
            return text[1:-1]
        return None if not text or text[0] in "[{" else text

    @cached_property
    def tree(self) -> Any:
        """What the file says; what ``base.yaml`` says where it is no YAML."""
        try:
            return read(self.text)
        except YamlError:
            return read(BASE)

    def judged(self) -> Judged:
        """What the relay finds in the file."""
        return judged(self.text)


@cache
def judged(text: str) -> Judged:
    """What `relay check` finds in a file with this text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "relay.yaml"
        path.write_text(text, "utf-8")
        return judge(path, ENVIRONMENT, (flows_that_cannot_be_put_together,))


def path_of(text: str) -> SettingPath:
    """A path as findings have it: ``a.b[0]`` is ("a", "b", 0)."""
    return tuple(int(part[1]) if part[1] else part[0] for part in _PART.finditer(text))


def read_cases() -> list[Case]:
    """Every case of every file."""
    return [
        case
        for file in sorted(FOLDER.glob("*.yaml"))
        if file.stem != "base"
        for number, written in enumerate(read(file.read_text("utf-8")), start=1)
        for case in _cases(file.stem, number, written)
    ]


def _cases(stem: str, number: int, written: Mapping[str, Any]) -> Iterator[Case]:
    at = str(written.get("at", written.get("drop", "")))
    if at.endswith(".*"):
        above = path_of(at.removesuffix(".*"))
        for name in settings_below(above):
            one = {**written, "at": f"{at.removesuffix('*')}{name}"}
            yield Case(f"{stem}: {one['at']}: {written['put']}", one)
    else:
        told = written.get("name") or f"{number}: {at}: {written.get('put', 'left out')}"
        yield Case(f"{stem}: {told}", written)


def changed(written: Mapping[str, Any]) -> str:
    """The base file with what a case puts in it."""
    text = BASE
    for at, put in written.get("beside", {}).items():
        text = _with(text, path_of(at), str(put))
    if "find" in written:
        assert written["find"] in text, written["find"]
        return text.replace(written["find"], written["with"], 1)
    if "drop" in written:
        return remove(text, path_of(written["drop"]))
    return _with(text, path_of(written["at"]), str(written["put"]))


def _with(text: str, path: SettingPath, put: str) -> str:
    return edit(text, path, _MARK).replace(_MARK, put)


def kind_at(path: SettingPath, whole: Any = None) -> Kind | None:
    """What belongs at a path of the base file, or of another file that names its connections and flows alike."""
    whole = read(BASE) if whole is None else whole
    model, above = _root(path)
    raw: Any = whole
    for part in above:
        raw = raw.get(part) if isinstance(raw, dict) else None
    return walk(kind_of(model), raw, path[len(above) :])


def _root(path: SettingPath) -> tuple[type[Any], SettingPath]:
    """The model that judges a path, and where that model stands."""
    if path[:1] == ("connections",) and len(path) > 1:
        vendor = {"afas": "afas", "books": "accountview"}.get(str(path[1]), "webhook")
        return VENDORS[vendor].settings, path[:2]
    if path[:1] == ("flows",) and path[2:3] == ("settings",):
        entities = {"customers": "customer", "products": "product", "stock": "stock"}
        entity = next((one for end, one in entities.items() if str(path[1]).endswith(end)), "order")
        return PIPELINES[entity].settings, path[:3]
    return Settings, ()


def settings_below(path: SettingPath) -> list[str]:
    """The names of the settings at a path that hold a value, and no further names."""
    kind = kind_at(path)
    assert kind is not None, path
    assert kind.model is not None, path
    return [
        name
        for name in names_of(kind.model)
        if (inside := kind_at((*path, name))) is not None and not list(models_in(inside.annotation))
    ]
