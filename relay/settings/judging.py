"""Judges relay.yaml whole in one round: each value by its type, then all rules over what is right; one mistake once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from mapping.suggestions import did_you_mean
from relay.settings.checked import Checked, PipelineShape, Rule, VendorShape, lies_in, meets
from relay.settings.connections import ConnectionSettings
from relay.settings.explaining import explain, follows
from relay.settings.findings import Finding, Path
from relay.settings.headings import read_headings
from relay.settings.kinds import Kind, kind_of, names_of, walk
from relay.settings.lookalikes import lookalikes
from relay.settings.mending import mend
from relay.settings.model import FlowSettings, Settings
from relay.settings.names import listed
from relay.settings.networks import ADDRESS_PRESETS
from relay.settings.placing import in_order, place, told_once
from relay.settings.rules import RULES
from relay.settings.secret_sources import SOURCES, SecretSources
from relay.settings.unknown import Meant, Root, places_in, unknown_name
from relay.settings.wiring import wired
from relay.settings.written import Written, look_up, renamed
from words.told import Told

ModelT = TypeVar("ModelT", bound=BaseModel)


class Judged(NamedTuple):
    """The settings of a file, None where it has an error; and all findings, in the order of the file."""

    settings: Settings | None
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the relay refuses to start with this file."""
        return any(finding.severity == "error" for finding in self.findings)


def judge_written(
    written: Written,
    sources: SecretSources,
    vendors: Mapping[str, VendorShape],
    pipelines: Mapping[str, PipelineShape],
    rules: Iterable[Rule] = (),
) -> Judged:
    """Judge what a file says; ``pipelines`` are by entity, ``rules`` are further ones, to be asked last."""
    if not isinstance(written.value, dict):
        empty = written.value is None
        told = Told("settings.file_is_empty") if empty else Told("settings.file_is_no_mapping")
        return Judged(None, (Finding("error", (), told, line=1, column=1, file=written.file),))
    return _Judging(written, sources, vendors, pipelines).judged(rules)


