"""From symbolic statements to base columns, given what is known of the datasets they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from headgate.dataset import DatasetId
from headgate.facts.sql.model import Nested, Output, Query, Ref, Source, Star, Statement
from headgate.facts.sql.relation import (
    NOTHING,
    UNKNOWN,
    Catalogue,
    Flow,
    Flows,
    Item,
    Relation,
    of_dataset,
    through,
    union,
)
from headgate.facts.sql.scope import Scope
from headgate.lineage import ColumnRef, Effect


@dataclass(frozen=True, slots=True)
class Made:
    """A column of a statement's target, or of its result."""

    name: str
    flows: Flows
    line: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """A statement whose names are settled as far as the catalogue goes."""

    columns: tuple[Made, ...] = ()
    complete: bool = True
    """Whether `columns` is all that the query makes."""
    influences: Flows = NOTHING
    used: Mapping[ColumnRef, int] = field(default_factory=dict)
    """Base columns that the statement names, with the first line."""
    unresolved: tuple[str, ...] = ()
    """Why something could not be settled; each reason once."""
    opens: frozenset[DatasetId] = frozenset()
    """Datasets over which a `*` stands whose columns are not known, where all names that are spoken are settled."""


def resolve(statement: Statement, catalogue: Catalogue) -> Resolved:
    """Settle the names of `statement`.

    Raises:
        RecursionError: its queries nest too deeply.
    """
    if statement.query is None:
        return _copied(statement, catalogue)
    resolver = _Resolver(catalogue, statement.dialect)
    relation = resolver.query(statement.query, {}, None)
    opens = {item.open for item in relation.items if item.open is not None} if not resolver.reasons() else set()
    # A `*` on the way is no matter where all outputs are named behind it.
    for item in relation.items:
        if item.open is not None:
            resolver.note_open(item.open)
    columns, placed = _placed(statement, relation, catalogue)
    return Resolved(
        tuple(columns),
        relation.closed and placed,
        relation.influences,
        resolver.used,
        resolver.reasons(),
        frozenset(opens - {UNKNOWN}) if UNKNOWN not in opens else frozenset(),
    )


def _copied(statement: Statement, catalogue: Catalogue) -> Resolved:
    known = catalogue.known(statement.copies) if statement.copies is not None else None
    if statement.copies is None:
        return Resolved()
    names = known.columns if known is not None else ()
    made = tuple(
        Made(name, frozenset({(ColumnRef(statement.copies, name), Effect.IDENTITY)}), statement.line) for name in names
    )
    return Resolved(made, known is not None and known.complete)


def _placed(statement: Statement, relation: Relation, catalogue: Catalogue) -> tuple[list[Made], bool]:
    """The outputs under the names of the target's columns, and whether all of them found their place."""
    names = statement.target_columns
    if not names and statement.kind in ("insert", "copy") and not statement.by_name and statement.target is not None:
        known = catalogue.known(statement.target)
        if known is not None and known.complete:
            names = tuple(name for name in known.columns if name not in statement.partition)
    items = list(relation.items)
    if names and (statement.target_columns or len(names) == len(items)):
        made: list[Made] = []
        for name, item in zip(names, items, strict=False):
            if item.open is not None:
                return made, False
            made.append(Made(name, item.flows, item.line or statement.line))
        return made, len(items) == len(names)
    merged: dict[str, Made] = {}
    for position, item in enumerate(items):
        if item.open is not None:
            continue
        name = item.name or f"_{position}"
        before = merged[name].flows if statement.by_name and name in merged else NOTHING
        merged.setdefault(name, Made(name, NOTHING, item.line or statement.line))
        if before or not merged[name].flows:
            merged[name] = Made(name, before | item.flows, merged[name].line)
    return list(merged.values()), True


_CHOSEN = Effect.TRANSFORMATION


