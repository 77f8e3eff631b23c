"""SQL expressions in strings: `expr`, `selectExpr`, `filter`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.facts.sql.columns import named_in
from headgate.facts.sql.model import Query, Ref
from headgate.facts.sql.parsing import tree_of
from headgate.lineage import Effect

_GENERATORS = (exp.Explode, exp.Posexplode, exp.Inline)


@lru_cache(maxsize=2048)
def parsed(text: str) -> exp.Expr | None:
    """The tree of one expression; None where it is not SQL that is understood."""
    try:
        return tree_of(text, "spark")
    except (SqlglotError, RecursionError):
        return None


def refs_of(tree: exp.Expr) -> list[Ref] | None:
    """The columns that `tree` names, each with what it does there; None where a query stands in it."""
    if tree.find(exp.Query):
        return None
    return named_in([tree], Effect.IDENTITY, _Alone()).refs


class _Alone:
    """A reader of expressions that stand outside any query."""

    dialect = "spark"

    def query(self, node: exp.Expr) -> Query:
        raise AssertionError(node.key)

    def line_of(self, node: exp.Expr) -> int:
        del node
        return 0

    def dictionary(self, node: exp.Expr) -> None:
        del node


def names_of(tree: exp.Expr) -> tuple[str, ...]:
    """The names that an item of a SELECT list gives to what it makes; empty where Spark's own is not followed."""
    if isinstance(tree, exp.Aliases):
        return tuple(one.name for one in tree.args["expressions"])
    if isinstance(tree, exp.Alias):
        return (tree.alias,)
    generated = generated_names(tree)
    if generated:
        return generated
    name = title(tree)
    return (name,) if name else ()


def generated_names(tree: exp.Expr) -> tuple[str, ...]:
    """The names of what a generator makes, where it is given none; empty for other expressions."""
    if isinstance(tree, exp.Posexplode):
        return ("pos", "col")
    if isinstance(tree, exp.Explode):
        return ("col",)
    return ()


def is_generator(tree: exp.Expr) -> bool:
    """Whether the expression makes rows."""
    body = tree.this if isinstance(tree, (exp.Alias, exp.Aliases)) else tree
    return isinstance(body, _GENERATORS) or _function(body) in ("stack", "inline", "inline_outer", "json_tuple")


def is_inline(tree: exp.Expr) -> bool:
    """Whether it makes a column of each field."""
    body = tree.this if isinstance(tree, (exp.Alias, exp.Aliases)) else tree
    return isinstance(body, exp.Inline) or _function(body) in ("inline", "inline_outer")


def _function(tree: exp.Expr) -> str:
    return tree.name.lower() if isinstance(tree, exp.Anonymous) else ""


def title(tree: exp.Expr) -> str:
    """What Spark calls the expression; empty where that is not followed."""
    if isinstance(tree, (exp.Column, exp.Dot)):
        return tree.name
    if isinstance(tree, exp.Cast) and isinstance(tree.this, exp.Column):
        return tree.this.name
    if isinstance(tree, exp.Count) and isinstance(tree.this, (exp.Star, exp.Literal)):
        return "count(1)"
    if isinstance(tree, (exp.Binary, exp.Func, exp.Paren, exp.Literal)) and not tree.find(
        exp.Case, exp.Cast, exp.Window
    ):
        return _printed(tree)
    return ""


def _printed(tree: exp.Expr) -> str:
    if isinstance(tree, exp.Paren):
        return _printed(tree.this)
    if isinstance(tree, exp.Column):
        return ".".join(part.name for part in tree.parts)
    if isinstance(tree, exp.Binary):
        left, right = _printed(tree.this), _printed(tree.expression)
        sign = tree.sql(dialect="spark")[len(tree.this.sql(dialect="spark")) :].split(maxsplit=1)[:1]
        return f"({left} {sign[0]} {right})" if left and right and sign else ""
    if isinstance(tree, exp.Literal):
        return tree.name
    if isinstance(tree, exp.Func):
        parts = [_printed(part) for part in _arguments(tree)]
        name = tree.sql(dialect="spark").partition("(")[0].lower()
        return f"{name}({', '.join(parts)})" if "" not in parts and name.isidentifier() else ""
    return ""


def _arguments(tree: exp.Func) -> Iterator[exp.Expr]:
    for value in tree.args.values():
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, exp.Expr):
                yield part
