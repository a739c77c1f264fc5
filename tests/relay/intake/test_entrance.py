import asyncio
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict
from structlog.testing import capture_logs

from relay.intake.door import Door
from relay.intake.signatures.cause import Cause
from relay.model import State
from relay.store.counters import read_counters
from tests.relay.intake.callers import STRANGER, Answer, Caller, send_raw
from tests.relay.intake.signatures.messages import (
    NEW_TOKEN,
    OLD_TOKEN,
    PASSWORD,
    base64_signature,
    basic_credentials,
    hex_signature,
    standard_headers,
)

ORDER = b'{"number": "1001"}'
GITHUB_SECRET = "It's a Secret to Everybody"

PROOFS: Mapping[str, Callable[[bytes], dict[str, str]]] = {
    "standard": standard_headers,
    "afas": lambda body: {"X-Profit-Signature-256": hex_signature(body)},
    "github": lambda body: {"X-Hub-Signature-256": hex_signature(body, GITHUB_SECRET)},
    "shopify": lambda body: {"X-Shopify-Hmac-SHA256": base64_signature(body)},
    "woocommerce": lambda body: {"X-WC-Webhook-Signature": base64_signature(body)},
    "bearer": lambda _: {"Authorization": f"Bearer {NEW_TOKEN}"},
    "basic": lambda _: {"Authorization": basic_credentials(f"shop:{PASSWORD}")},
}
"""What a sender of each flow sends along with a body."""

SIGNED = ["standard", "afas", "github", "shopify", "woocommerce"]


async def waiting(door: Door) -> int:
    return sum([(await door.activity.counts(name))[State.WAITING] for name in door.flows])


async def post_lines(caller: Caller, path: str, body: bytes, *lines: tuple[str, str]) -> Answer:
    """Post with these header lines; a name may stand among them twice."""
    return await caller.call(
        "POST", path, body=body, headers=CIMultiDict([("Content-Type", "application/json"), *lines])
    )


@pytest.mark.parametrize("name", PROOFS)
async def test_a_sender_who_proves_itself_is_let_in_and_any_other_is_not(
    prover: Caller, proving_door: Door, name: str
) -> None:
    bare = await prover.post(f"/hooks/{name}", ORDER)
    assert (bare.status, bare.kind, await waiting(proving_door)) == (401, "sender-not-proved", 0)
    proved = await prover.post(f"/hooks/{name}", ORDER, **PROOFS[name](ORDER))
    assert (proved.status, await waiting(proving_door)) == (202, 1)


@pytest.mark.parametrize("name", SIGNED)
async def test_a_signature_holds_for_the_very_bytes_that_are_sent(
    prover: Caller, proving_door: Door, name: str
) -> None:
    answer = await prover.post(f"/hooks/{name}", ORDER + b" ", **PROOFS[name](ORDER))
    assert (answer.status, await waiting(proving_door)) == (401, 0)


@pytest.mark.parametrize("token", [OLD_TOKEN, NEW_TOKEN])
async def test_while_tokens_change_over_both_let_their_sender_in(prover: Caller, token: str) -> None:
    assert (await prover.post("/hooks/bearer", ORDER, Authorization=f"Bearer {token}")).status == 202


async def test_every_cause_gets_the_same_answer_and_a_count_of_its_own(prover: Caller, proving_door: Door) -> None:
    right = PROOFS["standard"](ORDER)
    name, value = "webhook-signature", right["webhook-signature"]
    answers = [
        await prover.post("/hooks/standard", ORDER),
        await post_lines(prover, "/hooks/standard", ORDER, *right.items(), (name, value)),
        await prover.post("/hooks/standard", ORDER, **{**right, name: "v1"}),
        await prover.post("/hooks/standard", ORDER, **standard_headers(ORDER, at=1614265330)),
        await prover.post("/hooks/standard", b"{}", **right),
    ]
    assert {answer.status for answer in answers} == {401}
    assert all(answer.document == answers[0].document for answer in answers)
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Signature"}
    assert len({tuple(sorted(set(answer.headers) - {"Date"})) for answer in answers}) == 1
    assert proving_door.unproved == {("standard-source", cause): 1 for cause in Cause}
    await proving_door.metrics.hand_over()
    assert await read_counters(proving_door.store) == {
        **{("unproved", "standard-source", cause): 1 for cause in Cause},
        **{("refusals", "sender-not-proved", cause): 1 for cause in Cause},
    }


