"""From a SELECT's tree to the symbolic `Query`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlglot import exp

from headgate.dataset import WAREHOUSE, DatasetId, at_path
from headgate.facts.sql import sources
from headgate.facts.sql.columns import Named, named_in, qualifier_of
from headgate.facts.sql.expressions import bare
from headgate.facts.sql.model import Output, Query, Ref, Star
from headgate.facts.sql.naming import dataset_named
from headgate.lineage import DIRECT, DatasetUse, Effect


class QueryReader:
    """Reads the queries of one statement, keeping which CTEs are visible and what is read."""

    def __init__(
        self, file_line: Callable[[int], int], span: tuple[int, int], inside: tuple[str, ...] = (), dialect: str = ""
    ) -> None:
        self._file_line = file_line
        self._span = span
        self._inside = inside
        self.dialect = dialect
        self._ctes: list[frozenset[str]] = [frozenset()]
        self.reads: dict[DatasetUse, None] = {}

    def query(self, node: exp.Expr) -> Query:
        """The query at `node`: a SELECT, a set operation, VALUES, a bare table, any of them in parentheses."""
        shell: list[exp.Expr] = []
        while isinstance(node, (exp.Subquery, exp.Paren)) and not _speaks(node):
            shell.append(node)
            node = node.this
        with_ = [one.args["with_"] for one in (*shell, node) if one.args.get("with_")]
        self._ctes.append(self._ctes[-1])
        ctes = [cte for one in with_ for cte in self._common(one)]
        query = self._body(node)
        self._ctes.pop()
        recursive = any(one.args.get("recursive") for one in with_)
        if not ctes:
            return query
        return replace(query, ctes=(*ctes, *query.ctes), recursive=recursive)

    def line_of(self, node: exp.Expr) -> int:
        """The file's line of the first name or literal in `node`; of the statement, where there is none."""
        first = node.this if isinstance(node, exp.Column) else node
        line = first.meta.get("line") if isinstance(first, exp.Expr) else None
        if line:
            return self._file_line(line)
        for part in node.walk(bfs=False):
            line = part.meta.get("line")
            if line:
                return self._file_line(line)
        return self._file_line(self._span[0])

    def dataset(self, node: exp.Table) -> DatasetId | None:
        """The dataset that a table names, in the schema that a USE chose before; None for a function."""
        if isinstance(node.this, exp.Literal):
            return at_path(node.this.name)
        if isinstance(node.this, exp.Parameter):
            # T-SQL's table variables live in the session, as `#t` does.
            return DatasetId(WAREHOUSE, f"@{node.this.name}".lower())
        parts = [part.name for part in node.parts if part.name]
        if not parts or not isinstance(node.this, (exp.Identifier, exp.Var, exp.Dot)):
            return None
        return dataset_named(parts, self._inside, self.dialect)

    def dictionary(self, node: exp.Expr) -> None:
        """Note the dictionary that ClickHouse's `dictGet(name, …)` reads."""
        name = ".".join(part.name for part in node.parts) if isinstance(node, exp.Column) else node.name
        if name:
            self.read(dataset_named(name.split("."), self._inside, self.dialect), node)

    def is_cte(self, node: exp.Table) -> bool:
        return not node.args.get("db") and node.name.lower() in self._ctes[-1]

    def read(self, dataset: DatasetId, node: exp.Expr) -> None:
        self.reads[DatasetUse(dataset, self.line_of(node))] = None

    def named(self, nodes: Iterable[exp.Expr | None], effect: Effect) -> Named:
        return named_in([node for node in nodes if node is not None], effect, self)

    def _common(self, with_: exp.Expr) -> Iterable[tuple[str, Query]]:
        for cte in with_.expressions:
            name = cte.alias_or_name.lower()
            if with_.args.get("recursive"):
                self._ctes[-1] |= {name}
            query = self.query(cte.this)
            names = tuple(column.name.lower() for column in cte.args["alias"].args.get("columns") or ())
            self._ctes[-1] |= {name}
            yield name, replace(query, names=names) if names else query

    def _body(self, node: exp.Expr) -> Query:
        if isinstance(node, exp.SetOperation):
            return self._set_operation(node)
        if isinstance(node, exp.Select):
            return self._select(node)
        line = self.line_of(node)
        found = sources.of(node, self)
        return Query(line, sources=tuple(found.sources), outputs=(Output("", line=line, star=Star()),))

    def _set_operation(self, node: exp.SetOperation) -> Query:
        branches: list[exp.Expr] = []
        left: exp.Expr = node
        # Generated unions chain thousands of branches to the left.
        while isinstance(left, exp.SetOperation) and (left is node or not left.args.get("with_")):
            branches.append(left.expression)
            left = left.this
            while isinstance(left, exp.Subquery) and isinstance(left.this, exp.SetOperation) and not _speaks(left):
                left = left.this
        branches.append(left)
        return Query(
            self.line_of(left),
            branches=tuple(self.query(branch) for branch in reversed(branches)),
            by_name=bool(node.args.get("by_name")),
        )

    def _select(self, node: exp.Select) -> Query:
        found = sources.of_select(node, self)
        outputs = tuple(output for item in node.expressions for output in self.outputs(item))
        wheres = [(node.args.get(key), Effect.FILTER) for key in ("where", "having", "qualify")]
        wheres += [(node.args.get("group"), Effect.GROUP_BY)]
        wheres += [(window, Effect.WINDOW) for window in node.args.get("windows") or ()]
        wheres += [(node.args.get(key), Effect.SORT) for key in ("order", "sort", "cluster")]
        influences = list(found.influences)
        queries = list(found.queries)
        for clause, effect in wheres:
            if clause is None:
                continue
            named = self.named([clause], effect)
            aliased = outputs if not isinstance(clause, exp.Where) else ()
            influences += _through_aliases(named.refs, aliased, effect)
            influences += _positions(clause, outputs, effect)
            queries += named.queries
        return Query(
            self.line_of(node.expressions[0] if node.expressions else node),
            sources=tuple(found.sources),
            outputs=outputs,
            influences=tuple(dict.fromkeys(influences)),
            queries=tuple(queries),
        )

    def outputs(self, item: exp.Expr) -> Iterable[Output]:
        """The columns that one item of a SELECT list makes; a star stays one output."""
        line = self.line_of(item)
        item = bare(item)
        plain = item.this if isinstance(item, exp.Alias) else item
        if isinstance(plain, exp.Column) and isinstance(plain.this, exp.Identifier) and plain.name:
            # Most items are columns; they need no walk.
            ref = Ref(qualifier_of(plain), plain.name.lower(), Effect.IDENTITY, line)
            yield Output(item.output_name.lower(), (ref,), line)
            return
        if isinstance(item, exp.Dot) and isinstance(item.expression, exp.Star):
            value = tuple(ref for ref in self.named([item.this], Effect.IDENTITY).refs if ref.effect in DIRECT)
            yield Output("", line=line, star=replace(self._star(item.expression, ""), value=value))
            return
        star = item.this if isinstance(item, exp.Column) else item
        if isinstance(star, exp.Star):
            qualifier = qualifier_of(item) if isinstance(item, exp.Column) else ""
            yield Output("", line=line, star=self._star(star, qualifier))
            return
        named = self.named([item], Effect.IDENTITY)
        refs, queries = tuple(named.refs), tuple(named.queries)
        if isinstance(item, exp.Aliases):
            for name in item.args["expressions"]:
                yield Output(name.name.lower(), refs, line, queries=queries)
            return
        yield Output(_name(item), refs, line, type=_type(item), queries=queries)

    def _star(self, star: exp.Star, qualifier: str) -> Star:
        def listed(key: str) -> list[exp.Expr]:
            found = star.args.get(key) or []
            return found if isinstance(found, list) else [found]

        return Star(
            qualifier,
            tuple(part.name.lower() for part in listed("except_")),
            tuple((part.this.name.lower(), part.alias.lower()) for part in listed("rename")),
            tuple(output for part in listed("replace") for output in self.outputs(part)),
        )