class _Resolver:
    def __init__(self, catalogue: Catalogue, dialect: str) -> None:
        self._catalogue = catalogue
        self._dialect = dialect
        self.used: dict[ColumnRef, int] = {}
        self._reasons: dict[str, dict[str, None]] = {}

    def reasons(self) -> tuple[str, ...]:
        """Why names stay open; what shares a reason is told together."""
        return tuple(_together(list(about), reason) for reason, about in self._reasons.items())

    def note_open(self, dataset: DatasetId) -> None:
        """Note that not all columns of the result are known, since those of `dataset` are not."""
        if dataset == UNKNOWN:
            self._note("what `*` stands for here is not known")
        else:
            self._note(f"the columns of {dataset} are not known, so `*` over it is not either")

    def _note(self, reason: str, about: str = "") -> None:
        self._reasons.setdefault(reason, {})[about] = None

    def query(self, query: Query, ctes: Mapping[str, Relation], outer: Scope | None) -> Relation:
        """The columns that `query` makes."""
        if query.ctes:
            ctes = self._common(query, ctes, outer)
        if query.branches:
            made = union([self.query(branch, ctes, outer) for branch in query.branches], query.by_name)
        else:
            made = self._select(query, ctes, outer)
        return made.named(query.names)

    def _common(self, query: Query, ctes: Mapping[str, Relation], outer: Scope | None) -> Mapping[str, Relation]:
        visible = dict(ctes)
        for name, common in query.ctes:
            if query.recursive and common.branches and _names(common.branches[1:], name):
                # The anchor gives the columns; a second round lets the recursive branch flow into them.
                anchor = self.query(common.branches[0], visible, outer).named(common.names)
                for _ in range(2):
                    anchor = self.query(common, {**visible, name: anchor}, outer)
                visible[name] = anchor
            else:
                visible[name] = self.query(common, visible, outer)
        return visible

    def _select(self, query: Query, ctes: Mapping[str, Relation], outer: Scope | None) -> Relation:
        scope = Scope(outer, self._dialect)
        influences: set[Flow] = set()
        for source in query.sources:
            relation = self._source(source, ctes, scope)
            influences |= relation.influences
            scope.sources.append((source, relation))
        items: list[Item] = []
        for output in query.outputs:
            items += self._output(output, ctes, scope, influences)
        scope.made = {}
        influences |= self._nested(query.queries, ctes, scope, influences)
        influences |= self._flows(query.influences, scope)
        return Relation(items, frozenset(influences))

    def _source(self, source: Source, ctes: Mapping[str, Relation], scope: Scope) -> Relation:
        if source.opaque:
            relation = of_dataset(UNKNOWN, None)
        elif source.query is not None:
            relation = self.query(source.query, ctes, scope)
        elif source.cte:
            relation = ctes.get(source.cte, Relation())
        elif source.relation is not None:
            relation = of_dataset(source.relation, self._catalogue.known(source.relation))
        else:
            made = self._flows(source.refs, scope)
            names = source.columns or ((source.alias,) if source.alias else ())
            return Relation([Item(name, made, source.line) for name in names])
        for pivot in source.pivots:
            inner = Scope(None, self._dialect, [(source, relation)])
            made_items = [Item(one.name, self._flows(one.refs, inner), one.line) for one in pivot.made]
            relation = relation.pivoted(pivot, made_items)
        return relation.named(source.columns)

    def _output(
        self, output: Output, ctes: Mapping[str, Relation], scope: Scope, influences: set[Flow]
    ) -> Iterable[Item]:
        if output.star is not None:
            return self._star(output, ctes, scope, influences)
        flows = self._flows(output.refs, scope) | self._nested(output.queries, ctes, scope, influences)
        if output.name:
            scope.made.setdefault(output.name, flows)
        return [Item(output.name, flows, output.line)]

    def _star(
        self, output: Output, ctes: Mapping[str, Relation], scope: Scope, influences: set[Flow]
    ) -> Iterable[Item]:
        star = output.star
        assert star is not None  # noqa: S101 - the caller asked
        replaced: dict[str, Flows] = {}
        for one in star.replaced:
            replaced[one.name] = self._flows(one.refs, scope) | self._nested(one.queries, ctes, scope, influences)
        if star.value is not None:
            return self._star_of_value(star.value, star, replaced, scope, output.line)
        if star.qualifier:
            sources = [one for one in scope.sources if one[0].alias == star.qualifier] or [
                one for one in scope.sources if _is_table(one[0], star.qualifier)
            ]
        else:
            sources = [one for one in scope.sources if one[0].join not in ("semi", "anti")]
        items: list[Item] = []
        merged: set[str] = set()
        for source, relation in sources:
            made = relation.star(star, replaced)
            # What a star leaves out has to be there.
            for flows in (relation.definitely(name) for name in star.excluded):
                self.used.update({one: output.line for one, _ in flows or () if one not in self.used})
            both = set(source.using)
            if source.join == "natural":
                both = {item.name for item in made if item.name in merged}
            items += [item for item in made if not (item.name and item.name in both and item.name in merged)]
            merged |= {item.name for item in made}
        if star.qualifier and not sources:
            flows = scope.flows(Ref("", star.qualifier.split(".")[0], Effect.TRANSFORMATION))
            if flows is None:
                self._note("names nothing that is known", f"`{star.qualifier}.*`")
            return [Item("", flows, output.line) if flows else Item("", open=UNKNOWN)]
        return [Item(item.name, item.flows, output.line) if item.open is None else item for item in items]

    def _star_of_value(
        self, value: Iterable[Ref], star: Star, replaced: Mapping[str, Flows], scope: Scope, line: int
    ) -> Iterable[Item]:
        """`IF(c, a, b).*`: the columns of the rows that are chosen from, each from all that have it."""
        rows = [r for ref in value for s, r in scope.sources if not ref.qualifier and s.alias == ref.column]
        if not rows or len(rows) < len(tuple(value)):
            self._note("what `*` stands for here is not known")
            return [Item("", open=UNKNOWN), *(Item(name, flows, line) for name, flows in replaced.items())]
        items = []
        for item in rows[0].star(star, replaced):
            others = (row.definitely(item.name) for row in rows[1:] if item.name and item.name not in replaced)
            flows = item.flows.union(*(found for found in others if found))
            items.append(item if item.open is not None else Item(item.name, through(flows, _CHOSEN), line))
        return items

    def _nested(
        self, queries: Iterable[Nested], ctes: Mapping[str, Relation], scope: Scope, influences: set[Flow]
    ) -> Flows:
        """What the answers of subqueries flow to; what steers them is added to `influences`."""
        found: set[Flow] = set()
        for nested in queries:
            relation = self.query(nested.query, ctes, scope)
            influences |= relation.influences
            for item in relation.items:
                found |= through(item.flows, nested.effect)
        return frozenset(found)

    def _flows(self, refs: Iterable[Ref], scope: Scope) -> Flows:
        found: Flows = NOTHING
        for ref in refs:
            flows = scope.flows(ref)
            if flows is None or any(column.dataset == UNKNOWN for column, _ in flows):
                name = f"{ref.qualifier}.{ref.column}" if ref.qualifier else ref.column
                self._note(*_why(ref, name, scope))
                continue
            for column, _ in flows:
                self.used.setdefault(column, ref.line)
            found = found | flows if found else flows
        return found


