"""What a vendor knows of its system's fields is read when it is first asked for, so that a command starts at once."""

import subprocess
import sys

FILLED = """
import functools, sys
from handlers.vendors import VENDORS
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.afas.settings import AfasConnection

AccountViewConnection(company="X", client_id="id", client_secret="secret")
AfasConnection(vendor="afas", environment="12345", client_id="id", client_secret="secret")
print(*(
    f"{name}.{attribute}"
    for name, module in sorted(sys.modules.items()) if name.startswith("handlers.vendors.")
    for attribute, value in vars(module).items()
    if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == name and value.cache_info().currsize
))
"""


def test_vendors_and_their_settings_read_no_dictionary_and_no_preset() -> None:
    run = subprocess.run([sys.executable, "-c", FILLED], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - the program above
    assert run.stdout.split() == []


def test_vendors_bring_no_web_server_which_only_a_person_who_gives_access_needs() -> None:
    program = "import sys, handlers.vendors; print('aiohttp.web' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - the program above
    assert run.stdout.split() == ["False"]
