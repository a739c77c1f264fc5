"""What the demo shows: a live line while events move, a table for a person, and one line of JSON for programs."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import orjson
from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from relay.demo.scenario import Key, Post, Scenario

Events = Sequence[Mapping[str, Any]]

_COLOURS: Final = {
    "written": "green",
    "skipped": "cyan",
    "held": "yellow",
    "failed": "red",
    "superseded": "cyan",
    "duplicate": "cyan",
    "refused": "magenta",
}
_ENDED: Final = ("written", "skipped", "held", "failed", "superseded")


class Reporter:
    """Tells a person what happens: as wide as the terminal, and wide enough for the table where there is none."""

    def __init__(self) -> None:
        console = Console()
        self._console = console if console.is_terminal else Console(width=150)

    def say(self, text: str) -> None:
        """One line of plain words."""
        self._console.print(text)

    @contextmanager
    def progress(self, total: int) -> Iterator[Callable[[Events], None]]:
        """A bar that is redrawn with each call of the function it gives."""
        bar = Progress(
            TextColumn("Carrying"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[states]}"),
            TimeElapsedColumn(),
        )
        task = bar.add_task("events", total=total, states="")

        def show(events: Events) -> None:
            states = Counter(str(event["state"]) for event in events)
            ended = sum(states[state] for state in _ENDED)
            told = "  ".join(f"{count} {state}" for state, count in sorted(states.items()))
            bar.update(task, completed=ended, states=told)

        with Live(bar, console=self._console, refresh_per_second=10):
            yield show

    def conclude(self, told: Scenario, answers: Sequence[tuple[Post, int, Mapping[str, Any]]], events: Events) -> int:
        """Print the table, what went otherwise than expected, and the JSON line. Returns the exit status."""
        self._console.print(_table(told, answers, events))
        surprises = _surprises(told, answers, events)
        for surprise in surprises:
            self._console.print(f"[red]not as expected:[/] {surprise}")
        summary = _summary(told, answers, events)
        self._console.print(
            f"Came in: {summary['received']}. Written: {summary['written']}; there already, or written by the relay: "
            f"{summary['skipped']}; waiting for a person: {summary['held']}; came twice: {summary['duplicates']}. "
            f"Pictures brought: {summary['pictures']}; levels told: {summary['levels']}. "
            f"Requests refused at the door: {summary['refused']}."
        )
        self._console.file.write(orjson.dumps(summary).decode() + "\n")
        self._console.file.flush()
        return 1 if surprises else 0


def _table(told: Scenario, answers: Sequence[tuple[Post, int, Mapping[str, Any]]], events: Events) -> Table:
    table = Table(title="What became of each document", title_justify="left")
    shown, entities = told.shown(), _entities(told)
    for column in ("Kind", "Number", "From"):
        table.add_column(column, no_wrap=True)
    table.add_column("Whose, or what", max_width=26, no_wrap=True, overflow="ellipsis")
    for column in ("Outcome", "Number there"):
        table.add_column(column, no_wrap=True)
    table.add_column("Why", overflow="fold")
    for event in sorted(events, key=lambda found: (entities[found["flow"]], found["flow"], found["reference"])):
        source, customer = shown.get(_key(event), (event["flow"], ""))
        table.add_row(
            *(entities[event["flow"]], event["reference"], source, customer, _colour(event["state"])),
            *(event.get("number") or "", event.get("reason") or ""),
        )
    for post, status, answer in answers:
        if answer.get("duplicate"):
            first = (entities[post.flow], post.reference, post.told_as)
            table.add_row(*first, "", _colour("duplicate"), "", "the same order came before")
        elif status >= 400:  # noqa: PLR2004 - where HTTP's refusals begin
            why = answer.get("detail") or answer.get("title") or ""
            wrong = "; ".join(f"{e['path']} {e['rule']}: {e['remedy']}" for e in answer.get("errors", ()))
            first = (entities[post.flow], post.reference, post.told_as)
            table.add_row(*first, "", _colour("refused"), "", f"{status}: {wrong or why}")
    return table


def _entities(told: Scenario) -> Mapping[str, str]:
    """What each flow carries."""
    return {name: str(flow["entity"]) for name, flow in told.settings["flows"].items()}


def _summary(told: Scenario, answers: Sequence[tuple[Post, int, Mapping[str, Any]]], events: Events) -> dict[str, Any]:
    by_entity: defaultdict[str, Counter[str]] = defaultdict(Counter)
    entities = _entities(told)
    for event in events:
        by_entity[entities[event["flow"]]][str(event["state"])] += 1
    states = Counter(str(event["state"]) for event in events)
    duplicates = sum(1 for _, _, answer in answers if answer.get("duplicate"))
    return {
        "received": len(events) + duplicates,
        **{state: states[state] for state in _ENDED},
        "duplicates": duplicates,
        "customers_created": told.created(),
        "pictures": told.pictures(),
        "levels": told.levels(),
        "refused": sum(1 for _, status, _ in answers if status >= 400),  # noqa: PLR2004 - where HTTP's refusals begin
        "by_entity": {
            entity: {"received": found.total(), **{state: found[state] for state in _ENDED}}
            for entity, found in by_entity.items()
        },
    }


def _surprises(told: Scenario, answers: Sequence[tuple[Post, int, Mapping[str, Any]]], events: Events) -> list[str]:
    found, expected = {_key(event): str(event["state"]) for event in events}, told.expected()
    surprises = [
        f"{key[1]} of {key[0]} is {found.get(key, 'missing')}, not {state}"
        for key, state in expected.items()
        if found.get(key) != state
    ]
    surprises += [f"{key[1]} of {key[0]} was not expected" for key in found if key not in expected]
    surprises += [
        f"order {post.reference} from {post.told_as} was answered with {status}, not {post.status}"
        for post, status, _ in answers
        if status != post.status
    ]
    surprises += [
        f"the books are not as they should be after: {one.says}" for one in told.rounds[-1:] if not one.until()
    ]
    return surprises + [f"order {reference} stands twice in the target" for reference in told.doubled()]


def _key(event: Mapping[str, Any]) -> Key:
    return str(event["flow"]), str(event["reference"])


def _colour(state: str) -> str:
    return f"[{_COLOURS.get(state, 'white')}]{state}[/]"
