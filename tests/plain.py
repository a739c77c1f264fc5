"""Sentences for tests that do not care which: a text of their own, with the code of a text that was kept as worded."""

from words.told import AS_WRITTEN, Told


def as_told(text: str) -> Told:
    """The text as a sentence."""
    return Told(AS_WRITTEN, text=text)
