"""The log: what is told goes to standard error, and a reader who has gone ends nobody's work."""

import subprocess
import sys

TELLS = """
import os, sys
from relay.processes.logs import configure_logs
import structlog

configure_logs()
log = structlog.get_logger()
log.info("first")
reading, writing = os.pipe()
os.dup2(writing, 2)
os.close(writing)
os.close(reading)
for number in range(3):
    log.info("nobody_reads_this", number=number)
print("still at work")
sys.stdout.flush()
os._exit(0)
"""


def test_a_log_that_nobody_takes_any_more_ends_no_work() -> None:
    done = subprocess.run(  # noqa: S603 - a program of our own
        [sys.executable, "-c", TELLS], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == "still at work", done.stderr
    assert '"event": "first"' in done.stderr


COMMAND = """
import sys
from relay.processes.logs import configure_command_logs
import structlog

configure_command_logs(verbose={verbose})
structlog.get_logger().warning("gate_opened", connection="books")
print("the answer")
"""


def test_a_command_says_its_answer_alone_unless_it_is_to_tell_what_it_does() -> None:
    said = {}
    for verbose in (False, True):
        done = subprocess.run(  # noqa: S603 - a program of our own
            [sys.executable, "-c", COMMAND.format(verbose=verbose)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert done.stdout == "the answer\n"
        said[verbose] = done.stderr
    assert said[False] == ""
    assert "gate_opened" in said[True]
    assert "{" not in said[True]  # words for a person, no JSON
