"""Makes the loading of a program cheap: nothing is searched for garbage meanwhile, and structlog comes without rich."""

import gc
import sys


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


def end_loading() -> None:
    """Search for garbage again, but never in what is loaded; nothing, where the loading was not begun."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
