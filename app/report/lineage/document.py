"""The lineage as plain data, from which every form is written; secrets are masked here, once."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.gap import Gap


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file; lines count from 1."""

    path: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that the repository says, and where."""

    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression on the way to a column."""

    text: str
    """As written; where `rendered`, as rendered from a template."""
    words: str
    at: Place
    query: str = ""
    """The common table expression that it stands in; empty for the outermost query."""
    rendered: bool = False
    masking: bool = False
    """Only a hash of the value is left."""


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """A column of a dataset."""

    name: str
    type: str = ""
    """As written; empty where unknown."""
    nullable: bool | None = None
    at: Place | None = None
    """Where it is declared or made."""
    documented: bool = False
    expressions: tuple[Expression, ...] = ()
    """Nearest first; none where the value is passed on, or where no SQL makes it."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """Columns declared unique together."""

    columns: tuple[str, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class TestEntry:
    """A data test on a dataset or one of its columns."""

    name: str
    column: str
    arguments: str
    at: Place


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """One dataset."""

    id: str
    """Unique in the document: the name, behind its namespace unless that is `warehouse`."""
    namespace: str
    name: str
    kind: str
    layer: str
    """Where it belongs: a folder of models, a schema, `topics`, `exposures`."""
    distance: int | None
    """Steps from what was asked for, below zero upstream; null where everything is shown."""
    at: Place | None
    columns: tuple[ColumnEntry, ...] = ()
    complete: bool = False
    """Whether `columns` is all of them."""
    unknown: tuple[Gap, ...] = ()
    """Why not all columns, or not all of their lineage, is known."""
    descriptions: tuple[Sentence, ...] = ()
    owners: tuple[Sentence, ...] = ()
    keys: tuple[KeyEntry, ...] = ()
    tests: tuple[TestEntry, ...] = ()
    freshness: tuple[Sentence, ...] = ()
    settings: tuple[Sentence, ...] = ()
    records: tuple[tuple[str, str], ...] = ()
    """Of a topic: the schema of its records, and why it is held to be."""
    also_named: tuple[tuple[str, str], ...] = ()
    """Other spellings held to be this dataset, each with the reason."""


@dataclass(frozen=True, slots=True)
class JobEntry:
    """What reads and writes datasets."""

    id: int
    name: str
    kind: str
    at: Place
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    started_by: tuple[str, ...] = ()
    """Tasks, each with its place."""


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """A job carries data from one dataset to another."""

    source: str
    target: str
    job: int
    at: Place
    """Where the source is read."""
    effects: tuple[tuple[str, int], ...] = ()
    """Effects of its column edges, with how many there are; none where no column edge is known."""


@dataclass(frozen=True, slots=True)
class ColumnEnd:
    """One end of a column edge; an empty column stands for the rows of the dataset."""

    dataset: str
    column: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.column}" if self.column else f"rows of {self.dataset}"


@dataclass(frozen=True, slots=True)
class EdgeEntry:
    """A column flows into a column, or acts on the rows of a dataset."""

    source: ColumnEnd
    target: ColumnEnd
    effect: str
    direct: bool
    """The value itself flows; otherwise it only decides over rows or values."""
    at: Place


@dataclass(frozen=True, slots=True)
class Question:
    """What the document answers; empty strings stand for everything."""

    repository: str
    dataset: str = ""
    column: str = ""
    direction: str = "both"
    depth: int = 0
    """0 for all."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A repository's lineage, or the part around one dataset or column."""

    asked: Question
    datasets: tuple[DatasetEntry, ...] = ()
    flows: tuple[FlowEntry, ...] = ()
    edges: tuple[EdgeEntry, ...] = ()
    jobs: tuple[JobEntry, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Of the files that the shown datasets and jobs stand in; of all files where everything is shown."""
    beyond: int = 0
    """Datasets of the repository that are not shown."""
