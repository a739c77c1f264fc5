"""Articles seen lately are not asked for again; missing ones always are."""

from datetime import timedelta

from handlers.vendors.known_articles import KnownArticles


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_article_that_was_seen_is_not_asked_for_until_its_time_is_over() -> None:
    clock = Clock()
    known = KnownArticles(timedelta(minutes=10), clock)
    assert known.unknown(["A", "B", "A"]) == ["A", "B"]
    known.remember(["A"])
    assert known.unknown(["A", "B"]) == ["B"]
    clock.now += 601
    assert known.unknown(["A"]) == ["A"]


def test_without_a_time_nothing_is_remembered() -> None:
    known = KnownArticles(timedelta())
    known.remember(["A"])
    assert known.unknown(["A"]) == ["A"]
