"""Pattern rules: code of a known bad form, found by semgrep. This is the one door to it.

A pattern rule is two neighbours under `headgate/rules/<specialist>/semgrep/`: `<fault>.yaml`, a semgrep rule
whose metadata holds the kinds of files, the texts that a file must hold to be looked at, and the
documentation; and `<fault>.<language>.sample`, whose marked lines it fires on. Semgrep is given our rules
alone and a copy of the files under names of our own, so nothing of the reviewed repository configures it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from headgate.decoding import msgpack_decoder
from headgate.facts.cache import Cache, code_version
from headgate.facts.reading import SourceFile
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.gap import Gap, GapKind
from headgate.rules.registry import Example, Found, Rule
from headgate.settings import Bounds
from headgate.source.kinds import Kind
from headgate.source.snapshot import digest

FIRES = "<- fires"
"""What a line of a sample ends with where its rule fires."""
_SECONDS = 60.0
_PATH = "/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True, slots=True)
class PatternMatch:
    """One place that a pattern rule fires on."""

    rule: str
    line: int
    end_line: int
    message: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern rule as it is offered to semgrep."""

    rule: Rule
    body: Mapping[str, Any]
    """The rule in semgrep's own form."""
    kinds: frozenset[Kind]
    needs: tuple[str, ...]
    """Texts of which a file must hold one; keeps semgrep from being started for nothing."""

    def applies_to(self, file: SourceFile) -> bool:
        if not self.kinds & file.kinds or file.path.endswith(".ipynb"):
            return False
        return any(text in file.text for text in self.needs)


@cache
def all_patterns() -> tuple[Pattern, ...]:
    """Every pattern rule, by id."""
    files = sorted(Path(__file__).parent.glob("*/semgrep/*.yaml"))
    return tuple(_load(file) for file in files)


def _load(file: Path) -> Pattern:
    (body,) = yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
    about = body.pop("metadata")
    name = f"{file.parent.parent.name}/{file.stem}"
    body["id"] = name.replace("/", "--")
    rule = Rule(
        id=name,
        level=Level.WARNING if body["severity"] == "WARNING" else Level.NOTE,
        proof=Proof.MATCHED,
        check=_found,
        subject=PatternMatch,
        wants_project=False,
        examples=tuple(_examples(file)),
        documentation=about["documentation"].strip(),
    )
    return Pattern(rule, body, frozenset(Kind(kind) for kind in about["kinds"]), tuple(about["needs"]))


def _found(match: PatternMatch) -> Iterator[Found]:
    yield Found(match.message, match.line, match.rule, end_line=match.end_line)


def _examples(file: Path) -> Iterator[Example]:
    """What the samples beside a rule show: where it fires, and that it is silent on all other lines."""
    for sample in sorted(file.parent.glob(f"{file.stem}.*.sample")):
        path = f"job{Path(sample.stem).suffix}"
        lines = sample.read_text(encoding="utf-8").split("\n")
        marked = tuple(number for number, line in enumerate(lines, start=1) if line.endswith(FIRES))
        yield Example({path: "\n".join(lines)}, {path: marked})
        yield Example({path: "\n".join(line for line in lines if not line.endswith(FIRES))})


_DECODER = msgpack_decoder(tuple[PatternMatch, ...])


def scan(
    files: Iterable[SourceFile], cache_: Cache, bounds: Bounds
) -> tuple[dict[str, tuple[PatternMatch, ...]], list[Gap]]:
    """Matches by path, in one run of semgrep over those files that are not in the cache."""
    wanted = [file for file in files if not tests_only(file.path) and any(p.applies_to(file) for p in all_patterns())]
    if not wanted:
        return {}, []
    keys = {file.path: digest(repr((code_version(), "patterns", file.path, file.text)).encode()) for file in wanted}
    kept = cache_.get(keys.values())
    found = {file.path: _DECODER.decode(kept[keys[file.path]]) for file in wanted if keys[file.path] in kept}
    anew = [file for file in wanted if file.path not in found]
    if not anew:
        return found, []
    fresh, gaps = _run(anew, bounds)
    cache_.put({keys[path]: msgspec.msgpack.encode(matches) for path, matches in fresh.items()})
    return found | fresh, gaps


