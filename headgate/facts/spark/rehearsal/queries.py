"""`spark.sql` in a rehearsal: questions, statements that store, temporary views."""

from __future__ import annotations

import ast
import re

from headgate.dataset import DatasetId
from headgate.facts.spark.datasets import Spoken, spoken_table
from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.queried import queried
from headgate.facts.spark.rehearsal.stage import Stage, Stored, line_of
from headgate.facts.spark.rehearsal.things import Text, unknown
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql

_HOLE = re.compile(r"\{(\w+)\}")
_STORING = ("insert", "create-table", "create-view", "merge", "update", "cache", "copy")
_TABLE = r"[\w.`/:\-{}$]+"


class Queries(Stage):
    """Reads the SQL that a program hands to Spark."""

    def asked(self, session: Value, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> object:
        """`spark.sql(…)`."""
        text = arguments[0] if arguments else keywords.get("sqlQuery", keywords.get("sqlText"))
        if isinstance(text, str) and keywords:
            text = self._with_frames(text, keywords)
        if not isinstance(text, str):
            self.gap(f"SQL at line {node.lineno}", "parts of its text are made when the program runs")
            return self.record("sql", session, [text], {}, Sort.FRAME, node)
        line = text.line if isinstance(text, Text) else node.lineno
        self.texts.setdefault(line_of(node), {})[str(text)] = None
        lines = [line + offset for offset in range(text.count("\n") + 1)]
        read, gaps = read_sql(self.program.path, str(text), "spark", lines=lines)
        self.gaps.update(dict.fromkeys(gaps))
        statements = tuple(one.facts for one in read)
        made = self.record("sql", session, [text], {}, Sort.UNKNOWN, node)
        assert made.call is not None  # noqa: S101 - it was just recorded
        made.sort = Sort.FRAME
        made.call.views = dict(self.views)
        self.queries[id(made.call)] = statements
        for statement in statements:
            self._obey(statement, made, node)
        self.columns.frame(made)
        return made

    def _with_frames(self, text: str, keywords: dict[str, object]) -> str:
        """`spark.sql("… {df} …", df=df)`: each DataFrame under a name of its own."""

        def named(found: re.Match[str]) -> str:
            given = keywords.get(found[1])
            if isinstance(given, Value) and given.sort is Sort.FRAME:
                name = f"__{found[1]}_{id(given)}"
                self.views[name] = given
                return name
            return str(given) if isinstance(given, str | int | float) else found[0]

        return _HOLE.sub(named, text)

    def _obey(self, statement: Statement, asked: Value, node: ast.expr) -> None:
        target = statement.target
        if target is None or statement.kind not in _STORING:
            return
        if statement.temporary or statement.kind == "cache":
            self._view(statement, asked, node)
            return
        if statement.query is None:
            declared = statement.declares
            if declared is not None and declared.columns and declared.complete:
                fields = tuple((column.name, column.type) for column in declared.columns)
                self.schemas.by_dataset.setdefault(target, fields)
            return
        frame = self.columns.answer(statement, self.views)
        spoken = self._spoken(target, statement)
        reads = [use.dataset for use in statement.reads if use.dataset.name not in self.views]
        if any(ref.dataset == target for item in frame.relation.items for ref, effect in item.flows if effect.direct):
            reads.append(target)
        views = [self.views[use.dataset.name] for use in statement.reads if use.dataset.name in self.views]
        named = tuple(dict.fromkeys(self._spoken(one, statement) for one in reads))
        end = node.end_lineno or node.lineno
        self.stored.append(Stored(spoken, frame, tuple(views), statement.line, end, self.entered, statement, named))
        if statement.kind in ("create-table", "create-view") and frame.relation.closed:
            items = frame.relation.items
            self.schemas.by_dataset.setdefault(target, tuple((i.spelled or i.name, i.type) for i in items))

    def _view(self, statement: Statement, asked: Value, node: ast.expr) -> None:
        """CREATE TEMPORARY VIEW: the view is what its query answers."""
        assert statement.target is not None  # noqa: S101 - the caller asked
        made = Value(Sort.FRAME, line=node.lineno)
        made.call = self.record("view", None, [], {}, Sort.LOCAL, node).call
        if statement.query is not None:
            self.columns.hold(made, self.columns.answer(statement, self.views))
        assert made.call is not None and asked.call is not None  # noqa: S101, PT018 - both were just recorded
        made.call.views = dict(self.views)
        self.queries[id(made.call)] = (statement,)
        self.views[statement.target.name] = made

    def _spoken(self, dataset: DatasetId, statement: Statement) -> Spoken:
        """The dataset as the statement writes it."""
        for found in re.findall(_TABLE, statement.text):
            spoken = spoken_table(found.strip("`") if found.count("`") == 2 and "." not in found else found)
            if spoken.dataset == dataset:
                return spoken
        return Spoken(dataset, dataset.name)

    def asked_of_database(self, query: str, node: ast.expr) -> Value:
        """A query that a database answers, whose tables are reached by JDBC."""
        read, gaps = read_sql(self.program.path, query, "spark", lines=[node.lineno] * (query.count("\n") + 1))
        self.gaps.update(dict.fromkeys(gaps))
        made = unknown(line=node.lineno)
        made.sort = Sort.FRAME
        made.call = self.record("query", None, [], {}, Sort.LOCAL, node).call
        statements = tuple(one.facts for one in read)
        if len(statements) == 1 and made.call is not None:
            self.columns.hold(made, queried(statements[0], {}, self.schemas))
            self.queries[id(made.call)] = statements
            self.through.update({use.dataset: "jdbc" for use in statements[0].reads})
        return made
