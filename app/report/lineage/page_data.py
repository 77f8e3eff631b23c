"""What the page holds, packed: rows instead of objects, and each path and name once, so that it opens fast.

`browser/model.js` reads the rows by position; the two files change together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from app.report.clean import visible
from app.report.lineage.document import (
    ColumnEntry,
    DatasetEntry,
    EdgeEntry,
    Expression,
    FlowEntry,
    Lineage,
    Place,
    Sentence,
)
from app.report.lineage.river import river
from headgate import __version__

Row = list[Any]
_TEXT = 2_000
"""Characters of one text."""


class _Table:
    """Texts by number."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def rows(self) -> list[str]:
        return [_clean(text) for text in self.texts]


def data(lineage: Lineage) -> dict[str, Any]:
    """The document of the page."""
    return _Packing(lineage).packed()


class _Packing:
    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage
        self._names = _Table()
        self._number = {one.id: number for number, one in enumerate(lineage.datasets)}
        self._makers: defaultdict[str, list[int]] = defaultdict(list)
        for place, job in enumerate(lineage.jobs):
            for one in job.writes:
                self._makers[one].append(place)
        self._groups, layers = river(lineage)
        self._layers = {layer.name: number for number, layer in enumerate(layers)}
        self._rows = [[_clean(one.label), one.group] for one in layers]

    def packed(self) -> dict[str, Any]:
        lineage = self._lineage
        asked = self._number.get(lineage.asked.dataset, -1)
        packed = {
            "version": __version__,
            "repository": _clean(lineage.asked.repository),
            "asked": [asked, self._name(lineage.asked.column)],
            "beyond": lineage.beyond,
            "groups": [[_clean(one.name), one.rank] for one in self._groups],
            "layers": self._rows,
            "datasets": [self._dataset(one) for one in lineage.datasets],
            "jobs": [
                [
                    self._name(job.name),
                    self._name(job.kind),
                    *self._at(job.at),
                    [self._name(one) for one in job.started_by],
                ]
                for job in lineage.jobs
            ],
            "flows": [self._flow(one) for one in lineage.flows],
            "edges": [self._edge(one) for one in lineage.edges],
            "gaps": sorted(Counter(gap.kind.value for gap in lineage.gaps).items()),
        }
        return packed | {"names": self._names.rows()}

    def _dataset(self, one: DatasetEntry) -> Row:
        more: dict[str, Any] = {
            "about": self._said(one.descriptions),
            "owners": self._said(one.owners),
            "keys": [[[self._name(name) for name in key.columns], *self._at(key.at)] for key in one.keys],
            "tests": [
                [self._name(t.name), self._name(t.column.lower()), self._name(t.arguments), *self._at(t.at)]
                for t in one.tests
            ],
            "fresh": self._said(one.freshness),
            "settings": self._said(one.settings),
            "made": self._makers[one.id],
            "records": [[self._name(schema), self._name(why)] for schema, why in one.records],
            "also": [[self._name(name), self._name(why)] for name, why in one.also_named],
            "unknown": [[self._name(gap.what), self._name(gap.why), self._name(gap.path)] for gap in one.unknown[:20]],
        }
        return [
            self._name(one.id), self._name(one.kind), self._layers[one.layer], *self._at(one.at),
            int(one.complete), [self._column(column) for column in one.columns],
            {name: value for name, value in more.items() if value},
        ]  # fmt: skip

    def _column(self, one: ColumnEntry) -> Row:
        nullable = -1 if one.nullable is None else int(one.nullable)
        row = [self._name(one.name), self._name(one.type), nullable, *self._at(one.at)]
        return [*row, [self._expression(each) for each in one.expressions]] if one.expressions else row

    def _expression(self, one: Expression) -> Row:
        return [
            self._name(one.words),
            self._name(one.text),
            *self._at(one.at),
            self._name(one.query),
            int(one.rendered),
        ]

    def _flow(self, one: FlowEntry) -> Row:
        effects = [part for effect, count in one.effects for part in (self._name(effect), count)]
        return [self._number[one.source], self._number[one.target], one.job, *self._at(one.at), *effects]

    def _edge(self, one: EdgeEntry) -> Row:
        return [
            self._number[one.source.dataset], self._name(one.source.column),
            self._number[one.target.dataset], self._name(one.target.column),
            self._name(one.effect), int(one.direct), *self._at(one.at),
        ]  # fmt: skip

    def _said(self, sentences: Iterable[Sentence]) -> list[Row]:
        return [[self._name(one.text), *self._at(one.at)] for one in sentences]

    def _at(self, place: Place | None) -> tuple[int, int]:
        return (self._name(place.path), place.line) if place is not None else (-1, 0)

    def _name(self, text: str) -> int:
        return self._names.number(text if len(text) <= _TEXT else text[: _TEXT - 1] + "…")


def _clean(text: str) -> str:
    return visible(text)
