"""The canonical text of an expression: names replaced by what they mean, ways of saying the same made one.

Every rewriting holds for three-valued logic and for every content of the tables; what is not known to mean the
same keeps a text of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from headgate.impact.query.names import Numbering, Scope
from headgate.impact.query.relation import Relation, equal, fold

_TURNED = {exp.GT: exp.LT, exp.GTE: exp.LTE}
_NEGATED = {exp.EQ: exp.NEQ, exp.NEQ: exp.EQ, exp.GT: exp.LTE, exp.GTE: exp.LT, exp.LT: exp.GTE, exp.LTE: exp.GT}
_EITHER_WAY = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Add, exp.Mul)
_FILTERED = (exp.Sum, exp.Min, exp.Max, exp.Avg)
"""Aggregates that pass over NULL."""


@dataclass
class Wording:
    """The texts of expressions in one scope."""

    scope: Scope
    query: Callable[[exp.Expr], Relation]
    """The meaning of a query inside an expression."""

    def text(self, node: exp.Expr) -> str:
        """The canonical text of `node`, folded where it is long."""
        node = node.unnest()
        for kinds, method in _METHODS:
            if isinstance(node, kinds):
                told = method(self, node)
                if told is not None:
                    return fold(told)
        return fold(self._plain(node))

    def terms(self, condition: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
        """The conditions that `condition` asks for together, each with its tree."""
        node = condition.unnest()
        if isinstance(node, exp.And):
            for side in (node.this, node.expression):
                yield from self.terms(side)
        elif isinstance(node, exp.Not) and isinstance(node.this.unnest(), exp.Or):
            inner = node.this.unnest()
            for side in (inner.this, inner.expression):
                yield from self.terms(exp.Not(this=side.copy()))
        elif isinstance(node, exp.Between) and not node.args.get("symmetric"):
            for kind, bound in ((exp.GTE, "low"), (exp.LTE, "high")):
                part = kind(this=node.this.copy(), expression=node.args[bound].copy())
                yield self.text(part), part
        elif not (isinstance(node, exp.Boolean) and node.this):
            yield self.text(node), node

    def _plain(self, node: exp.Expr) -> str:
        told = [f"{key}={self._value(value)}" for key, value in sorted(node.args.items()) if value or value == 0]
        return f"{node.key}({', '.join(told)})"

    def _value(self, value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(self._value(one) for one in value)}]"
        return self.text(value) if isinstance(value, exp.Expr) else str(value)

    def _column(self, node: exp.Column) -> str:
        return node.sql().lower() if isinstance(node.this, exp.Star) else self.scope.text_of(node)

    def _leaf(self, node: exp.Expr) -> str:
        return node.sql(comments=False)

    def _identifier(self, node: exp.Identifier) -> str:
        return repr(node.this) if node.args.get("quoted") else str(node.this).lower()

    def _word(self, node: exp.Var) -> str:
        return str(node.this).lower()

    def _anonymous(self, node: exp.Anonymous) -> str:
        return f"{node.name.upper()}({', '.join(self.text(one) for one in node.expressions)})"

    def _subquery(self, node: exp.Expr) -> str:
        inner = self.query(node)
        return f"({inner.rows} | {[text for _, text in inner.columns]})"

    def _exists(self, node: exp.Exists) -> str | None:
        inner = node.this.unnest() if isinstance(node.this, exp.Expr) else None
        return f"exists({self.query(node.this).rows})" if isinstance(inner, exp.Query) else None

    def _both(self, node: exp.And) -> str:
        return f"({' and '.join(sorted({text for text, _ in self.terms(node)}) or ['TRUE'])})"

    def _either(self, node: exp.Or) -> str:
        """Alternatives; comparisons of one thing with several literals are a list."""
        lists: defaultdict[str, set[str]] = defaultdict(set)
        texts = set()
        for term in _alternatives(node):
            listed = self._listed(term)
            if listed is None:
                texts.add(self.text(term))
            else:
                lists[listed[0]] |= listed[1]
        texts |= {_in(left, values) for left, values in lists.items()}
        return f"({' or '.join(sorted(texts))})" if len(texts) > 1 else texts.pop()

    def _listed(self, term: exp.Expr) -> tuple[str, set[str]] | None:
        """What a comparison with literals compares, and with which."""
        if isinstance(term, exp.EQ):
            sides = (term.this.unnest(), term.expression.unnest())
            for one, other in (sides, sides[::-1]):
                if isinstance(other, exp.Literal) and not isinstance(one, exp.Literal):
                    return self.text(one), {self._leaf(other)}
        if isinstance(term, exp.In) and set(term.args) <= {"this", "expressions"} | _empty(term):
            values = [value.unnest() for value in term.expressions]
            if values and all(isinstance(value, exp.Literal) for value in values):
                return self.text(term.this), {self._leaf(value) for value in values}
        return None

    def _within(self, node: exp.In) -> str | None:
        listed = self._listed(node)
        return _in(*listed) if listed is not None else None

    def _not(self, node: exp.Not) -> str:
        inner = node.this.unnest()
        opposite = _NEGATED.get(type(inner))
        if opposite is not None:
            return self.text(opposite(this=inner.this.copy(), expression=inner.expression.copy()))
        if isinstance(inner, exp.Not):
            return self.text(inner.this)
        if isinstance(inner, exp.Or):
            return f"({' and '.join(sorted({text for text, _ in self.terms(node)}))})"
        return f"not({self.text(inner)})"

    def _binary(self, node: exp.Binary) -> str:
        left, right = self.text(node.this), self.text(node.expression)
        kind = type(node)
        if kind in _TURNED:
            kind, left, right = _TURNED[kind], right, left
        elif kind in _EITHER_WAY:
            left, right = sorted((left, right))
        if kind is exp.EQ and "FALSE" in (left, right):
            return f"not({left if right == 'FALSE' else right})"
        more = {key: value for key, value in node.args.items() if key not in ("this", "expression") and value}
        extra = "".join(f" {key}={self._value(value)}" for key, value in sorted(more.items()))
        return f"({left} {kind.key} {right}{extra})"

    def _between(self, node: exp.Between) -> str | None:
        if node.args.get("symmetric"):
            return None
        return f"({' and '.join(sorted({text for text, _ in self.terms(node)}))})"

    def _case(self, node: exp.Case | exp.If) -> str:
        subject = node.args.get("this") if isinstance(node, exp.Case) else None
        branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
        told = []
        for branch in branches:
            when = exp.EQ(this=subject.copy(), expression=branch.this.copy()) if subject else branch.this
            told.append(f"when {self.text(when)} then {self.text(branch.args['true'])}")
        default = node.args.get("default" if isinstance(node, exp.Case) else "false")
        if default is not None and not isinstance(default.unnest(), exp.Null):
            told.append(f"else {self.text(default)}")
        return f"case({' '.join(told)})"

    def _cast(self, node: exp.Cast) -> str | None:
        inner = node.this.unnest()
        if type(inner) is type(node) and inner.args.get("to") == node.args.get("to"):
            return self.text(inner)
        return None

    def _count(self, node: exp.Count) -> str | None:
        counted = node.this.unnest() if isinstance(node.this, exp.Expr) else None
        if node.expressions:
            return None
        if isinstance(counted, exp.Star | exp.Literal):
            return "count(*)"
        condition = _one_branch(counted)
        if condition is not None and isinstance(condition[1], exp.Literal):
            return f"count(*) filter {self.text(condition[0])}"
        return None

    def _aggregate(self, node: exp.Func) -> str | None:
        branch = _one_branch(node.this.unnest() if isinstance(node.this, exp.Expr) else None)
        if branch is None or not set(node.args) <= {"this"} | _empty(node):
            return None
        return f"{node.key}({self.text(branch[1])}) filter {self.text(branch[0])}"

    def _filter(self, node: exp.Filter) -> str | None:
        condition = node.expression.this if isinstance(node.expression, exp.Where) else None
        if condition is None:
            return None
        inner = node.this.unnest()
        plain = isinstance(inner, _FILTERED) and set(inner.args) <= {"this"} | _empty(inner)
        if plain and _one_branch(inner.this.unnest()) is None:
            return f"{inner.key}({self.text(inner.this)}) filter {self.text(condition)}"
        return f"{self.text(inner)} filter {self.text(condition)}"

    def _count_if(self, node: exp.CountIf) -> str | None:
        return f"count(*) filter {self.text(node.this)}" if set(node.args) <= {"this"} | _empty(node) else None

    def _window(self, node: exp.Window) -> str:
        """A window function looks at the rows that are there where it stands."""
        name = node.args.get("alias")
        named = self.scope.windows.get(name.name.lower()) if isinstance(name, exp.Expr) else None
        held = named or node
        parts = sorted({self.text(one) for one in held.args.get("partition_by") or ()})
        order = held.args.get("order")
        terms = [ordering(self, term) for term in order.expressions] if order is not None else []
        spec = _frame(node.args.get("spec") or held.args.get("spec"))
        unknown = f" named {name}" if name is not None and named is None else ""
        more = "".join(f" {key}" for key in ("first", "distinct") if node.args.get(key))
        over = f"partition by {parts} order by {terms} {spec}{unknown}{more}"
        told = fold(f"{self.text(node.this)} over ({over}) of {self.scope.rows}")
        if isinstance(node.this, exp.RowNumber):
            self.scope.numberings[told] = Numbering(self.scope.core, frozenset(parts))
        return told


def ordering(wording: Wording, term: exp.Expr) -> str:
    """One term of an ORDER BY."""
    return wording.text(term.this if isinstance(term, exp.Ordered) else term) + direction(term)


def direction(term: exp.Expr) -> str:
    """Which way a term of an ORDER BY sorts."""
    nulls = " nulls first" if term.args.get("nulls_first") else ""
    return f"{' desc' if term.args.get('desc') else ''}{nulls}"


def _alternatives(node: exp.Expr) -> Iterator[exp.Expr]:
    node = node.unnest()
    if isinstance(node, exp.Or):
        yield from _alternatives(node.this)
        yield from _alternatives(node.expression)
    else:
        yield node


def _in(left: str, values: set[str]) -> str:
    if len(values) == 1:
        return equal(left, *values)
    return f"({left} in {sorted(values)})"


def _empty(node: exp.Expr) -> set[str]:
    return {key for key, value in node.args.items() if not value}


def _one_branch(node: object) -> tuple[exp.Expr, exp.Expr] | None:
    """Condition and value of `case when … then … end`."""
    if not isinstance(node, exp.Case | exp.If):
        return None
    branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
    default = node.args.get("default" if isinstance(node, exp.Case) else "false")
    if len(branches) != 1 or (default is not None and not isinstance(default.unnest(), exp.Null)):
        return None
    if isinstance(node, exp.Case) and node.args.get("this"):
        return None
    return branches[0].this, branches[0].args["true"].unnest()


def _frame(spec: exp.Expr | None) -> str:
    if spec is None:
        return ""
    given = {key: str(value).lower() for key, value in spec.args.items() if value}
    given.setdefault("end", "current row")
    return " ".join(f"{key}={value}" for key, value in sorted(given.items()))


_METHODS: tuple[tuple[type | tuple[type, ...], Callable[[Wording, exp.Expr], str | None]], ...] = (
    (exp.Column, Wording._column),
    ((exp.Literal, exp.Null, exp.Boolean, exp.DataType), Wording._leaf),
    (exp.Identifier, Wording._identifier),
    (exp.Var, Wording._word),
    (exp.Anonymous, Wording._anonymous),
    (exp.Query, Wording._subquery),
    (exp.Exists, Wording._exists),
    (exp.And, Wording._both),
    (exp.Or, Wording._either),
    (exp.Not, Wording._not),
    (exp.In, Wording._within),
    (exp.Between, Wording._between),
    ((exp.Case, exp.If), Wording._case),
    (exp.Window, Wording._window),
    (exp.Filter, Wording._filter),
    (exp.CountIf, Wording._count_if),
    (exp.Count, Wording._count),
    (_FILTERED, Wording._aggregate),
    ((exp.Cast,), Wording._cast),
    (exp.Binary, Wording._binary),
)  # type: ignore[assignment]
