"""Commits of a repository as changes of schemas, laid out small: what a commit touches and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from headgate.change import Change
from headgate.errors import HeadgateError
from headgate.facts import readers
from headgate.facts.project import Project
from headgate.facts.reading import FileFacts, SourceFile
from headgate.impact.comparison import Comparison
from headgate.settings import Bounds, Settings
from headgate.source import diff, git
from headgate.source.kinds import kinds_of
from headgate.source.snapshot import GitSnapshot, MemorySnapshot, Snapshot

SUFFIXES = (".proto", ".avsc", ".avpr", ".json", ".sql", ".yaml", ".yml", ".xml", ".py", ".rb")
_BESIDE = (".sql", ".py", ".rb", ".xml", ".yaml", ".yml")
"""Of these a folder is a history: the files beside one tell what it changes."""
_MOST_BESIDE = 600
_MOST_CHANGED = 400


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit and the schema files that it touches."""

    id: str
    subject: str
    paths: tuple[str, ...]


def commits(repository: Path, most: int, within: str = "") -> Iterator[Commit]:
    """The last commits of the main line that touch a file of schemas below `within`, newest first."""
    layout = "%x01%H%x00%s"
    raw = git.run(
        repository, "log", "--first-parent", "-m", "--name-only", "--no-renames", f"--format={layout}", "HEAD",
        "--", *([within] if within else []), timeout=600,
    )  # fmt: skip
    told = 0
    for record in raw.decode("utf-8", "replace").split("\x01")[1:]:
        head, _, names = record.partition("\n")
        commit, subject = head.split("\0")
        paths = tuple(name for name in names.splitlines() if name.endswith(SUFFIXES))
        if paths and told < most:
            told += 1
            yield Commit(commit, subject, paths)


def comparison(repository: Path, commit: Commit) -> Comparison | None:
    """The commit beside its first parent; None for the first commit, and for one that touches too many files."""
    if len(commit.paths) > _MOST_CHANGED:
        return None
    try:
        parent = git.commit_of(repository, f"{commit.id}^")
    except HeadgateError:
        return None
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--unified=0")
    raw = git.run(repository, "-c", "core.quotePath=false", "diff", *options, parent, commit.id, "--", *commit.paths)
    change = diff.parse(raw.decode("utf-8", "replace"))
    sides = [_project(GitSnapshot(repository, one, Bounds()), change) for one in (parent, commit.id)]
    return Comparison(sides[0], sides[1], change)


def _project(whole: GitSnapshot, change: Change) -> Project:
    touched = {path for file in change.files.values() for path in (file.path, file.old_path)}
    homes = {PurePosixPath(path).parent for path in touched if path.endswith(_BESIDE)}
    beside = [path for path in whole.paths if PurePosixPath(path).parent in homes and path.endswith(_BESIDE)]
    wanted = [path for path in (*touched, *beside[-_MOST_BESIDE:]) if path in whole]
    snapshot = MemorySnapshot({path: whole.text_of(path) or "" for path in wanted})
    whole.close()
    return Project(snapshot, dict(_facts(snapshot)), Settings())


def _facts(snapshot: Snapshot) -> Iterator[tuple[str, FileFacts]]:
    for path in snapshot.paths:
        text = snapshot.text_of(path) or ""
        kinds = kinds_of(path, text)
        if kinds:
            yield path, readers.read(SourceFile(path, text, kinds)).facts
