"""Code names a file beside itself that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath

from headgate.facts.project import Project
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_DAG = """
    from pathlib import Path
    from airflow.decorators import task

    @task
    def proposals():
        return Path(__file__).PARENTS.joinpath("./queries/proposals.sql").read_text()
"""
_ABOVE = "dags/queries/proposals.sql"
_QUERY = "select 1\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dags/reports/one.py": _DAG.replace("PARENTS", "parent.parent.parent"),
                "dags/queries/proposals.sql": _QUERY,
            },
            {"dags/reports/one.py": (6,)},
        ),
        repository({"dags/reports/one.py": _DAG.replace("PARENTS", "parent.parent"), _ABOVE: _QUERY}),
        repository({"dags/reports/one.py": _DAG.replace("PARENTS", "parent"), "dags/queries/users.sql": _QUERY}),
    ),
)
def file_not_where_code_looks(project: Project) -> Iterator[Found]:
    """Code names a file beside itself that is not there.

    ## Why it matters
    The task ends in a FileNotFoundError when it comes to that line: a folder too many or too few was gone up, or the
    file was moved or renamed without its reader.

    ## Instead
    The path from the file that reads to the one that is read.

    ## When it stays silent
    Where the repository has no file of that name and none of a name much like it in the same folder: the file may be
    made before the code runs. In tests.

    ## Fix
    None: the file may have to move, and not the path.
    """
    by_name: dict[str, list[str]] = {}
    for path in project.snapshot.entries:
        by_name.setdefault(PurePosixPath(path).name, []).append(path)
    folders = project.python.folders
    for path, file in project.python.files.items():
        for named in file.files if not tests_only(path) else ():
            wanted = PurePosixPath(named.path)
            if named.path in project.snapshot.entries or named.path in folders:
                continue
            there = by_name.get(wanted.name, []) or _alike(wanted, by_name)
            if len(there) == 1:
                yield Found(
                    f"{named.path} does not exist, which is where this path leads; {there[0]} does.",
                    named.line,
                    named.path,
                    path=path,
                    related=(Location(there[0], 1),),
                )


def _alike(wanted: PurePosixPath, by_name: dict[str, list[str]]) -> list[str]:
    """The file of the same folder and suffix whose name is almost the wanted one."""
    folder = str(wanted.parent)
    near = [
        name
        for name, paths in by_name.items()
        if name.endswith(wanted.suffix) and any(str(PurePosixPath(one).parent) == folder for one in paths)
    ]
    found = get_close_matches(wanted.name, near[:500], 1, 0.9)
    return [str(wanted.parent / one) for one in found]
