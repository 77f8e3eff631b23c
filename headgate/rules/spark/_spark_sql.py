"""What rules about Spark SQL share."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.spark_script import DIALECTS
from headgate.facts.sql.tree import SqlStatement

BROADCASTS = frozenset({"BROADCAST", "BROADCASTJOIN", "MAPJOIN"})
JOIN_HINTS = BROADCASTS | {"MERGE", "SHUFFLE_MERGE", "MERGEJOIN", "SHUFFLE_HASH", "SHUFFLE_REPLICATE_NL"}
PARTITION_HINTS = frozenset({"COALESCE", "REPARTITION", "REPARTITION_BY_RANGE", "REBALANCE"})


def is_spark(statement: SqlStatement) -> bool:
    """Whether Spark is known to run the statement."""
    return statement.dialect in DIALECTS


def hinted(statement: SqlStatement) -> Iterator[tuple[Scope, exp.Expr]]:
    """The hints of each query of a Spark statement, with the query that they stand in."""
    if not is_spark(statement):
        return
    for scope in statement.scopes.all:
        hint = scope.query.args.get("hint")
        if isinstance(hint, exp.Hint):
            # What sqlglot does not understand of a hint it keeps as text.
            yield from ((scope, one) for one in hint.expressions if isinstance(one, exp.Expr))


def hint_name(hint: exp.Expr) -> str:
    """The name of a hint, in capitals."""
    name = hint.name if isinstance(hint, (exp.Anonymous, exp.Column, exp.Var)) else hint.args.get("this")
    return str(name or hint.sql()).split("(", 1)[0].strip().strip("`").upper()


def relations_of(hint: exp.Expr) -> list[str]:
    """The names of the relations that a join hint speaks of, folded, with their schema where it is written."""
    found = []
    for part in hint.args.get("expressions") or ():
        if isinstance(part, (exp.Table, exp.Column)):
            found.append(".".join(piece.name for piece in part.parts).lower())
        elif isinstance(part, (exp.Identifier, exp.Var)):
            found.append(part.name.lower())
    return found


def hint_line(statement: SqlStatement, hint: exp.Expr) -> int:
    """The line of the file that a hint stands on; the parser keeps no place for what is in a comment."""
    name = hint_name(hint)
    opened = 0
    for number, text in enumerate(statement.text.split("\n"), start=1):
        line = statement.file_line(number)
        if not statement.facts.line <= line <= max(statement.facts.end_line, statement.facts.line):
            continue
        opened = opened or (line if "/*+" in text else 0)
        if opened and name in text.upper():
            return line
    return opened or statement.facts.line
