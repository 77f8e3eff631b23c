"""Where a dbt model's own file sets something, and what a setting lists."""

from __future__ import annotations

import re

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.facts.sql.model import Statement
from headgate.lineage import Effect


def setting_line(model: DbtModel, whole: Project, *names: str) -> int:
    """The first line of the model's file that sets one of `names`, the first one that is set; else its first line."""
    text = whole.snapshot.text_of(model.path) or ""
    for name in names:
        found = re.search(rf"['\"]?\b{re.escape(name)}['\"]?[ \t]*[=:]", text)
        if found is not None:
            return text.count("\n", 0, found.start()) + 1
    return model.node.line


def listed(value: object) -> tuple[str, ...]:
    """The column names of `unique_key` and the like, folded; empty where it is an expression or unset."""
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    plain = tuple(str(name).strip('"`[] ').lower() for name in names)
    return plain if all(name.isidentifier() for name in plain) else ()


def strategy_of(model: DbtModel) -> str:
    """The incremental strategy as set, folded; empty where dbt's adapter chooses."""
    found = model.setting("incremental_strategy")
    return found.lower() if isinstance(found, str) else ""


def is_passed_on(statement: Statement, name: str) -> bool:
    """Whether every query of the statement that gives a column `name` takes it over from another one as it is."""
    waiting = [statement.query] if statement.query is not None else []
    while waiting:
        query = waiting.pop()
        waiting += [inner for _, inner in query.ctes]
        waiting += [source.query for source in query.sources if source.query is not None]
        waiting += query.branches
        for output in query.outputs:
            if output.name == name and [ref.effect for ref in output.refs] != [Effect.IDENTITY]:
                return False
    return True


def is_starred(statement: Statement) -> bool:
    """Whether the outermost query passes on the columns of its only relation, but for some that it leaves out."""
    query = statement.query
    return query is not None and len(query.sources) == 1 and any(output.star is not None for output in query.outputs)