class _Judging:
    """One round over one file. ``wrong`` are the paths of all errors so far, ``models`` the models by their path."""

    def __init__(
        self,
        written: Written,
        sources: SecretSources,
        vendors: Mapping[str, VendorShape],
        pipelines: Mapping[str, PipelineShape],
    ) -> None:
        self._written, self._sources = written, sources
        self._vendors, self._pipelines = vendors, pipelines
        self._findings: list[Finding] = []
        self._wrong: set[Path] = set()
        self._models: dict[Path, type[BaseModel]] = {(): Settings}
        self._meant: dict[Path, Kind | None] = {}
        self._raw: Any = None
        self._context = {ADDRESS_PRESETS: vendors, SOURCES: sources}

    def judged(self, rules: Iterable[Rule]) -> Judged:
        """The whole verdict."""
        parts = read_headings(self._written, lambda at, raw: self._unknown((), at, Settings, raw))
        self._raw, found = parts
        self._add((), found)
        typed = {**self._raw, **self._connections(), **self._flows()}
        settings = self._validated(Settings, typed, ())
        settings, found = wired(settings, self._raw, self._vendors)
        self._add((), found)
        self._apply_rules(settings, rules)
        findings = in_order(self._placed(finding) for finding in told_once(self._findings))
        return Judged(None if self._wrong else settings, findings)

    def _named(self, part: str) -> dict[str, Any]:
        """What the file has by name in a part; nothing where it has no such mapping."""
        found = self._raw.get(part)
        return found if isinstance(found, dict) else {}

    def _connections(self) -> dict[str, Any]:
        """The part ``connections``, each of its vendor's model; nothing where the file has no such mapping."""
        typed: dict[str, ConnectionSettings] = {}
        for name, fields in self._named("connections").items():
            path = ("connections", name)
            vendor = self._chosen("vendor", path, fields, self._vendors)
            if vendor is not None:
                typed[name] = self._validated(self._vendors[vendor].settings, {**fields, "vendor": vendor}, path)
        return {"connections": typed} if isinstance(self._raw.get("connections"), dict) else {}

    def _flows(self) -> dict[str, Any]:
        """The part ``flows``, their settings of their pipeline's model; nothing where the file has no such mapping."""
        typed: dict[str, FlowSettings] = {}
        for name, fields in self._named("flows").items():
            path = ("flows", name)
            entity = self._chosen("entity", path, fields, self._pipelines)
            if entity is not None:
                self._models[path] = FlowSettings
                word = _meant_as("settings", fields, FlowSettings)
                self._written.take_as((*path, "settings"), (*path, word))
                written = fields.get(word)
                model = self._pipelines[entity].settings
                own = self._validated(model, {} if written is None else written, (*path, "settings"))
                typed[name] = self._validated(FlowSettings, {**fields, "entity": entity, "settings": own}, path)
        return {"flows": typed} if isinstance(self._raw.get("flows"), dict) else {}

    def _chosen(self, word: str, path: Path, fields: Any, known: Mapping[str, Any]) -> str | None:
        """The vendor or entity that a part names, or the nearest to it; a finding where it names none that there is."""
        found = fields.get(word) if isinstance(fields, dict) else None
        if isinstance(found, str) and found in known:
            return found
        names = sorted(known)
        if not isinstance(fields, dict):
            self._add(path, [Finding("error", (), Told("settings.names_wanted", word=word, known=names))])
            return None
        nearest = did_you_mean(found, names) if isinstance(found, str) else None
        if found is None:
            told = Told("settings.word_missing", word=word, known=names)
        elif nearest is None:
            told = Told("settings.unknown_word", word=word, known=listed(names))
        else:
            told = Told("settings.unknown_word_near", word=word, nearest=repr(nearest), known=listed(names))
        self._add((*path, word), [Finding("error", (), told, allowed=tuple(names), nearest=nearest)])
        return nearest

    def _validated(self, model: type[ModelT], raw: Any, path: Path) -> ModelT:
        """A part of the file as its model has it; where it has mistakes, what is right of it."""
        self._models.setdefault(path, model)
        self._add((), lookalikes(kind_of(model), raw, path, self._written))
        try:
            return model.model_validate(raw, context=self._context)
        except ValidationError as error:
            found = self._explained(error, model, raw, path)
        meant: dict[Path, Path] = {(*one.path[:-1], str(one.nearest)): one.path for one in found if _may_mean(one, raw)}
        self._add(path, [one for one in found if one.path not in meant])
        for right, misspelt in meant.items():
            raw = renamed(raw, misspelt, str(right[-1]))
            self._written.take_as((*path, *right), (*path, *misspelt))
        wrong = {one.path for one in found}
        if meant:
            try:
                return model.model_validate(raw, context=self._context)
            except ValidationError as error:
                again = self._explained(error, model, raw, path)
            wrong = {one.path for one in again}
            self._add(path, [one for one in again if one.path not in meant])
        mended, left = mend(model, raw, wrong, self._context)
        if left is not None:
            self._add(path, (one for one in self._explained(left, model, raw, path) if not follows(one, wrong)))
        return mended

    def _explained(self, error: ValidationError, model: type[BaseModel], raw: Any, at: Path) -> list[Finding]:
        return explain(error, model, raw, lambda path: self._unknown(at, path, model, raw))

    def _unknown(self, at: Path, path: Path, model: type[BaseModel], raw: Any) -> Finding:
        kind = walk(kind_of(model), raw, path[:-1])
        known = None if kind is None else kind.model
        whole = unknown_name((*at, *path), known, lambda: self._places(at), look_up(raw, path[:-1]) or ())
        self._meant[whole.finding.path] = whole.kind
        return replace(whole.finding, path=path)

    def _places(self, at: Path) -> Mapping[str, list[Meant]]:
        """Where each name belongs: in a connection first what its own vendor knows."""
        roots: list[Root] = [((), Settings, "")]
        if at[:1] == ("connections",) and at[:2] in self._models:
            roots.append((("connections", "NAME"), self._models[at[:2]], ""))
        roots += [(("connections", "NAME"), vendor.settings, name) for name, vendor in self._vendors.items()]
        roots += [(("flows", "NAME", "settings"), pipeline.settings, "") for pipeline in self._pipelines.values()]
        return places_in(roots)

    def _add(self, path: Path, found: Iterable[Finding]) -> None:
        """Keep the findings of a part that do not only follow from others."""
        before, batch = frozenset(self._wrong), list(found)
        for finding in batch:
            whole = (*path, *finding.path)
            is_above = any(lies_in(one.path, finding.path) and one.path != finding.path for one in batch)
            if not is_above and not any(meets(whole, other) for other in before):
                self._findings.append(replace(finding, path=whole))
                self._wrong.add(whole)

    def _apply_rules(self, settings: Settings, rules: Iterable[Rule]) -> None:
        """Ask every rule. What an earlier one says of a place silences the later ones there and below."""
        written, vendors, pipelines = self._written, self._vendors, self._pipelines
        judged = (("connections", settings.connections), ("flows", settings.flows))
        is_whole = all(set(parts) == set(self._named(name)) for name, parts in judged)
        wrong = frozenset(self._wrong)
        checked = Checked(settings, written, vendors, pipelines, self._sources, wrong, is_whole=is_whole)
        for found in _judged_by_rules(checked, rules):
            before = frozenset(self._wrong)
            for finding in dict.fromkeys(found):
                paths = (finding.path, *finding.rests_on)
                if not any(lies_in(one, other) for one in paths for other in before):
                    self._findings.append(finding)
                    self._wrong.update([finding.path] if finding.severity == "error" else [])

    def _placed(self, finding: Finding) -> Finding:
        return place(finding, self._written, self._kind(finding.path))

    def _kind(self, path: Path) -> Kind | None:
        if path in self._meant:
            return self._meant[path]
        for end in range(len(path), -1, -1):
            model = self._models.get(path[:end])
            if model is not None:
                return walk(kind_of(model), look_up(self._raw, path[:end]), path[end:])
        return None


def _may_mean(finding: Finding, raw: Any) -> bool:
    """Whether a misspelt name may be taken for the nearest one, which does not stand beside it."""
    return finding.code == "settings.unknown_near" and finding.nearest not in look_up(raw, finding.path[:-1])


def _meant_as(name: str, fields: Mapping[str, Any], model: type[BaseModel]) -> str:
    """The name that stands in the place of another of a model: that one itself, or one that it was misspelt as."""
    unknown = [one for one in fields if one not in names_of(model)]
    return name if name in fields else did_you_mean(name, unknown) or name


def _judged_by_rules(checked: Checked, rules: Iterable[Rule]) -> Iterator[Iterable[Finding]]:
    """What each rule finds, a rule at a time."""
    for rule in RULES:
        yield rule(checked)
    for name, connection in checked.settings.connections.items():
        yield from (rule(checked, ("connections", name), connection) for rule in checked.vendor_of(name).rules)
    for name, flow in checked.settings.flows.items():
        yield from (rule(checked, ("flows", name), flow) for rule in checked.pipelines[flow.entity].rules)
    yield from (rule(checked) for rule in rules)
