"""The schema files that a change touches, old text beside new text, as rules are offered them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import PurePosixPath

from headgate.change import Status
from headgate.dataset import DatasetId, DatasetKind, table, topic
from headgate.facts.project import Project
from headgate.facts.schemas.model import SchemaFormat
from headgate.facts.schemas.reading import stem
from headgate.impact.comparison import Comparison
from headgate.impact.compat import earlier
from headgate.impact.compat.change import Compatibility, Direction, SchemaChange, verdict
from headgate.impact.compat.columns import column_of
from headgate.impact.compat.compare import compare
from headgate.impact.compat.protobuf.imports import with_imports
from headgate.impact.compat.removed import successor
from headgate.impact.consumers import Consumer, consumers_of_change
from headgate.lineage import Job
from headgate.location import Location, Side
from headgate.settings import CompatibilityMode
from headgate.source.history import Past
from headgate.source.kinds import Kind

_UNSTABLE = re.compile(r"v\d+(?:p\d+)?(?:alpha|beta|experimental|development|dev|test)\w*", re.I)
_FORMATS = {
    Kind.AVRO: SchemaFormat.AVRO,
    Kind.PROTOBUF: SchemaFormat.PROTOBUF,
    Kind.JSON_SCHEMA: SchemaFormat.JSON_SCHEMA,
    Kind.DATA_CONTRACT: SchemaFormat.DATA_CONTRACT,
    Kind.DBT_PROPERTIES: SchemaFormat.DBT_CONTRACT,
}


@dataclass(frozen=True)
class SchemaPair:
    """One schema file in the base and in the head."""

    format: SchemaFormat
    path: str
    """In the head."""
    old_path: str
    old: str
    new: str
    comparison: Comparison
    _judged: dict[str, Compatibility] = field(default_factory=dict)

    def judged(self, profile: str) -> Compatibility:
        """The verdict by the rules of `profile`; worked out once."""
        if profile not in self._judged:
            found = self._against(self.old, profile)
            if self.mode.transitive:
                before = earlier.judged(self._past, self.old, lambda text: self._against(text, profile))
                found = earlier.transitive(found, before)
                if not self._judged:
                    self.comparison.gaps.extend(earlier.gaps(self.path, self._past, before))
            self._judged[profile] = demanded(found, self.mode)
        return self._judged[profile]

    def _against(self, old: str, profile: str) -> Compatibility:
        """The verdict on the head's text after a former text."""
        if self.format is SchemaFormat.PROTOBUF:
            return self._with_imports(old, profile)
        return compare(self.format, old, self.new, profile)

    @cached_property
    def _past(self) -> Past:
        return self.comparison.base.snapshot.past(self.old_path, earlier.MOST_VERSIONS)

    @cached_property
    def mode(self) -> CompatibilityMode:
        """What the settings demand of this schema; both directions where they say nothing."""
        facts = self.comparison.head.files.get(self.path)
        names = [stem(self.path), *(one.name for one in (facts.schemas if facts else ()))]
        told = CompatibilityMode.FULL
        for one in self.comparison.head.settings.compatibility:
            if fnmatchcase(self.path, one.path) and any(fnmatchcase(name, one.subject) for name in names):
                told = one.mode
        return told

    def _with_imports(self, text: str, profile: str) -> Compatibility:
        """The verdict on a Protobuf file among the files that it imports, whose own changes are theirs to tell."""
        base, head = self.comparison.base.snapshot, self.comparison.head.snapshot
        old = with_imports(base, self.old_path, text)
        new = with_imports(head, self.path, self.new)
        if self.old_path != self.path:
            old = {self.path: old.pop(self.old_path)} | old
        whole = compare(self.format, old, new, profile)
        if whole.unknown:
            return compare(self.format, text, self.new, profile)
        own = verdict(one for one in whole.changes if one.file == self.path)
        return replace(own, evidence=whole.evidence)

    def head_line(self, change: SchemaChange) -> int:
        """The line of the head to speak of: where the change stands, or nearest to where something stood."""
        last = self.new.count("\n") + 1
        return min(max(change.new_line or change.old_line, 1), last)

    def base_place(self, change: SchemaChange) -> tuple[Location, ...]:
        """Where it stood in the base, if it did."""
        if not change.old_line:
            return ()
        return (Location(self.old_path, change.old_line, side=Side.BASE),)

    def readers(self) -> tuple[Job, ...]:
        """Jobs of the head that read what this schema describes, as far as names tell.

        A topic is joined by the schema's record name, its file's stem, or the subject `<topic>-value`.
        """
        graph = self.comparison.head.graph
        found: dict[int, Job] = {}
        for dataset in self._datasets(self.comparison.head):
            for job in graph.readers.get(dataset, ()):
                found[id(job)] = job
        return tuple(found.values())

    def consumers(self, name: str = "", model: str = "") -> tuple[Consumer, ...]:
        """Who reads what this schema describes, or its field called `name`; joined as `readers` are.

        Of a contract over several models, `model` says which one.
        """
        return consumers_of_change(
            self.comparison, lambda side: self._datasets(side, model), name, self.path, self.old_path
        )

    def consumers_of(self, *changes: SchemaChange) -> tuple[Consumer, ...]:
        """Who reads the fields that `changes` concern, those of one field behind each other."""
        contract = self.format is SchemaFormat.DATA_CONTRACT
        named = dict.fromkeys(
            (column_of(self.format, one, self.old, self.new), one.entity.rpartition(".")[0] if contract else "")
            for one in changes
        )
        return tuple(dict.fromkeys(one for name, model in named if name for one in self.consumers(name, model)))

    def _datasets(self, side: Project, model: str = "") -> Iterator[DatasetId]:
        """What carries records of this schema, on one side of the change."""
        path = self.path if side is self.comparison.head else self.old_path
        facts = side.files.get(path)
        told = [one for one in (facts.schemas if facts else ()) if not model or one.name == model]
        names = {stem(path).removesuffix("-value").removesuffix("-key").lower()} if not model else set()
        for schema in told:
            yield DatasetId("schema", schema.name)
            names |= {schema.name.lower(), schema.name.rpartition(".")[2].lower()}
        declared = {table(one.name) for one in told if one.format is SchemaFormat.DATA_CONTRACT}
        for dataset, node in side.graph.nodes.items():
            if node.kind is DatasetKind.TOPIC and dataset.name.lower() in names:
                yield topic(dataset.name)
            elif any(one.location.path == path and one.id in declared for one in node.declarations):
                yield dataset


