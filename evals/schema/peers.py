"""Other tools on the cases of the schema suite, beside Headgate, in one session.

Each is optional and stands in no requirement of this project: buf (https://buf.build) for Protobuf, Apache's `avro`
for Avro, squawk (https://squawkhq.com) for DDL of PostgreSQL. A case that a tool does not speak to is left out of its
row and of Headgate's row beside it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from evals.suites.schema import answer

Case: TypeAlias = dict[str, Any]
Verdict: TypeAlias = dict[str, bool | None]
"""By direction; of a script's locks `safe` alone."""

_BUF_RULES = {"proto-wire": "WIRE", "proto-json": "WIRE_JSON", "proto-source": "FILE"}
_HARMS = ("ban-drop-column", "ban-drop-table", "adding-required-field", "adding-not-nullable-field",
          "changing-column-type", "renaming-column", "renaming-table", "disallowed-unique-constraint")  # fmt: skip
_NAMED = {
    "adding-not-null-field": "adding-not-nullable-field", "disallow-unique-constraint": "disallowed-unique-constraint",
    "prefer-timestamptz": "prefer-timestamp-tz", "adding-primary-key-constraint": "adding-serial-primary-key-field",
}  # fmt: skip
"""The suite's name of a rule, where squawk prints another."""
_AVRO = """
import json, sys, time
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse
for line in sys.stdin:
    old, new = json.loads(line)
    start, told = time.perf_counter(), {}
    try:
        old, new = parse(old), parse(new)
        for way, reader, writer in (("backward", new, old), ("forward", old, new)):
            found = ReaderWriterCompatibilityChecker().get_compatibility(reader, writer)
            told[way] = found.compatibility is SchemaCompatibilityType.compatible
        told["full"] = told["backward"] and told["forward"]
    except Exception:
        pass
    print(json.dumps([told, time.perf_counter() - start]), flush=True)
"""


@dataclass
class Row:
    """How a tool did."""

    right: int = 0
    asked: int = 0
    breaks: int = 0
    called_safe: int = 0
    safe: int = 0
    called_breaking: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, expected: Verdict, got: Verdict, seconds: float) -> None:
        """One case; a direction without a label is not asked."""
        self.seconds.append(seconds)
        for way, wanted in expected.items():
            if wanted is not None:
                told = got.get(way)
                self.asked += 1
                self.right += told is wanted
                self.breaks += not wanted
                self.safe += wanted
                self.called_safe += not wanted and told is True
                self.called_breaking += wanted and told is False

    def __str__(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{100 * part / whole:5.1f} %" if whole else "      -"

        return (
            f"{self.asked:4} asked, right {share(self.right, self.asked)}, breaking called safe "
            f"{share(self.called_safe, self.breaks)}, safe called breaking {share(self.called_breaking, self.safe)}, "
            f"{statistics.median(self.seconds) * 1000:6.1f} ms at the median"
        )


def compared(cases: Path, buf: str, squawk: str, avro_python: str) -> Iterator[str]:
    """A line for each tool that is at hand and format that it speaks to, and one for Headgate on the same cases."""
    known = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines()]
    asked: list[tuple[str, str, str, Callable[[list[Case]], Iterable[tuple[Verdict, float]]]]] = []
    if avro_python:
        asked.append(("avro", "avro", "", lambda some: _avro(some, avro_python)))
    if buf:
        asked += [("buf", "protobuf", profile, lambda some: _each(_buf(buf), some)) for profile in _BUF_RULES]
    if squawk:
        asked += [
            ("squawk", "ddl", profile, lambda some: _each(_squawk(squawk), some))
            for profile in ("ddl-compat", "ddl-lock")
        ]
    for name, format_, profile, ask in asked:
        some = [one for one in known if one["format"] == format_ and profile in ("", one["profile"])]
        some = [one for one in some if format_ != "ddl" or one.get("dialect") == "postgresql"]
        for tool, answers in ((name, ask(some)), ("headgate", _each(_headgate, some))):
            row = Row()
            for case, (got, seconds) in zip(some, answers, strict=True):
                row.add(_expected(case), got, seconds)
            yield f"{format_:9} {profile:12} {tool:9} {row}"


def _expected(case: Case) -> Verdict:
    return {"safe": not case["unsafe"]} if case["profile"] == "ddl-lock" else case["expected"]


def _each(ask: Callable[[Case], Verdict], some: list[Case]) -> Iterator[tuple[Verdict, float]]:
    for case in some:
        started = time.perf_counter()
        yield ask(case), time.perf_counter() - started


def _headgate(case: Case) -> Verdict:
    told = answer({key: case[key] for key in ("format", "old", "new", "profile", "dialect", "rules") if key in case})
    if case["profile"] == "ddl-lock":
        return {"safe": not told["changes"]}
    return {way: told[way] for way in ("backward", "forward", "full")}


def _avro(some: list[Case], python: str) -> Iterator[tuple[Verdict, float]]:
    lines = "".join(json.dumps([case["old"], case["new"]]) + "\n" for case in some)
    done = subprocess.run([python, "-c", _AVRO], input=lines, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        told, seconds = json.loads(line)
        yield told, seconds


def _buf(command: str) -> Callable[[Case], Verdict]:
    def ask(case: Case) -> Verdict:
        with tempfile.TemporaryDirectory() as folder:
            for side in ("old", "new"):
                given = case[side]
                for path, text in (given["files"] if isinstance(given, dict) else {"a.proto": given}).items():
                    file = Path(folder, side, path)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text)
            rules = case.get("rules") or [_BUF_RULES[case["profile"]]]
            Path(folder, "new", "buf.yaml").write_text(json.dumps({"version": "v2", "breaking": {"use": rules}}))
            asked = [command, "breaking", f"{folder}/new", "--against", f"{folder}/old"]
            done = subprocess.run(asked, capture_output=True, text=True, check=False)
        # 100 says that something breaks; any other failure is no answer.
        held = {0: True, 100: False}.get(done.returncode)
        return {"full": held, "backward": held, "forward": held}

    return ask


def _squawk(command: str) -> Callable[[Case], Verdict]:
    def ask(case: Case) -> Verdict:
        options = ["--reporter", "json", "--pg-version", "16", "--include", "require-table-schema"]
        done = subprocess.run([command, *options], input=case["new"], capture_output=True, text=True, check=False)
        told = {one["rule_name"] for one in json.loads(done.stdout or "[]")}
        wanted = {_NAMED.get(name, name) for name in case.get("rules") or _HARMS}
        if "require-timeout-settings" in wanted:
            wanted |= {"require-lock-timeout", "require-statement-timeout"}
        held = not told & wanted
        return {"safe": held, "full": held, "backward": held, "forward": held}

    return ask
