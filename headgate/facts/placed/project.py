"""The code beside an event log: a file, a notebook or a folder, followed in confined processes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from headgate.errors import HeadgateError
from headgate.facts.placed.code import Program
from headgate.facts.placed.follow import Source, follow, install
from headgate.facts.workers import TooLong, each
from headgate.gap import Gap, GapKind
from headgate.settings import Bounds
from headgate.source import notebooks
from headgate.source.snapshot import FolderSnapshot, MemorySnapshot, Snapshot

_MARKS = ("spark", "pyspark")
_NAMES = (".py", ".scala", ".ipynb")
_MOST_FOLLOWED = 400
_MOST_BESIDE = 200


@dataclass(frozen=True, slots=True)
class Code:
    """The programs of a folder, and their texts."""

    root: Path
    programs: tuple[Program, ...]
    texts: dict[str, str]
    gaps: tuple[Gap, ...] = ()


def code_at(path: Path, bounds: Bounds) -> Code:
    """What the programs at `path` do.

    Raises:
        HeadgateError: nothing is there.
    """
    if not path.exists():
        raise HeadgateError(f"There is no code at {path}; name the program that was run, or its folder.")
    root = path if path.is_dir() else path.resolve().parent
    texts, gaps = _texts(path, root, bounds)
    named = [path.name] if path.is_file() else list(texts)
    chosen = [name for name in named if name in texts and (path.is_file() or any(m in texts[name] for m in _MARKS))]
    if len(chosen) > _MOST_FOLLOWED:
        gaps.append(Gap("", f"{len(chosen) - _MOST_FOLLOWED} programs", "too many to follow", GapKind.TOO_MANY))
    modules = {name: text for name, text in texts.items() if name.endswith(".py")}
    sources = [Source(name, texts[name]) for name in chosen[:_MOST_FOLLOWED]]
    programs = []
    for source, answer in zip(sources, each(follow, sources, bounds, partial(install, modules)), strict=True):
        if isinstance(answer, TooLong):
            gaps.append(Gap(source.path, "file", str(answer), GapKind.TIMED_OUT))
        else:
            programs.append(answer)
            gaps += answer.gaps
    return Code(root, tuple(programs), texts, tuple(gaps))


def _texts(path: Path, root: Path, bounds: Bounds) -> tuple[dict[str, str], list[Gap]]:
    snapshot: Snapshot = _beside(path, bounds) if path.is_file() else FolderSnapshot(root, bounds)
    found: dict[str, str] = {}
    gaps: list[Gap] = []
    for name in (name for name in snapshot.paths if name.endswith(_NAMES)):
        text = snapshot.text_of(name)
        if text is None:
            gaps.append(Gap(name, "file", "too large, or not UTF-8 text", GapKind.UNREADABLE))
            continue
        if name.endswith(".ipynb"):
            try:
                text = notebooks.to_python(text)
            except HeadgateError as error:
                gaps.append(Gap(name, "notebook", str(error), GapKind.UNREADABLE))
                continue
        found[name] = text
    return found, gaps


def _beside(path: Path, bounds: Bounds) -> Snapshot:
    """A program and the modules beside it, which it may import."""
    files: dict[str, str] = {}
    for one in [path, *sorted(path.parent.glob("*.py"))[:_MOST_BESIDE]]:
        if one == path or (one.is_file() and not one.is_symlink() and one.stat().st_size <= bounds.max_file_bytes):
            with one.open("rb") as file:
                files[one.name] = file.read(bounds.max_file_bytes + 1).decode("utf-8", "replace")
    return MemorySnapshot(files, bounds)
