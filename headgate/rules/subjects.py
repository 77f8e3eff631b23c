"""What rules are offered beyond the subjects that the readers of single files yield.

The type of a rule's first argument is looked up here; a type that is not listed is one that a reader yields
while it has the file open (a SQL statement with its tree, a Python module, …).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from headgate.facts.dbt.dag import Dag, dags
from headgate.facts.dbt.view import DbtModel, DbtProjectView, models_of, views
from headgate.facts.project import Project
from headgate.facts.sql.known import Known
from headgate.impact.comparison import Comparison
from headgate.impact.compat.migration import Migration, migrations
from headgate.impact.compat.pair import SchemaPair, schema_pairs
from headgate.impact.compat.removed import RemovedSchemas, removed_schemas
from headgate.impact.plans.changes import PlanChange, plan_changes
from headgate.impact.refusals import Refusal, all_refusals, new_refusals

PROJECT_SUBJECTS: Mapping[type, Callable[[Project], Iterable[object]]] = {
    Project: lambda project: (project,),
    Known: lambda project: (project.known,),
    DbtModel: models_of,
    DbtProjectView: views,
    Dag: dags,
}
"""Subjects of a whole snapshot; base and head are both asked, and what is new is the change's."""

CHANGE_SUBJECTS: Mapping[type, Callable[[Comparison], Iterable[object]]] = {
    Comparison: lambda comparison: (comparison,),
    Refusal: lambda comparison: new_refusals(comparison.impact),
    SchemaPair: lambda comparison: _once(comparison, "pairs", schema_pairs),
    RemovedSchemas: lambda comparison: _once(comparison, "removed", removed_schemas),
    Migration: lambda comparison: _once(comparison, "migrations", migrations),
    PlanChange: plan_changes,
}
"""Subjects of a change; what rules say of them is introduced by the change."""

REPOSITORY_SUBJECTS: Mapping[type, Callable[[Project], Iterable[object]]] = {
    Refusal: all_refusals,
}
"""Subjects of a whole snapshot that are asked only where there is no change to compare."""


def _once(comparison: Comparison, name: str, make: Callable[[Comparison], Iterable[object]]) -> tuple[object, ...]:
    """Subjects that remember what was worked out about them, the same ones for every rule."""
    if name not in comparison.kept:
        comparison.kept[name] = tuple(make(comparison))
    return comparison.kept[name]