async def test_the_answer_differs_between_flows_only_in_the_kind_of_proof(prover: Caller) -> None:
    answers = {name: await prover.post(f"/hooks/{name}", ORDER) for name in PROOFS}
    assert all(answer.document == answers["afas"].document for answer in answers.values())
    challenges = {name: answer.headers["WWW-Authenticate"].partition(" ")[0] for name, answer in answers.items()}
    assert challenges == {**dict.fromkeys(SIGNED, "Signature"), "bearer": "Bearer", "basic": "Basic"}


async def test_the_log_tells_the_cause_once_a_second_and_nothing_that_was_sent(prover: Caller) -> None:
    with capture_logs() as lines:
        for _ in range(3):
            await prover.post("/hooks/bearer", ORDER, Authorization="Bearer in-a-header")
        await prover.post("/hooks/bearer", ORDER)
    assert [(line["kind"], line["cause"], line["flow"]) for line in lines] == [
        ("sender-not-proved", "wrong", "bearer"),
        ("sender-not-proved", "missing", "bearer"),
    ]
    assert "in-a-header" not in str(lines)


@pytest.mark.parametrize("name", PROOFS)
@pytest.mark.parametrize("body", [b"no json", b"", b'{"number": 7}', b"\xff"])
async def test_nothing_is_said_of_a_body_whose_sender_is_not_proved(prover: Caller, name: str, body: bytes) -> None:
    headers = PROOFS[name](b"another body") if name in SIGNED else {"Authorization": "Bearer wrong"}
    answer = await prover.post(f"/hooks/{name}", body, **headers)
    assert (answer.status, answer.kind) == (401, "sender-not-proved")


async def test_the_published_vector_of_github_passes_the_proof_and_fails_as_json(prover: Caller) -> None:
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    answer = await prover.post("/hooks/github", b"Hello, World!", X_Hub_Signature_256=signature)
    assert (answer.status, answer.kind) == (400, "body-not-json")


@pytest.mark.parametrize(
    ("name", "line"),
    [("afas", b""), ("shopify", b"X-Shopify-Hmac-SHA256: no base64!\r\n"), ("bearer", b"Authorization: Bearer x\r\n")],
)
async def test_who_cannot_be_proved_by_its_headers_is_refused_before_its_body_is_sent(
    prover: Caller, name: str, line: bytes
) -> None:
    head = f"POST /hooks/{name} HTTP/1.1\r\nHost: relay\r\nContent-Type: application/json\r\n".encode()
    asks = b"Expect: 100-continue\r\nContent-Length: 18\r\n"
    assert (await send_raw(prover.port, head + asks + line + b"\r\n")).startswith(b"HTTP/1.1 401 ")


async def test_what_costs_nothing_is_checked_before_the_proof(prover: Caller) -> None:
    stranger = Caller(prover.port, STRANGER)
    assert (await stranger.post("/hooks/bearer", ORDER, **PROOFS["bearer"](ORDER))).status == 403
    assert (await prover.get("/hooks/bearer")).status == 405
    assert (await prover.post("/hooks/bearer", ORDER, Content_Type="text/plain")).status == 415
    assert (await prover.post("/hooks/bearer", ORDER, Content_Encoding="gzip")).status == 415
    assert (await prover.post("/hooks/bearer", b" " * 3000)).status == 413


async def commands(door: Door) -> int:
    """How many commands Redis has carried out, without those that ask it how many."""
    found = await door.store.state.info("commandstats")
    return sum(each["calls"] for name, each in found.items() if name != "cmdstat_info")


