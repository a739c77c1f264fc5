"""Loading a program: structlog without rich, redis without jwt, and no search for garbage in what is loaded."""

import json
import subprocess
import sys
from typing import Any

import pytest


def told_by(code: str) -> Any:
    """What a fresh Python prints, as JSON."""
    said = subprocess.run([sys.executable, "-c", f"import gc, json, sys\n{code}"], capture_output=True, check=True)  # noqa: S603 - code of this test
    return json.loads(said.stdout)


def test_structlog_is_loaded_without_rich_which_can_be_loaded_afterwards() -> None:
    assert told_by("""
from relay.processes.loading import load_structlog
load_structlog()
before = sorted({"structlog", "rich", "pygments"} & set(sys.modules))
from rich.console import Console
print(json.dumps([before, Console.__module__]))
""") == [["structlog"], "rich.console"]


def test_rich_stays_where_it_is_loaded_already() -> None:
    assert told_by("""
import rich
from relay.processes.loading import load_structlog
load_structlog()
print(json.dumps(sys.modules["rich"] is rich))
""")


def test_redis_is_loaded_without_jwt_which_is_there_when_somebody_uses_it() -> None:
    assert told_by("""
from relay.processes.loading import put_off_jwt
put_off_jwt()
import redis.auth.token
before = sorted(name for name in sys.modules if name.startswith(("jwt.", "cryptography.x509")))
claims = {"oid": "invented", "iat": 1, "exp": 4_000_000_000}
token = redis.auth.token.jwt.encode(claims, "invented-" * 5)
print(json.dumps([before, redis.auth.token.JWToken(token).try_get("oid"), "jwt.api_jwt" in sys.modules]))
""") == [[], "invented", True]


def test_what_was_loaded_is_never_searched_for_garbage_and_what_comes_later_is() -> None:
    during, after, frozen = told_by("""
from relay.processes.loading import begin_loading, end_loading
begin_loading()
during = gc.isenabled()
import relay.settings
end_loading()
print(json.dumps([during, gc.isenabled(), gc.get_freeze_count()]))
""")
    assert (during, after) == (False, True)
    assert frozen > 10_000


def test_the_end_of_a_loading_that_was_not_begun_changes_nothing() -> None:
    assert told_by("""
from relay.processes.loading import end_loading
end_loading()
print(json.dumps([gc.isenabled(), gc.get_freeze_count()]))
""") == [True, 0]


@pytest.mark.parametrize("module", ["relay.processes.__main__", "relay.__main__"])
def test_both_programs_begin_with_what_is_light(module: str) -> None:
    loaded = told_by(f"import {module}\nprint(json.dumps(sorted(sys.modules)))")
    assert {name for name in loaded if name.startswith("relay")} == {
        "relay",
        "relay.processes",
        "relay.processes.loading",
        module,
    }
