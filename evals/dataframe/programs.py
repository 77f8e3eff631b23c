"""The programs, their datasets, and what Spark told of them.

`cases/THEME.programs` hold the programs: `=== name` begins one, `--- path` a further module of it. All of them
read from the datasets of `cases/schemas.json`. `cases/truth.json` is written by `python -m evals.dataframe.truth`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent / "cases"
TRUTH = HOME / "truth.json"


@dataclass
class Program:
    """One program of a theme."""

    name: str
    theme: str
    code: str
    files: dict[str, str] = field(default_factory=dict)

    @property
    def held_out(self) -> bool:
        """Whether it is of the third that is not looked at while the analysis is mended."""
        return sha256(self.name.encode()).digest()[0] % 3 == 0


def schemas() -> dict[str, dict[str, str]]:
    """Columns and types by dataset."""
    found: dict[str, dict[str, str]] = json.loads((HOME / "schemas.json").read_text())
    return found


def truth() -> dict[str, dict[str, Any]]:
    """What Spark told, by the program's name."""
    found: dict[str, dict[str, Any]] = json.loads(TRUTH.read_text())
    return found


def programs() -> Iterator[Program]:
    """All programs, theme by theme."""
    for path in sorted(HOME.glob("*.programs")):
        for part in path.read_text().split("\n=== ")[0:]:
            name, _, rest = part.removeprefix("=== ").partition("\n")
            code, *more = rest.split("\n--- ")
            files = {one.partition("\n")[0].strip(): one.partition("\n")[2] + "\n" for one in more}
            yield Program(name.strip(), path.stem, code + "\n", files)


def case(program: Program, known: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The program as the suite is asked."""
    return {"id": program.name, "code": program.code, "schemas": known, "files": program.files}
