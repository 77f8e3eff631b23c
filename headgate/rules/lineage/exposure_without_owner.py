"""An exposure that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_EXPOSURE = """
    exposures:
      - name: board
        type: dashboard
        depends_on: [ref('orders')]
    """
_OWNED = _EXPOSURE + "    owner:\n          email: data@shop.example\n"


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository({"dbt_project.yml": "name: shop\n", "models/board.yml": _EXPOSURE}, {"models/board.yml": (2,)}),
        repository({"dbt_project.yml": "name: shop\n", "models/board.yml": _OWNED}),
    ),
)
def exposure_without_owner(project: Project) -> Iterator[Found]:
    """An exposure names no owner.

    ## Why it matters

    When a change breaks what it depends on, there is nobody to tell; dbt asks for an owner with a name or an
    email and refuses an exposure without one.

    ## Instead

    `owner:` with the `email` or `name` of who answers for it: rather a team than a person.

    ## When it stays silent

    Where the owner has a name or an email.

    ## Fix

    None is offered: who owns it, the repository does not tell.
    """
    for path, node in project.dbt_nodes("exposure"):
        if not node.owner:
            yield Found(
                message=f"The exposure `{node.name}` has no owner: when it breaks, nobody is told.",
                line=node.line,
                entity=node.name,
                path=path,
            )
