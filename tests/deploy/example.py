"""The files of deploy/ as somebody has filled them in."""

import base64
import os
import re
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
EXAMPLE = DEPLOY / "relay.example.yaml"


def example_names() -> list[str]:
    """The variables of the example environment."""
    return re.findall(r"^(\w+)=", (DEPLOY / ".env.example").read_text("utf-8"), re.MULTILINE)


def example_environment() -> dict[str, str]:
    """The example environment with invented secrets."""
    invented = {name: f"invented-{name}" for name in example_names()}
    return invented | {name: base64.b64encode(os.urandom(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")}