def _run(files: Sequence[SourceFile], bounds: Bounds) -> tuple[dict[str, tuple[PatternMatch, ...]], list[Gap]]:
    binary = _binary()
    if binary is None:
        return {}, _unavailable(files, "semgrep is not installed beside this Python")
    with tempfile.TemporaryDirectory(prefix="headgate-patterns-") as folder:
        names = _lay_out(files, Path(folder))
        try:
            answer = subprocess.run(
                [str(binary), *_arguments(bounds)],
                cwd=folder,
                env={"PATH": _PATH, "HOME": folder, "LANG": "C.UTF-8", "SEMGREP_SEND_METRICS": "off"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
            document = json.loads(answer.stdout)
        except subprocess.TimeoutExpired:
            return {}, _unavailable(files, f"semgrep took more than {_SECONDS:g} s")
        except (OSError, ValueError):
            return {}, _unavailable(files, "semgrep gave no answer that can be read")
    return _read(document, names)


def _arguments(bounds: Bounds) -> list[str]:
    return [
        "scan", "--experimental", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--json", "--quiet",
        "--disable-nosem",
        "--config", "rules.yaml", "--jobs", str(min(os.cpu_count() or 1, 4)), "--timeout", "5",
        "--timeout-threshold", "3", "--max-memory", str(bounds.worker_memory_mb),
        "--max-target-bytes", str(bounds.max_file_bytes), "src",
    ]  # fmt: skip


def _lay_out(files: Sequence[SourceFile], folder: Path) -> dict[str, SourceFile]:
    """Write rules and files; numbers stand for names, so that no name of the repository has a meaning."""
    rules = {"rules": [dict(pattern.body) for pattern in all_patterns()]}
    (folder / "rules.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    (folder / "src").mkdir()
    names: dict[str, SourceFile] = {}
    for number, file in enumerate(files):
        suffix = ".scala" if file.path.endswith(".scala") else ".py"
        name = f"src/f{number}{suffix}"
        (folder / name).write_text(file.text, encoding="utf-8")
        names[name] = file
    return names


def _read(
    document: Mapping[str, Any], names: Mapping[str, SourceFile]
) -> tuple[dict[str, tuple[PatternMatch, ...]], list[Gap]]:
    found: dict[str, list[PatternMatch]] = {file.path: [] for file in names.values()}
    known = {pattern.body["id"]: pattern for pattern in all_patterns()}
    for result in document.get("results", ()):
        file = names.get(result["path"])
        pattern = known.get(result["check_id"].rsplit(".", 1)[-1])
        if file is not None and pattern is not None and pattern.applies_to(file):
            message = " ".join(result["extra"]["message"].split())
            start, end = int(result["start"]["line"]), int(result["end"]["line"])
            found[file.path].append(PatternMatch(pattern.rule.id, start, end, message))
    gaps = []
    for error in document.get("errors", ()):
        file = names.get(str(error.get("path", "")))
        if file is not None:
            gaps.append(file.gap("pattern rules", "semgrep could not read all of it"))
    matches = {path: tuple(dict.fromkeys(sorted(some, key=_by_place))) for path, some in found.items()}
    return matches, list(dict.fromkeys(gaps))


def _by_place(match: PatternMatch) -> tuple[int, str]:
    return match.line, match.rule


def _binary() -> Path | None:
    beside = Path(sys.executable).with_name("semgrep")
    return beside if beside.is_file() else None


def _unavailable(files: Sequence[SourceFile], why: str) -> list[Gap]:
    return [file.gap("pattern rules", why, GapKind.UNAVAILABLE) for file in files]