def _speaks(node: exp.Expr) -> bool:
    """Whether parentheses carry more than grouping: joins, pivots, an order of their own."""
    return any(node.args.get(key) for key in ("joins", "pivots", "laterals", "where", "group", "sample"))


def _name(item: exp.Expr) -> str:
    name = item.output_name
    if not name and isinstance(item, exp.Dot):
        name = item.name
    return name.lower()


def _type(item: exp.Expr) -> str:
    value = item.unalias()
    return value.to.sql(copy=False).lower() if isinstance(value, exp.Cast) else ""


def _through_aliases(refs: Iterable[Ref], outputs: tuple[Output, ...], effect: Effect) -> Iterable[Ref]:
    """`refs` with the names of outputs replaced by what the outputs are made of."""
    by_name = {output.name: output for output in outputs if output.name}
    for ref in refs:
        made = by_name.get(ref.column) if not ref.qualifier else None
        if made is None:
            yield ref
        else:
            yield from (replace(inner, effect=effect) for inner in made.refs)


def _positions(clause: exp.Expr | None, outputs: tuple[Output, ...], effect: Effect) -> Iterable[Ref]:
    """GROUP BY 1, ORDER BY 2."""
    for item in clause.expressions if clause is not None else ():
        value = item.this if isinstance(item, exp.Ordered) else item
        if isinstance(value, exp.Literal) and value.is_int and 1 <= int(value.name) <= len(outputs):
            yield from (replace(ref, effect=effect) for ref in outputs[int(value.name) - 1].refs)
