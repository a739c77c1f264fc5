"""Makes a call all or nothing: every change notes how it is taken back, for as long as the call may still fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Journal:
    """How to take back what the present call has done so far; ``calls`` counts those that there were."""

    def __init__(self) -> None:
        self.calls = 0
        self._undo: list[Callable[[], object]] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Whatever is raised inside, nothing that was noted inside remains."""
        self._undo.clear()
        try:
            yield
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise
        finally:
            self._undo.clear()
            self.calls += 1

    def note(self, undo: Callable[[], object]) -> None:
        """Take back with this."""
        self._undo.append(undo)

    def add(self, holder: dict[Any, Any], key: Any, value: Any) -> None:
        """Put a new record into a book."""
        holder[key] = value
        self.note(lambda: holder.pop(key))

    def change(self, record: dict[str, Any], **values: Any) -> None:
        """Change fields of a record."""
        self.before(record)
        record.update(values)

    def before(self, record: dict[str, Any]) -> None:
        """Remember a record as it is now."""
        was = dict(record)

        def undo() -> None:
            record.clear()
            record.update(was)

        self.note(undo)

    def rows(self, rows: list[dict[str, Any]]) -> None:
        """Remember which rows a table has now, and in which order."""
        was = list(rows)

        def undo() -> None:
            rows[:] = was

        self.note(undo)
