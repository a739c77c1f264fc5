"""Keeps what the presets of vendors say in a form that is read at once, so that a start need not read much YAML.

People write presets as YAML, and reading that takes longer than all else of a start that is not loading. So beside them
stands ``composed.json``: what each file says, with the digest of its text. A file that was changed since is read
itself; ``python -m handlers.vendors.composed`` composes them anew, and a test asks for that.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from mapping.parsing import dump_json, parse_json
from mapping.strict_yaml import read

FOLDERS: Final = {path.parent.name: path for path in sorted(Path(__file__).parent.glob("*/presets"))}
"""Where the presets of each vendor are."""

COMPOSED: Final = "composed.json"


def read_preset(vendor: str, name: str) -> Any:
    """What the preset ``name`` of a vendor says, as YAML has it."""
    written = (FOLDERS[vendor] / f"{name}.yaml").read_bytes()
    known = _composed(vendor).get(name)
    if known is not None and known["digest"] == _digest(written):
        return known["says"]
    return read(written.decode())


@cache
def _composed(vendor: str) -> Mapping[str, Any]:
    """What the presets of a vendor say, as far as that is composed."""
    path = FOLDERS[vendor] / COMPOSED
    known: Mapping[str, Any] = parse_json(path.read_bytes()) if path.is_file() else {}
    return known


def compose(folder: Path) -> bytes:
    """What ``composed.json`` of a folder of presets must hold: a line for each of them."""
    presets = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    lines = [
        dump_json(name) + b":" + dump_json({"digest": _digest(written), "says": read(written.decode())})
        for name, written in presets.items()
    ]
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def _digest(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


if __name__ == "__main__":
    for each in FOLDERS.values():
        (each / COMPOSED).write_bytes(compose(each))
