"""`python -m evals.dataframe.truth`: run every program on a local Spark and write down what it tells.

The programs are Headgate's own; nothing of a reviewed repository ever comes here.
"""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from evals.dataframe.programs import TRUTH, Program, programs, schemas
from evals.dataframe.truth.bench import Bench


def main(arguments: list[str]) -> int:
    """Run the programs whose names are given, or all; 1 where some did not run."""
    bench = Bench()
    bench.declare(schemas())
    told: dict[str, Any] = json.loads(TRUTH.read_text()) if arguments and TRUTH.exists() else {}
    failed = 0
    for program in programs():
        if arguments and program.name not in arguments:
            continue
        try:
            _run(program, bench)
            told[program.name] = bench.told()
        except Exception:  # noqa: BLE001 - a program that does not run is told, and the others go on
            failed += 1
            print(f"{program.name}:\n{traceback.format_exc(limit=-3)[-1500:]}", file=sys.stderr)
            bench.writes = []
        bench.forget()
    lines = (f"{json.dumps(name)}: {json.dumps(told[name])}" for name in sorted(told))
    TRUTH.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(told)} told, {failed} failed")
    return 1 if failed else 0


def _run(program: Program, bench: Bench) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in program.files.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        before = set(sys.modules)
        sys.path.insert(0, folder)
        kept, sys.argv = sys.argv, ["program.py"]
        try:
            exec(compile(program.code, program.name, "exec"), {"__name__": "__main__", "spark": bench.spark})  # noqa: S102
        finally:
            sys.argv = kept
            sys.path.remove(folder)
            for name in set(sys.modules) - before:
                if not name.startswith(("pyspark", "py4j", "pandas", "numpy")):
                    del sys.modules[name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
