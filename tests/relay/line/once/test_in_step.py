"""What a pair held when it was in step is kept for good, and of two writes the later one adds to the earlier."""

from relay.line.once.in_step import Base, InStep
from relay.store.store import Store


async def test_a_pair_that_was_never_in_step_has_no_base(store: Store) -> None:
    base = await InStep(store).load("pair")
    assert base == Base()
    assert not base.is_stale("shop", 1)


async def test_digests_and_ordinals_are_kept_by_system_and_what_is_not_named_stays(store: Store) -> None:
    in_step = InStep(store)
    await in_step.store("pair", Base({("shop", "billing address"): "1", ("books~2", "name"): "2"}, {"books~2": 7}))
    await in_step.store("pair", Base({("books~2", "name"): "3"}, {"shop": 9}))
    await in_step.store("pair", Base())
    base = await in_step.load("pair")
    assert base == Base({("shop", "billing address"): "1", ("books~2", "name"): "3"}, {"books~2": 7, "shop": 9})
    assert await store.state.pttl(store.keys.in_step("pair")) == -1


async def test_what_was_read_before_the_last_write_is_stale_and_what_has_no_ordinal_is_not(store: Store) -> None:
    base = Base(as_of={"shop": 7})
    assert [base.is_stale("shop", ordinal) for ordinal in (0, 6, 7, 8)] == [False, True, False, False]
    assert not base.is_stale("books", 1)


def test_both_flows_of_a_pair_keep_it_under_one_name() -> None:
    assert InStep.name("b", "a") == InStep.name("a", "b")
