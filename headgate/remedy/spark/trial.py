"""Two versions of a Spark program, both run on the same made-up rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlglot import tokenize
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import TokenType

from headgate.errors import HeadgateError
from headgate.remedy.spark.known import known_columns
from headgate.remedy.spark.sandbox import apart

ROWS = 60
_MOST_FILES = 300
_MOST_BYTES = 5_000_000
_BESIDE = (".py", ".sql", ".json", ".yml", ".yaml", ".toml", ".cfg")


@dataclass(frozen=True)
class Output:
    """What a program would have written, or shown."""

    target: str
    how: str
    """`write` or `action`."""
    schema: tuple[tuple[str, str], ...]
    rows: tuple[str, ...]
    """Each as JSON, sorted."""
    plan: str


@dataclass(frozen=True)
class Run:
    """One version, run."""

    outputs: tuple[Output, ...] = ()
    error: str = ""
    """Why it could not be run to its end; then there are no outputs."""
    version: str = ""
    """Of Spark."""


class Outcome(StrEnum):
    """What two runs say of an output."""

    SAME = "same"
    OTHER = "other"
    UNTRIED = "not tried"


@dataclass(frozen=True)
class Verdict:
    """One thing that the runs of two versions showed."""

    outcome: Outcome
    text: str


def trial(python: Path, old: Path | None, new: Path, seconds: float) -> tuple[Run | None, Run]:
    """Both versions, the older one first; what it needed of its sources is given to the newer one too.

    Raises:
        HeadgateError: a file cannot be read, or the machine cannot cut a process off.
    """
    tables: dict[str, Any] = {}
    before = None
    if old is not None:
        answer = apart(python, _task(old, tables), seconds)
        before = _read(answer)
        tables = answer.get("tables") or {}
    return before, _read(apart(python, _task(new, tables), seconds))


def verdicts(old: Run, new: Run) -> tuple[Verdict, ...]:
    """Whether both versions gave the same columns and the same rows, output by output."""
    if old.error:
        return (Verdict(Outcome.UNTRIED, f"the older version could not be run: {_first(old.error)}"),)
    if new.error:
        return (Verdict(Outcome.OTHER, f"this version could not be run, and the older one could: {_first(new.error)}"),)
    found: list[Verdict] = []
    left = list(old.outputs)
    for output in new.outputs:
        same = next((one for one in left if (one.target, one.how) == (output.target, output.how)), None)
        if same is None:
            found.append(Verdict(Outcome.OTHER, f"`{output.target}` is given by this version alone"))
            continue
        left.remove(same)
        found.append(_compared(same, output))
    found += [Verdict(Outcome.OTHER, f"`{one.target}` is no longer given") for one in left]
    return tuple(found) or (Verdict(Outcome.UNTRIED, "neither version wrote or showed anything"),)


def _first(error: str) -> str:
    """The first line of what Spark, or Python, said."""
    return next((line.strip()[:300] for line in error.splitlines() if line.strip()), "no reason was told")


def _compared(old: Output, new: Output) -> Verdict:
    if old.schema != new.schema:
        gone = [f"{name} {kind}" for name, kind in old.schema if (name, kind) not in new.schema]
        came = [f"{name} {kind}" for name, kind in new.schema if (name, kind) not in old.schema]
        told = "; ".join(
            part
            for part in (f"without {', '.join(gone)}" if gone else "", f"with {', '.join(came)}" if came else "")
            if part
        )
        return Verdict(Outcome.OTHER, f"`{new.target}` has other columns: {told or 'in another order'}")
    if old.rows != new.rows:
        lost = next((row for row in old.rows if row not in new.rows), "")
        example = f"; {lost} is not there any more" if lost else ""
        return Verdict(
            Outcome.OTHER, f"`{new.target}` has other rows: {len(old.rows)} became {len(new.rows)}{example[:200]}"
        )
    return Verdict(
        Outcome.SAME, f"`{new.target}` has the same {len(new.schema)} columns and the same {len(new.rows)} rows"
    )


def _task(path: Path, tables: Mapping[str, Any]) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HeadgateError(f"{path} cannot be read: {error}.") from error
    task: dict[str, Any] = {"main": path.name, "rows": ROWS, "files": _files(path, text)}
    told: dict[str, dict[str, str]] = {name: dict(columns) for name, columns in tables.items()}
    for name, columns in known_columns(path, text).items():
        told[name] = dict.fromkeys(columns, "") | told.get(name, {})
    task["tables"] = {name: list(columns.items()) for name, columns in told.items()}
    if path.suffix != ".py":
        task["statements"] = statements(text)
    return task


def _files(path: Path, text: str) -> dict[str, str]:
    """The program with what lies beside it and below, which it may import."""
    found, left = {path.name: text}, _MOST_BYTES
    for other in sorted(path.parent.rglob("*"))[: _MOST_FILES * 10]:
        relative = other.relative_to(path.parent)
        if other.suffix not in _BESIDE or other.is_symlink() or len(relative.parts) > 4 or len(found) >= _MOST_FILES:
            continue
        size = other.stat().st_size
        if not other.is_file() or size > left or any(part.startswith(".") for part in relative.parts):
            continue
        left -= size
        found.setdefault(relative.as_posix(), other.read_text(encoding="utf-8", errors="replace"))
    return found


def statements(text: str) -> list[str]:
    """The statements of a SQL script, as they are written.

    >>> statements("select ';' as a; select 2 -- ;")
    ["select ';' as a", 'select 2 -- ;']
    """
    try:
        tokens = tokenize(text, read="spark")
    except TokenError as error:
        raise HeadgateError(f"The script cannot be cut into statements: {error}.") from error
    ends = [token.start for token in tokens if token.token_type is TokenType.SEMICOLON]
    pieces = [
        text[start:end].strip() for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True)
    ]
    return [piece for piece in pieces if piece]


def _read(answer: Mapping[str, Any]) -> Run:
    outputs = tuple(
        Output(
            str(one["target"]),
            str(one["how"]),
            tuple((str(name), str(kind)) for name, kind in one["schema"]),
            tuple(map(str, one["rows"])),
            str(one["plan"]),
        )
        for one in answer.get("outputs") or ()
    )
    return Run(outputs, str(answer.get("error") or ""), str(answer.get("version") or ""))
