"""What git remembers of one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from headgate.source import git


@dataclass(frozen=True, slots=True)
class Version:
    """One commit that touched a file."""

    commit: str
    author: str
    date: str
    """Author date, ISO 8601."""
    subject: str
    path: str
    """The name the file had in this commit."""


@dataclass(frozen=True, slots=True)
class Past:
    """The texts that a file had."""

    texts: tuple[tuple[Version, str], ...] = ()
    """Newest first."""
    whole: bool = True
    """Whether these are all; a clone may be shallow, and their number is bounded."""


def past(repository: Path, path: str, *, ref: str, most: int) -> Past:
    """The texts of a file in the commits that touched it, of at most `most` of them.

    Raises:
        HeadgateError: git cannot answer.
    """
    found = versions(repository, path, ref=ref, limit=most)
    read = zip(found, texts(repository, found), strict=True)
    shallow = git.run(repository, "rev-parse", "--is-shallow-repository").strip() == b"true"
    kept = tuple((version, text) for version, text in read if text is not None)
    return Past(kept, len(found) < most and not shallow)


def versions(repository: Path, path: str, *, ref: str = "HEAD", limit: int = 200) -> tuple[Version, ...]:
    """The commits that touched `path`, newest first, through renames; at most `limit`.

    Raises:
        HeadgateError: git cannot answer.
    """
    commit = git.commit_of(repository, ref)
    layout = "%x01%H%x00%an%x00%aI%x00%s"
    raw = git.run(
        repository,
        "log",
        "--follow",
        "--no-color",
        "--name-only",
        f"-n{limit}",
        f"--format={layout}",
        commit,
        "--",
        path,
    )
    found = []
    for record in raw.decode("utf-8", "replace").split("\x01")[1:]:
        head, _, names = record.partition("\n")
        commit_id, author, date, subject = head.split("\0")
        name = next((line for line in names.splitlines() if line), path)
        found.append(Version(commit_id, author, date, subject, name))
    return tuple(found)


def words_of_commits(repository: Path, base: str, head: str, limit: int = 200) -> str:
    """Authors and messages of the commits from `base` to `head`, as far as the repository holds them.

    Raises:
        HeadgateError: git cannot answer.
    """
    between = f"{git.commit_of(repository, base)}..{git.commit_of(repository, head)}"
    raw = git.run(repository, "log", "--no-color", f"-n{limit}", "--format=%an%n%B", between, "--")
    return raw.decode("utf-8", "replace")


def texts(repository: Path, found: tuple[Version, ...]) -> list[str | None]:
    """The text of the file in each version; None where it was removed or is no text.

    Raises:
        HeadgateError: git cannot answer.
    """
    asked = "".join(f"{version.commit}:{version.path}\n" for version in found)
    answer = git.run(repository, "cat-file", "--batch", stdin=asked.encode())
    told: list[str | None] = []
    at = 0
    for _ in found:
        end = answer.index(b"\n", at)
        header = answer[at:end]
        at = end + 1
        if header.endswith(b" missing"):
            told.append(None)
            continue
        size = int(header.rpartition(b" ")[2])
        told.append(_decoded(answer[at : at + size]))
        at += size + 1
    return told


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True, slots=True)
class Blamed:
    """One line of a file, and the commit that it came with."""

    line: int
    commit: str
    author: str
    date: str
    """Author date, a day in ISO 8601."""
    subject: str
    text: str


def blame(repository: Path, path: str, start: int, end: int, *, ref: str = "HEAD") -> tuple[Blamed, ...]:
    """Who wrote lines `start` to `end` (from 1, inclusive) of `path`, and when.

    Raises:
        HeadgateError: git cannot answer; the file has no such lines.
    """
    commit = git.commit_of(repository, ref)
    raw = git.run(repository, "blame", "--porcelain", f"-L{start},{end}", commit, "--", path)
    told: dict[str, dict[str, str]] = {}
    found = []
    commit_id, number = "", 0
    for line in raw.decode("utf-8", "replace").split("\n"):
        if line.startswith("\t"):
            of = told[commit_id]
            day = datetime.fromtimestamp(int(of.get("author-time", "0")), UTC).date().isoformat()
            found.append(Blamed(number, commit_id, of.get("author", ""), day, of.get("summary", ""), line[1:]))
            continue
        word, _, rest = line.partition(" ")
        if len(word) in (40, 64) and all(letter in "0123456789abcdef" for letter in word):
            commit_id, number = word, int(rest.split(" ")[1])
            told.setdefault(commit_id, {})
        elif commit_id:
            told[commit_id].setdefault(word, rest)
    return tuple(found)


def difference(repository: Path, path: str, commit: str) -> str:
    """What one commit did to `path`, as unified diff; empty where it left the file alone.

    Raises:
        HeadgateError: there is no such commit, or git cannot answer.
    """
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--unified=3", "--format=")
    raw = git.run(repository, "show", *options, git.commit_of(repository, commit), "--", path)
    return raw.decode("utf-8", "replace").strip("\n")