async def test_nobody_makes_redis_work_before_it_is_let_in_and_proved(
    lone_prover: Caller, mortal_proving_door: Door
) -> None:
    stranger = Caller(lone_prover.port, STRANGER)
    before = await commands(mortal_proving_door)
    for name in PROOFS:
        assert (await stranger.post(f"/hooks/{name}", ORDER, **PROOFS[name](ORDER))).status == 403
        assert (await lone_prover.post(f"/hooks/{name}", ORDER)).status == 401
        assert (await lone_prover.post(f"/hooks/{name}", ORDER, Authorization="Bearer x")).status == 401
    assert (await lone_prover.post("/triggers/polled")).status == 401
    assert await commands(mortal_proving_door) == before
    for name in PROOFS:
        before = await commands(mortal_proving_door)
        answer = await lone_prover.post(f"/hooks/{name}", b"{}", **PROOFS[name](ORDER + b" "))
        # A token or password proves a sender whatever the body is: then it is noted what was wrong with the document.
        assert answer.status in {401, 422}
        assert answer.status == 422 or await commands(mortal_proving_door) == before
    assert (await lone_prover.post("/hooks/afas", ORDER, **PROOFS["afas"](ORDER))).status == 202
    assert await commands(mortal_proving_door) > before


async def test_a_trigger_asks_for_the_proof_of_its_connection(prover: Caller, proving_door: Door) -> None:
    key = proving_door.store.keys.triggers
    assert (await prover.post("/triggers/polled")).status == 401
    assert await proving_door.store.state.exists(key) == 0
    assert (await prover.post("/triggers/polled", Authorization=f"Bearer {NEW_TOKEN}")).status == 202
    assert await proving_door.store.state.exists(key) == 1


async def test_a_client_that_sends_too_much_is_told_when_to_come_back(prover: Caller, proving_door: Door) -> None:
    proof = {"Authorization": f"Bearer {NEW_TOKEN}"}
    answers = [await prover.post("/hooks/limited", {"number": str(number)}, **proof) for number in range(3)]
    assert [answer.status for answer in answers] == [202, 202, 429]
    assert answers[2].kind == "rate-exceeded"
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert await waiting(proving_door) == 2


async def test_who_shows_a_wrong_secret_spends_nothing_of_the_sender(prover: Caller) -> None:
    for _ in range(5):
        assert (await prover.post("/hooks/limited", ORDER, Authorization="Bearer x")).status == 401
    assert (await prover.post("/hooks/limited", ORDER, Authorization=f"Bearer {NEW_TOKEN}")).status == 202


async def test_one_client_spends_nothing_of_another(prover: Caller) -> None:
    proof = {"Authorization": f"Bearer {NEW_TOKEN}"}
    answers = await asyncio.gather(*(prover.post("/hooks/limited", ORDER, **proof) for _ in range(5)))
    assert sorted(answer.status for answer in answers) == [202, 202, 429, 429, 429]
    assert (await Caller(prover.port, STRANGER).post("/hooks/limited", ORDER, **proof)).status == 202


HEADER_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])) | st.text("v1,= sha256Bearic0/+")
HEADER_NAMES = st.sampled_from(
    [
        *("webhook-id", "webhook-timestamp", "webhook-signature", "Authorization", "Idempotency-Key"),
        *("X-Profit-Signature-256", "X-Hub-Signature-256", "X-Shopify-Hmac-SHA256", "X-WC-Webhook-Signature"),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(list(PROOFS)),
    lines=st.lists(st.tuples(HEADER_NAMES, HEADER_TEXTS), max_size=4),
    signed=st.booleans(),
)
@example(name="basic", lines=[("Authorization", "Basic é")], signed=False)
@example(name="standard", lines=[("webhook-id", "x")], signed=True)
async def test_any_text_in_the_headers_of_a_proof_is_believed_or_refused_and_never_fails(
    prover: Caller,
    name: str,
    lines: list[tuple[str, str]],
    signed: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    proof = list(PROOFS[name](ORDER).items()) if signed else []
    answer = await post_lines(prover, f"/hooks/{name}", ORDER, *proof, *lines)
    assert (answer.status, answer.document.get("type", "").rpartition(":")[2]) in {
        (202, ""),
        (401, "sender-not-proved"),
        (400, "delivery-key-malformed"),
    }
    assert signed or answer.status == 401


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(PROOFS)), HEADER_NAMES, st.binary().filter(lambda value: b"\n" not in value))
async def test_any_bytes_in_a_header_are_refused_and_never_fail(
    prover: Caller, name: str, header: str, value: bytes
) -> None:
    head = f"POST /hooks/{name} HTTP/1.1\r\nHost: relay\r\nContent-Type: application/json\r\n{header}: ".encode()
    answer = await send_raw(prover.port, head + value + b"\r\nContent-Length: 18\r\n\r\n" + ORDER)
    assert answer.split()[1] in {b"400", b"401"}
