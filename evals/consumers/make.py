"""`python -m evals.consumers.make [PROJECT…]`: make the truth by running the programs of our own repositories.

SQL and the models of dbt run on DuckDB, Kafka clients beside a scripted broker, PySpark programs on a local Spark by
`--spark PYTHON`, an interpreter with pyspark. What cannot be run here (Scala, Flink, connectors) is written by hand
under `by_hand` of `changes/PROJECT.yaml`. Nothing of a reviewed repository ever comes here.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from evals.consumers.case import ROOM, Unit, described
from evals.consumers.run_clients import clients
from evals.consumers.run_sql import statements_needing

_SPARK = Path(__file__).with_name("run_spark.py")


def units_of(project: str, spark: str) -> dict[str, list[Unit]]:
    """By field, who needs it."""
    folder = ROOM / "projects" / project
    told = described(project)
    fields = sorted({one["field"] for one in told["changes"].values()})
    found: dict[str, list[Unit]] = {field: [] for field in fields}
    for field in fields:
        found[field] += statements_needing(folder, field)
        found[field] += clients(folder, told, field)
        found[field] += _by_hand(told, field)
    if spark and any("pyspark" in path.read_text() for path in folder.rglob("*.py")):
        answer = subprocess.run(
            [spark, str(_SPARK), str(folder), json.dumps(fields)], capture_output=True, text=True, check=True
        )
        for field, path, lines in json.loads(answer.stdout.splitlines()[-1]):
            found[field].append(Unit(path, tuple((first, last) for first, last in lines)))
    return found


def _by_hand(told: dict[str, dict[str, dict[str, list[list[int]]]]], field: str) -> Iterator[Unit]:
    for path, needs in told.get("by_hand", {}).items():
        for first, last in needs.get(field, ()):
            yield Unit(path, ((first, last),))


def main(arguments: list[str]) -> int:
    """Make the truth of all projects, or of those that are named."""
    parser = argparse.ArgumentParser(prog="python -m evals.consumers.make", description=__doc__)
    parser.add_argument("--spark", default="", help="a Python with pyspark")
    parser.add_argument("names", nargs="*", help="projects; all by default")
    asked = parser.parse_args(arguments)
    for name in asked.names or sorted(path.stem for path in (ROOM / "changes").glob("*.yaml")):
        found = units_of(name, asked.spark)
        rows = ",\n".join(
            f" {json.dumps(field)}: [\n"
            + ",\n".join(f"  {json.dumps([unit.path, unit.lines])}" for unit in sorted(units, key=str))
            + "\n ]"
            for field, units in found.items()
        )
        (ROOM / "truth" / f"{name}.json").write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
        print(f"{name}: {sum(map(len, found.values()))} needs of {len(found)} fields")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
