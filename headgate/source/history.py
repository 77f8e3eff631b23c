"""What git remembers of one file."""

from __future__ import annotations

from dataclasses import dataclass
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


def text_at(repository: Path, version: Version) -> str | None:
    """The text of the file in `version`; None where it was removed or is no text."""
    data = git.run(repository, "cat-file", "--batch", stdin=f"{version.commit}:{version.path}\n".encode())
    header, _, body = data.partition(b"\n")
    if header.endswith(b"missing"):
        return None
    try:
        return body[:-1].decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
