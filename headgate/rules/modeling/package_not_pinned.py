"""Rule: A dbt package without a fixed version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.errors import HeadgateError
from headgate.facts.dbt.view import DbtProjectView
from headgate.facts.documents import read_yaml
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "packages.yml": """
                    packages:
                      - git: https://example.org/macros.git
                        revision: main
                    """,
            },
            {"packages.yml": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "packages.yml": """
                    packages:
                      - package: dbt-labs/dbt_utils
                        version: 1.1.1
                    """,
            }
        ),
    ),
)
def check(view: DbtProjectView, whole: Project) -> Iterator[Found]:
    """A dbt package without a fixed version.

    ## Why it matters
    The next install brings other macros, and models change without a change here.

    ## Instead
    A version, or a range that ends; for git a tag or commit as revision.

    ## When it stays silent
    A version or revision is given that is no branch; the package is local.

    ## Fix
    Give the version that is installed now.
    """
    root = view.project.root
    for name in ("packages.yml", "dependencies.yml"):
        path = f"{root}/{name}" if root else name
        text = whole.snapshot.text_of(path)
        try:
            documents = read_yaml(text) if text else []
        except HeadgateError:
            continue
        for item in documents[0].get("packages").each() if documents else ():
            package = item.get("package").text or item.get("git").text
            version = ",".join(item.get("version").texts()) or item.get("version").text or item.get("revision").text
            if package and not item.get("local").present and _OPEN.match(version):
                message = f"{package} is not pinned ({version or 'no version'}): the next install may differ."
                yield Found(message, item.line, package, path=path)


_OPEN = re.compile(r"^(?:main|master|develop|dev|head|latest|>=?[^,<]*)?$", re.I)
"""No version, a branch, or a range without an end."""