def demanded(found: Compatibility, mode: CompatibilityMode) -> Compatibility:
    """The verdict with those changes as breaking alone that break a direction which the mode demands."""
    if mode.way == "full":
        return found
    kept = () if mode is CompatibilityMode.NONE else (Direction(mode.way),)

    def lessened(change: SchemaChange) -> SchemaChange:
        left = tuple(one for one in change.directions if one in kept)
        told = change.breaking and bool(left)
        return replace(change, breaking=told, directions=left or change.directions) if change.breaking else change

    return replace(found, changes=tuple(lessened(one) for one in found.changes))


def by_message(changes: Iterable[SchemaChange]) -> list[list[SchemaChange]]:
    """Changes of Protobuf fields, those of one message together, each field once."""
    found: dict[str, dict[str, SchemaChange]] = {}
    for change in changes:
        message, _, _ = change.entity.rpartition(".")
        found.setdefault(message, {}).setdefault(change.entity, change)
    return [list(fields.values()) for fields in found.values()]


def is_unstable(name: str) -> bool:
    """Whether a package says of itself that it may still change: `shop.v1alpha1.Order`, `v1development`.

    >>> is_unstable("shop.v1beta2.Order"), is_unstable("shop.v1.Order")
    (True, False)
    """
    return any(_UNSTABLE.fullmatch(part) for part in name.split("."))


def schema_pairs(comparison: Comparison) -> Iterator[SchemaPair]:
    """Each schema file that stands in base and head, and differs; one that went and came under another name too."""
    for path, change in comparison.change.files.items():
        old_path, new_path = change.old_path or path, path
        if change.status is Status.REMOVED:
            new_path = successor(comparison, path)
        elif change.status is Status.ADDED:
            continue
        facts = comparison.head.files.get(new_path)
        formats = [_FORMATS[kind] for kind in (facts.kinds if facts else ()) if kind in _FORMATS]
        if not formats or PurePosixPath(new_path).suffix == ".avdl":
            continue
        old = comparison.base.snapshot.text_of(old_path)
        new = comparison.head.snapshot.text_of(new_path)
        if old is not None and new is not None and old != new:
            yield SchemaPair(formats[0], new_path, old_path, old, new, comparison)
