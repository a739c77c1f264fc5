"""The names of keys: of one instance, and each another."""

from relay.store.keys import Keys


def test_every_key_begins_with_the_prefix_of_its_instance() -> None:
    keys = Keys("one")
    named = [
        *(keys.payload("e"), keys.event("e"), keys.index(), keys.index("f"), keys.index("f", "held")),
        *(keys.index(state="held"), keys.queue("f"), keys.wake, keys.workers, keys.layout, keys.intent("n")),
        *(keys.link("n"), keys.cursor("f"), keys.poll("f"), keys.triggers, keys.token("c")),
        *(keys.processes, keys.settings),
    ]
    assert all(key.startswith("one:") for key in named)
    assert len(set(named)) == len(named)
