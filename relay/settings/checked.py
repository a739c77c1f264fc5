"""What a rule about relay.yaml is given, and what a rule is."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Protocol, TypeAlias

from pydantic import BaseModel

from relay.settings.connections import ConnectionSettings
from relay.settings.findings import Finding, Path
from relay.settings.model import FlowSettings, Settings
from relay.settings.secret_sources import SecretSources
from relay.settings.written import Written
from words.told import Told


class VendorShape(Protocol):
    """What reading relay.yaml needs to know of a vendor; ``relay.roles.Vendor`` has it."""

    @property
    def settings(self) -> type[ConnectionSettings]:
        """The model of this vendor's connections."""
        ...

    @property
    def sources(self) -> Collection[str]:
        """The entities it can be a source of."""
        ...

    @property
    def targets(self) -> Collection[str]:
        """The entities it can be a target of."""
        ...

    @property
    def no_targets(self) -> Mapping[str, Told]:
        """Why it cannot be a target of some entities, by these."""
        ...

    @property
    def address_presets(self) -> Mapping[str, Sequence[IPv4Network | IPv6Network]]:
        """Named address lists for ``allow``, such as those the vendor publishes."""
        ...

    @property
    def is_posted_to(self) -> bool:
        """Whether documents are posted to it, so that as a target it is told and keeps no debtors."""
        ...

    @property
    def rules(self) -> Sequence["ConnectionRule"]:
        """What is judged of each connection of this vendor."""
        ...


class PipelineShape(Protocol):
    """What reading relay.yaml needs to know of a pipeline; ``relay.line.pipeline.Pipeline`` has it."""

    @property
    def settings(self) -> type[BaseModel]:
        """The model of the ``settings`` of its flows."""
        ...

    @property
    def rules(self) -> Sequence["FlowRule"]:
        """What is judged of each flow of this pipeline."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose every value is judged by itself: what rules look at.

    ``settings`` hold what is right in the file; where a value was wrong, its default or an empty one stands there.
    Connections of unknown vendors, and flows of unknown entities or connections, are left out. ``written`` has what
    stands in the file. ``sources`` are what ``${NAME}`` is filled from.
    """

    settings: Settings
    written: Written
    vendors: Mapping[str, VendorShape]
    pipelines: Mapping[str, PipelineShape]
    sources: SecretSources
    wrong: frozenset[Path] = frozenset()
    is_whole: bool = True
    """Whether every connection and every flow of the file is among the settings."""

    def is_written(self, path: Path) -> bool:
        """Whether the file itself says something at a path, and not only the default."""
        return self.written.place(path) is not None

    def is_sound(self, path: Path) -> bool:
        """Whether nothing is wrong at a path, above it or below it."""
        return not any(meets(path, other) for other in self.wrong)

    def vendor_of(self, connection: str) -> VendorShape:
        """The vendor of a connection that the settings hold."""
        return self.vendors[self.settings.connections[connection].vendor]

    def flows_from(self, connection: str) -> Iterator[tuple[str, FlowSettings]]:
        """The flows whose source is a connection, by name."""
        return ((name, flow) for name, flow in self.settings.flows.items() if flow.source == connection)

    def flows_to(self, connection: str) -> Iterator[tuple[str, FlowSettings]]:
        """The flows whose target is a connection, by name."""
        return ((name, flow) for name, flow in self.settings.flows.items() if flow.target == connection)


Rule: TypeAlias = Callable[[Checked], Iterable[Finding]]
"""Judges a whole file: gives a finding for each mistake, without line and value, which the core adds."""

ConnectionRule: TypeAlias = Callable[[Checked, Path, Any], Iterable[Finding]]
"""Judges one connection of a vendor: its path, ``("connections", NAME)``, and its settings, of the vendor's model."""

FlowRule: TypeAlias = Callable[[Checked, Path, FlowSettings], Iterable[Finding]]
"""Judges one flow of a pipeline: its path, ``("flows", NAME)``, and the flow with its ``settings``."""


def meets(path: Path, other: Path) -> bool:
    """Whether two paths are the same, or one is above the other."""
    shorter = min(len(path), len(other))
    return path[:shorter] == other[:shorter]


def lies_in(path: Path, other: Path) -> bool:
    """Whether a path is another one, or below it."""
    return path[: len(other)] == other