def _why(ref: Ref, name: str, scope: Scope) -> tuple[str, str]:
    """Why `ref` stays open, and what the reason is about."""
    if any(source.opaque for source, _ in scope.sources):
        return "the columns of a table function or of what a template gives are not known", ""
    unknown = sorted({str(i.open) for _, r in scope.sources for i in r.items if i.open is not None})
    if not ref.qualifier and len(unknown) > 1:
        return f"unqualified columns could come from {' or '.join(unknown[:4])}, whose columns are not known", ""
    return "names no column of what the query reads", f"`{name}`"


def _together(about: list[str], reason: str) -> str:
    if about == [""]:
        return reason
    more = f" (and {len(about) - 1} more)" if len(about) > 1 else ""
    return f"{about[0]}{more} {reason}"


def _is_table(source: Source, qualifier: str) -> bool:
    relation: DatasetId | None = source.relation
    return relation is not None and (relation.name == qualifier or relation.name.endswith("." + qualifier))


def _names(queries: Iterable[Query], cte: str) -> bool:
    """Whether a source below `queries` is the common table expression `cte`."""
    return any(
        source.cte == cte or (source.query is not None and _names((source.query,), cte))
        for query in queries
        for source in query.sources
    ) or any(_names(query.branches, cte) for query in queries if query.branches)
