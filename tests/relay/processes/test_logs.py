"""The log: what is told goes to standard error, and a reader who has gone ends nobody's work."""

import doctest
import json
import subprocess
import sys

from relay.processes import logs

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


SENTENCES = """
from relay.processes.logs import {configure}
import structlog
from words.told import Told

{configure}({options})
away = Told("care.source_gives_not", reason=Told("line.payload_redis_away"))
structlog.get_logger().warning("poll_failed", flow="shop-orders", reason=away, mistakes=(away, "as it is"))
"""


def log_of(**words: str) -> str:
    command = [sys.executable, "-c", SENTENCES.format(**words)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stderr  # noqa: S603 - our own


def test_a_sentence_stands_in_the_log_by_its_code_and_values_with_its_english_beside_them() -> None:
    line = json.loads(log_of(configure="configure_logs", options=""))
    away = {
        "code": "care.source_gives_not",
        "values": {"reason": {"code": "line.payload_redis_away", "values": {}}},
        "text": "its source does not give it now (the payload Redis does not answer)",
    }
    assert (line["event"], line["flow"], line["reason"]) == ("poll_failed", "shop-orders", away)
    assert line["mistakes"] == [away, "as it is"]


def test_a_person_at_a_command_reads_the_sentence() -> None:
    line = log_of(configure="configure_command_logs", options="verbose=True")
    assert "reason='its source does not give it now (the payload Redis does not answer)'" in line
    assert "care.source_gives_not" not in line


def test_the_examples_in_its_file_are_true() -> None:
    assert doctest.testmod(logs).failed == 0
