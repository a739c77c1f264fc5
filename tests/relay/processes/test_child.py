"""What a child said is heard, however soon it ended."""

import asyncio
import os
import sys

from relay.processes.child import Child
from relay.processes.supervised import VARIABLE
from words.told import Told, pack

SAYS_WHY_AND_ENDS = f"""
import json, os, socket
line = socket.socket(fileno=json.loads(os.environ[{VARIABLE!r}])["line"])
line.sendall(json.dumps({{"mistakes": [{pack(Told("process.ended", status=7))!r}]}}).encode() + b"\\n")
"""


async def test_the_mistakes_of_a_child_that_ended_before_it_was_listened_to_are_heard() -> None:
    child = Child.spawn([sys.executable, "-c", SAYS_WHY_AND_ENDS], {}, [])
    _, status = await asyncio.to_thread(os.waitpid, child.pid, 0)
    child.listen(lambda _: None)
    child.has_ended(os.waitstatus_to_exitcode(status))
    await child.wait_until_heard()
    assert (child.status, child.mistakes) == (0, (Told("process.ended", status=7),))
