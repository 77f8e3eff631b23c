"""`python -m evals.impact.make --dbt DBT [--projects DIR]`: make the truth by running dbt, by hand only.

DBT is the `dbt` command of an environment with dbt-core and dbt-duckdb. It runs the projects beside this file,
or those below `--projects` (a folder with `projects/` and `mutations/`): ours or generated, never a reviewed one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evals.impact.mutation import ROOM, Mutation, mutations
from evals.impact.tables import Rows, effects, tables_of
from evals.impact.truth import Told, save

_PROFILE = """\
{profile}:
  target: dev
  outputs:
    dev: {{type: duckdb, path: {path}, threads: 1}}
"""


def build(dbt: str, project: Path, changed: Mapping[str, bytes | None]) -> dict[str, Rows]:
    """The tables that dbt makes of a project with some files changed."""
    with tempfile.TemporaryDirectory(prefix="impact-truth-") as scratch:
        root = Path(scratch) / "project"
        shutil.copytree(project, root)
        for path, content in changed.items():
            if content is None:
                (root / path).unlink()
            else:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(content)
        database = Path(scratch) / "built.duckdb"
        profile = _profile_of(root)
        (root / "profiles.yml").write_text(_PROFILE.format(profile=profile, path=database), encoding="utf-8")
        command = [
            dbt,
            "build",
            "--exclude-resource-type",
            "test",
            "unit_test",
            "--profiles-dir",
            ".",
            "--no-use-colors",
        ]
        settings = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "0", "DO_NOT_TRACK": "1"}
        subprocess.run(command, cwd=root, env=settings, capture_output=True, check=False, timeout=600)
        return tables_of(database) if database.exists() else {}


def _profile_of(root: Path) -> str:
    lines = (root / "dbt_project.yml").read_text(encoding="utf-8").splitlines()
    named = [line.partition(":")[2].strip().strip("'\"") for line in lines if line.startswith("profile:")]
    return named[0] if named else "evals"


def truth_of(dbt: str, project: Path, changes: list[Mutation]) -> tuple[list[str], dict[str, dict[str, Told]]]:
    """The models of a project, and what became of them under each mutation."""
    base, again = build(dbt, project, {}), build(dbt, project, {})
    unsteady = {name for name, told in effects(base, again).items() if told.effect != "unaffected"}
    steady = {name: rows for name, rows in base.items() if name not in unsteady}
    with ThreadPoolExecutor(max_workers=2) as pool:
        built = pool.map(lambda one: build(dbt, project, one.files(project)), changes)
        return sorted(steady), {one.name: effects(steady, after) for one, after in zip(changes, built, strict=True)}


def main(arguments: list[str]) -> int:
    """Make the truth of all projects, or of those that are named."""
    parser = argparse.ArgumentParser(prog="python -m evals.impact.make", description=__doc__)
    parser.add_argument("--dbt", required=True, help="the dbt command")
    parser.add_argument("--projects", type=Path, default=ROOM, help="folder with projects/, mutations/ and truth/")
    parser.add_argument("names", nargs="*", help="projects; all by default")
    asked = parser.parse_args(arguments)
    every = list(mutations(asked.projects / "mutations"))
    for name in asked.names or sorted({one.project for one in every}):
        folder = asked.projects / "projects" / name
        models, truth = truth_of(asked.dbt, folder, [one for one in every if one.project == name])
        save(name, models, truth, asked.projects / "truth")
        print(f"{name}: {len(truth)} mutations of {len(models)} models")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
