"""Makes the loading of a program cheap: no search for garbage meanwhile, structlog without rich, redis without jwt."""

import gc
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import Final

_NOT_USED: Final = "jwt"
"""redis-py imports it for those who log in by a token; with it come x509 and an HTTP client: 30 ms."""


def begin_loading() -> None:
    """Stop the search for garbage, which would walk again and again through what is loaded, and find none."""
    gc.disable()


def load_structlog() -> None:
    """Load structlog as if rich were not there, unless one of the two is loaded already.

    structlog loads rich for its traces alone, which takes a tenth of the start; and those show the values of local
    variables, which are documents here.
    """
    if "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # says that there is none, see sys.modules in the reference
    import structlog  # noqa: F401, PLC0415 - it is all about when

    del sys.modules["rich"]


def put_off_jwt() -> None:
    """Let ``import jwt`` give a module that is loaded when something of it is used: here never."""
    if _LateFinder not in sys.meta_path:
        sys.meta_path.insert(0, _LateFinder)


class _LateFinder(PathFinder):
    """Finds that one module where it is, and has it loaded at the first use."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = super().find_spec(fullname, path, target) if fullname == _NOT_USED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def end_loading() -> None:
    """Search for garbage again, but never in what is loaded; nothing, where the loading was not begun."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
