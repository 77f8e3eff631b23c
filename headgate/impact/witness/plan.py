"""From a project to the script of what a change hits, with everything upstream of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import Column, DatasetId
from headgate.facts.sql.parsing import tree_of
from headgate.impact.meanings import Meanings, Query
from headgate.impact.witness.script import NotRunnable, Script, Step, Table, step
from headgate.impact.witness.tables import MOST_LINES, ROWS, made_up, of_seed

_MOST_STEPS = 200
_MOST_LITERALS = 12
_REBUILT = ("table", "view", "ephemeral")


@dataclass
class Plan:
    """One side's script, as it grows."""

    side: Meanings
    literals: dict[str, list[str]]
    tables: dict[DatasetId, Table] = field(default_factory=dict)
    steps: dict[DatasetId, Step] = field(default_factory=dict)
    left_out: dict[DatasetId, str] = field(default_factory=dict)
    """What is not run, with the reason."""
    rows: int = ROWS
    """Of a made-up table."""
    lenient: bool = False
    """Whether what feeds a query may be made up where the query that makes it is not run."""
    _open: set[DatasetId] = field(default_factory=set)

    def add(self, dataset: DatasetId) -> bool:
        """Take in `dataset` with all that it is made of; whether it can be run."""
        if dataset in self.tables or dataset in self.steps:
            return True
        if dataset in self.left_out or dataset in self._open:
            return False
        self._open.add(dataset)
        queries = self.side.queries.get(dataset, ())
        try:
            if queries:
                self._query(dataset, queries)
            else:
                self._given(dataset)
        except NotRunnable as error:
            if not (queries and self.lenient and self._stands_in(dataset)):
                self.left_out[dataset] = str(error)
        return dataset not in self.left_out

    def _stands_in(self, dataset: DatasetId) -> bool:
        """Whether made-up rows take the place of a query's."""
        try:
            self._made_up(dataset)
        except NotRunnable:
            return False
        return True

    def add_query(self, dataset: DatasetId, query: Query) -> bool:
        """Take in a query under a name of its own, such as one that fills nothing; whether it can be run."""
        try:
            self._query(dataset, (query,))
        except NotRunnable as error:
            self.left_out[dataset] = str(error)
        return dataset not in self.left_out

    def given(self) -> frozenset[str]:
        """The tables whose rows no query makes."""
        return frozenset(table.name for table in self.tables.values())

    def script(self) -> Script:
        """What was taken in, makers before readers."""
        return Script(tuple(self.tables.values()), tuple(self.steps.values()))

    def guessed(self, dataset: DatasetId) -> bool:
        """Whether it hangs on made-up rows, whose types may be other ones in truth."""
        return any(self._is_guessed(name) for name in self._behind(dataset))

    def exact(self, dataset: DatasetId) -> bool:
        """Whether a run gives the very rows that a build gives.

        That is so where it is made of whole seeds alone, by tables and views that are built anew each time, in
        DuckDB's own words.
        """
        steps = {one.name: one for one in self.steps.values()}
        for name in self._behind(dataset):
            one = self._datasets.get(name)
            model = self.side.models.get(one) if one is not None else None
            if name in steps:
                rebuilt = model is not None and model.node.kind != "snapshot"
                kind = str(model.setting("materialized") or "view") if model is not None else ""
                if not rebuilt or not steps[name].written or kind not in _REBUILT:
                    return False
            elif self._is_guessed(name) or one is None or len(self.side.seeds[one].lines) > MOST_LINES:
                return False
        return True

    @property
    def _datasets(self) -> dict[str, DatasetId]:
        return {str(dataset): dataset for dataset in (*self.tables, *self.steps)}

    def _is_guessed(self, name: str) -> bool:
        return any(table.name == name and dataset not in self.side.seeds for dataset, table in self.tables.items())

    def _behind(self, dataset: DatasetId) -> set[str]:
        """The tables and queries that `dataset` is made of, itself included."""
        made = {one.name: one for one in self.steps.values()}
        waiting, seen = [str(dataset)], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += made[name].reads if name in made else ()
        return seen

    def _query(self, dataset: DatasetId, queries: tuple[Query, ...]) -> None:
        if len(queries) > 1 or len(self.steps) >= _MOST_STEPS:
            raise NotRunnable("several queries fill it" if len(queries) > 1 else "too many queries")
        query = queries[0]
        if query.statement.kind != "select":
            raise NotRunnable("a statement that is no SELECT fills it")
        known = {}
        for use in query.statement.reads:
            read = self.side.canonical(use.dataset)
            if not self.add(read):
                why = self.left_out.get(read, "it reads itself")
                raise NotRunnable(why if " is not run: " in why else f"{read} is not run: {why}")
            known[use.dataset.name] = str(read)
        model = self.side.models.get(dataset)
        snapshot = model is not None and model.node.kind == "snapshot"
        text, dialect = query.statement.text, query.statement.dialect
        self.steps[dataset] = step(str(dataset), text, dialect, known, snapshot=snapshot)

    def _given(self, dataset: DatasetId) -> None:
        seed = self.side.seeds.get(dataset)
        if seed is not None:
            types = self.side.models[dataset].setting("column_types")
            told = {str(k): str(v) for k, v in types.items()} if isinstance(types, dict) else {}
            self.tables[dataset] = of_seed(str(dataset), seed, told)
            return
        if dataset in self.side.models:
            raise NotRunnable("its query could not be read")
        self._made_up(dataset)

    def _made_up(self, dataset: DatasetId) -> None:
        node = self.side.project.graph.nodes.get(dataset)
        columns = {column.name.lower(): column for column in (node.columns if node is not None else ())}
        for job in self.side.project.graph.readers.get(dataset, ()):
            for use in job.reads:
                if use.dataset == dataset and use.columns is None:
                    raise NotRunnable(f"not all columns of {dataset} are known")
                for name in use.columns or () if use.dataset == dataset else ():
                    columns.setdefault(name.lower(), Column(name))
        if not columns:
            raise NotRunnable(f"no column of {dataset} is known")
        keys = [key for one in (node.declarations if node is not None else ()) for key in one.keys]
        self.tables[dataset] = made_up(str(dataset), columns.values(), keys, self.literals, self.rows)


def literals_of(side: Meanings) -> dict[str, list[str]]:
    """The values that queries of a project compare columns with, by the column's name."""
    return literals_in(query for queries in side.queries.values() for query in queries)


def literals_in(queries: Iterable[Query]) -> dict[str, list[str]]:
    """The values that some queries compare columns with, by the column's name."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for query in queries:
        for name, value in _compared(query):
            if len(found[name]) < _MOST_LITERALS:
                found[name][value] = None
    return {name: list(values) for name, values in found.items()}


def _compared(query: Query) -> Iterator[tuple[str, str]]:
    try:
        tree = tree_of(query.statement.text, query.statement.dialect)
    except (SqlglotError, RecursionError):
        return
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In):
        columns = [one for one in (node.this, node.args.get("expression")) if isinstance(one, exp.Column)]
        values = [
            one for one in (node.this, node.args.get("expression"), *node.expressions) if isinstance(one, exp.Literal)
        ]
        for column in columns:
            for value in values:
                yield column.name.lower(), str(value.this)
