"""Rule: A ref to a model that the project does not have, or has disabled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.dbt.naming import depended_on
from headgate.facts.dbt.stops import Dangling, dangling
from headgate.facts.dbt.view import DbtProjectView, Entry
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\nmodel-paths: [models]\n"


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/stg_orders.sql": "select 1 as id\n",
                "models/orders.sql": "select id\nfrom {{ ref('stg_order') }}\n",
            },
            {"models/orders.sql": (2,)},
            fixed={"models/orders.sql": "select id\nfrom {{ ref('stg_orders') }}\n"},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/old.sql": "{{ config(enabled=false) }}\nselect 1 as id\n",
                "models/orders.sql": "select id from {{ ref('old') }}\n",
                "models/exposures.yml": """
                    exposures:
                      - name: board
                        type: dashboard
                        depends_on:
                          - ref('gone')
                    """,
            },
            {"models/orders.sql": (1,), "models/exposures.yml": (5,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "packages.yml": "packages:\n  - package: shops/orders\n    version: 1.0.0\n",
                "seeds/kinds.csv": "id\n1\n",
                "models/orders.sql": "select id from {{ ref('kinds') }} join {{ ref('of_the_package') }} using (id)\n",
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "packages.yml": "packages:\n  - local: ../shop_source\n",
                "models/orders.sql": "select id from {{ ref('of_the_package') }}\n",
            }
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "packages.yml": "packages:\n  - local: ./source\n",
                "source/dbt_project.yml": "name: source\n",
                "models/orders.sql": "select id from {{ ref('of_the_package') }}\n",
            },
            {"models/orders.sql": (1,)},
        ),
    ),
)
def check(view: DbtProjectView, project: Project) -> Iterator[Found]:
    """A ref to a model that the project does not have, or has disabled.

    ## Why it matters
    dbt refuses to compile the whole project, so no model runs until the name is right.

    ## Instead
    Refer to a model, seed or snapshot that exists and is enabled.

    ## When it stays silent
    A package that may bring the model is installed from elsewhere, or lies in a folder beside the repository; the
    referring model is itself disabled; a test refers to a disabled model, which dbt skips without harm. A test of a
    missing model is a warning: dbt leaves it out.

    ## Fix
    The one name of the project that differs least, where there is one.
    """
    for one in dangling(view):
        yield _ref(view, one, project)
    disabled = {model.path for model in view.models if model.disabled}
    for entry in view.nodes:
        if entry.path not in disabled:
            yield from _relationships(view, entry)


def _ref(view: DbtProjectView, one: Dangling, project: Project) -> Found:
    node, name = one.entry.node, one.name
    entity = f"{node.name} -> {name}"
    if one.disabled:
        message = f"{node.name} refers to {name}, which is disabled; dbt stops with a compilation error."
        at = tuple(Location(model.path, model.node.line) for model in view.known[name])
        return Found(message, one.line, entity, path=one.entry.path, related=at)
    is_test = node.kind == "test"
    then = "leaves the test out" if is_test else "does not compile"
    message = f"{node.name} refers to {name}, which no file of the project makes; dbt {then}."
    fix = _fix(view, project, Location(one.entry.path, one.line), name)
    level = Level.WARNING if is_test else Level.ERROR
    return Found(message, one.line, entity, path=one.entry.path, fix=fix, level=level)


def _relationships(view: DbtProjectView, entry: Entry) -> Iterator[Found]:
    for name, line in _of_tests(entry):
        if not view.is_known(name) and not view.open_packages:
            message = f"A test of {entry.node.name} refers to {name}, which no file makes; dbt leaves the test out."
            entity = f"{entry.node.name} test -> {name}"
            yield Found(message, line, entity, path=entry.path, level=Level.WARNING)


def _of_tests(entry: Entry) -> Iterator[tuple[str, int]]:
    """Models that relationship tests name."""
    for test in entry.node.tests:
        target = json.loads(dict(test.arguments).get("to", '""'))
        name = depended_on(target) if isinstance(target, str) else ""
        if name:
            yield name, test.line


def _fix(view: DbtProjectView, project: Project, at: Location, name: str) -> Fix | None:
    close = get_close_matches(name, view.names, n=2, cutoff=0.85)
    text = project.snapshot.lines_of(at.path, at.start_line, at.start_line)
    if len(close) != 1 or text.count(name) != 1:
        return None
    edit = TextEdit(at.path, at.start_line, at.start_line, text.replace(name, close[0]) + "\n")
    return Fix(f"Refer to {close[0]}", (edit,))
