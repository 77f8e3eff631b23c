"""dbt's own nouns, as far as files tell."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.dataset import WAREHOUSE, Column, DatasetId, table
from headgate.facts.dbt.artifacts.model import Manifest


@dataclass(frozen=True, slots=True)
class DbtTest:
    """A data test on a model or on one of its columns."""

    name: str
    """`unique`, `not_null`, `relationships`, `dbt_utils.unique_combination_of_columns`, …"""
    column: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    """Name to value, rendered as JSON."""
    line: int = 0
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Watermark:
    """A comparison of an incremental run with what its own table holds: `at > (select max(at) from {{ this }})`."""

    line: int
    column: str
    """What is compared; empty where it is more than one column."""
    operator: str
    held: str
    """The column of the table whose MIN or MAX is taken; empty where it is more than one."""
    narrowed: bool = False
    """The extreme is taken over rows of one kind only."""
    guarded: bool = False
    """A table without such rows is provided for: COALESCE, or an alternative beside the comparison."""
    whole_days: bool = False
    """Days or longer periods are compared, not moments."""
    back: bool = False
    """The limit is moved by an interval or a number."""
    related: bool = True
    """The column compared and the one held are, or may be, the same under two names."""
    shared: bool = False
    """The column compared is in the table under its own name."""
    first_is_empty: bool = False
    """The first run makes the table without a row."""


@dataclass(frozen=True, slots=True)
class DbtNode:
    """A model, source table, seed, snapshot or exposure as properties files or SQL files tell it."""

    kind: str
    """`model`, `source`, `seed`, `snapshot`, `exposure`, `metric`, `semantic_model`, `unit_test`."""
    name: str
    """A source table is `source.table`."""
    line: int
    relation: str = ""
    """Dotted name in the warehouse where it differs from the name: identifier, alias, schema."""
    description: str = ""
    columns: tuple[Column, ...] = ()
    documented: tuple[str, ...] = ()
    """Columns that have a description."""
    tests: tuple[DbtTest, ...] = ()
    config: tuple[tuple[str, str], ...] = ()
    """Name to value, rendered as JSON: materialized, unique_key, contract, tags, access, …"""
    refs: tuple[tuple[str, int], ...] = ()
    """Names of what it depends on, with lines: models by name, source tables as `source.table`."""
    owner: str = ""
    rereads: str = ""
    """What an incremental run reads again: `everything`, `latest`, `window`; see `facts.dbt.incremental`."""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of a seed, the texts of each column that holds few of them and no numbers."""
    watermarks: tuple[Watermark, ...] = ()
    """How an incremental run chooses its rows; see `facts.dbt.watermarks`."""
    namespace: str = WAREHOUSE
    """Of the dataset that the node holds; its project's own where other projects have a node of this name."""

    @property
    def dataset(self) -> DatasetId:
        """The dataset that a model, seed or snapshot holds."""
        return DatasetId(self.namespace, table(self.name).name)

    def setting(self, name: str) -> str:
        """A value of `config` as JSON text; empty where it is not set."""
        return dict(self.config).get(name, "")


@dataclass(frozen=True, slots=True)
class DbtProjectFile:
    """A `dbt_project.yml`."""

    name: str
    root: str
    """Its folder; empty for the root of the snapshot."""
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """`model-paths`, `seed-paths`, `macro-paths`, … to folders."""
    variables: str = "{}"
    """`vars` as JSON."""
    configs: str = "{}"
    """`models`, `seeds`, `snapshots` as JSON."""


@dataclass(frozen=True, slots=True)
class DbtFile:
    """What one file of a dbt project says."""

    nodes: tuple[DbtNode, ...] = ()
    project: DbtProjectFile | None = None
    macros: tuple[tuple[str, int], ...] = ()
    """Names and lines of the macros that the file defines."""
    checksum: str = ""
    """Of a model's file, as dbt's manifest gives it: sha256 of its text without white space around it."""
    manifest: Manifest | None = None
