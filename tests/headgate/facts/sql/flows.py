"""One helper that states which columns flow into which."""

from __future__ import annotations

from collections.abc import Mapping

from headgate.dataset import table
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.relation import Known
from headgate.facts.sql.resolve import Resolved
from headgate.facts.sql.script import Overlay, in_order


def resolved(text: str, dialect: str = "", **schema: str) -> list[tuple[str, Resolved]]:
    """Targets and answers of all statements; `schema` names tables (`__` for a dot) and their columns."""
    statements, gaps = read_sql("a.sql", text, dialect)
    assert gaps == []
    catalogue = Overlay()
    for name, columns in schema.items():
        catalogue.learn(table(name.replace("__", ".")), Known(tuple(columns.split()), True))
    facts = [one.facts for one in statements]
    answers = in_order(facts, catalogue)
    return [(str(one.target or ""), answer) for one, answer in zip(facts, answers, strict=True)]


def flows(text: str, dialect: str = "", **schema: str) -> dict[str, str]:
    """Each column that is made, as `target.column` or `column`, with its sources, sorted; `~` marks INDIRECT ones."""
    found: dict[str, str] = {}
    for target, answer in resolved(text, dialect, **schema):
        for made in answer.columns:
            name = f"{target}.{made.name}" if target else made.name
            found[name] = " ".join(sorted(f"{'' if e.direct else '~'}{ref}" for ref, e in made.flows))
    return found


def effects(text: str, dialect: str = "") -> Mapping[str, set[str]]:
    """Effects on the rows of the last statement's result, by source column."""
    found: dict[str, set[str]] = {}
    for ref, effect in resolved(text, dialect)[-1][1].influences:
        found.setdefault(str(ref), set()).add(effect.value)
    return found
