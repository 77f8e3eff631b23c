"""Terms that a file of questions defines: arithmetic over columns, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.design.question.lexicon import Lexicon, Meaning
from headgate.facts.sql.parsing import tree_of

_ALLOWED = (
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.Paren,
    exp.Neg,
    exp.Literal,
    exp.Column,
    exp.Identifier,
    exp.Coalesce,
)
_MOST = 60


@dataclass(frozen=True, slots=True)
class Formula:
    """`{0} * {1}` with the columns that stand for the places."""

    template: str
    columns: tuple[Meaning, ...]


def formula(text: str, lexicon: Lexicon) -> Formula | str:
    """What an expression reckons; else why it is not understood."""
    try:
        tree = tree_of(text[:500], "duckdb")
    except (SqlglotError, RecursionError):
        return f"'{text}' is no arithmetic over columns"
    nodes = list(tree.walk())
    strange = next((node for node in nodes if not isinstance(node, _ALLOWED)), None)
    if strange is not None or len(nodes) > _MOST or any(isinstance(n, exp.Literal) and n.is_string for n in nodes):
        return f"'{text}' holds more than columns, numbers, + - * / and coalesce"
    columns: list[Meaning] = []
    for node in list(tree.find_all(exp.Column)):
        said = ".".join(part.name for part in node.parts)
        found = lexicon.columns(said)
        if len(found) != 1:
            return _unsettled(said, found)
        if found[0] not in columns:
            columns.append(found[0])
        place = exp.column(f"place_{columns.index(found[0])}")
        if node is tree:
            tree = place
        else:
            node.replace(place)
    if not columns:
        return f"'{text}' names no column"
    template = tree.sql(dialect="duckdb")
    for number in reversed(range(len(columns))):
        template = template.replace(f"place_{number}", f"{{{number}}}")
    return Formula(template, tuple(columns))


def _unsettled(said: str, found: tuple[Meaning, ...]) -> str:
    if not found:
        return f"'{said}' is no column of any source"
    listed = ", ".join(f"{one.table}.{one.column}" for one in found)
    return f"'{said}' may be {listed}; name the table"
