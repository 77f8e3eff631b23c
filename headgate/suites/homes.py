"""What a writer must know of the repository: its dialect, and how dbt names its datasets."""

from __future__ import annotations

from collections import Counter

from headgate.dataset import table
from headgate.facts.dbt.view import views
from headgate.facts.graph.names import Names
from headgate.facts.project import Project
from headgate.suites.writers.written import Home


def home_of(project: Project) -> Home:
    """The home of the suites of `project`."""
    dialects = Counter(s.dialect for facts in project.files.values() for s in facts.statements if s.dialect)
    names = Names(project.files, project.settings.aliases)
    refs: dict[str, str] = {}
    documented: set[str] = set()
    seeds: set[str] = set()
    for view in views(project):
        for model in view.models:
            refs.setdefault(model.dataset.name, f"ref('{model.name}')")
            if model.entries:
                documented.add(model.dataset.name)
            if model.node.kind == "seed":
                seeds.add(model.dataset.name)
        for entry in view.sources.values():
            source, _, name = entry.node.name.partition(".")
            identity = names.canonical(entry.path, table(entry.node.relation or entry.node.name))
            refs.setdefault(identity.name, f"source('{source}', '{name}')")
    dialect = dialects.most_common(1)[0][0] if dialects else ""
    return Home(dialect, refs, frozenset(documented), frozenset(seeds))
