"""What the tools of one server may look at: the repositories that were given at the start, and nothing beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from app.cli.target import lay_out
from app.mcp.paging import Pages
from app.mcp.projects import Projects
from app.report.source import Source
from headgate.errors import HeadgateError
from headgate.review import Review
from headgate.source import git
from headgate.source.checkout import Checkout

_LARGEST_PATCH = 2_000_000
"""Characters."""
_LARGEST_TEXT = 5_000_000
"""Bytes of a schema or a plan."""
_MOST_ENTRIES = 10_000


@dataclass(frozen=True)
class Last:
    """The newest review of this server."""

    review: Review
    source: Source


@dataclass
class Workplace:
    """The folders, and what was made of them."""

    roots: tuple[Path, ...]
    """Resolved; the first is meant where none is named."""
    settings: Path | None = None
    models: bool = False
    """Whether `review_change` may ask models, which costs money."""
    pages: Pages = field(default_factory=Pages)
    projects: Projects = field(default_factory=Projects)
    last: Last | None = None

    @classmethod
    def of(cls, roots: list[Path], settings: Path | None = None, *, models: bool = False) -> Workplace:
        """
        Raises:
            HeadgateError: a root is no folder.
        """
        for root in roots:
            if not root.is_dir():
                raise HeadgateError(f"{root} is not a folder; name the repositories that the server may read.")
        return cls(tuple(dict.fromkeys(root.resolve() for root in roots)), settings, models)

    def repository(self, name: str = "") -> Path:
        """The root called `name`: its folder's name or its path; the first for no name.

        Raises:
            HeadgateError: there is none of this name, or several.
        """
        if not name:
            return self.roots[0]
        found = [root for root in self.roots if name in (root.name, str(root))]
        if len(found) != 1:
            known = ", ".join(str(root) if len(found) > 1 else root.name for root in self.roots)
            raise HeadgateError(
                f"This server has {'several repositories' if found else 'no repository'} '{name[:80]}'; "
                f"it reads {known}."
            )
        return found[0]

    def file(self, place: str, repository: str = "") -> Path:
        """A file or folder that exists below a root: a path in the repository, or a full one.

        Raises:
            HeadgateError: there is none, or it lies elsewhere.
        """
        root = self.repository(repository)
        try:
            full = (root / place).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            full = None
        # The same sentence for both, so that nobody learns what else is on this machine.
        if full is None or not any(full.is_relative_to(one) for one in self.roots):
            raise HeadgateError(f"There is no '{place[:200]}' in {root.name}; name a path in the repository.")
        if full.is_dir():
            self._refuse_links(full)
        return full

    def text(self, place: str, repository: str = "") -> tuple[str, str]:
        """Name and text of a file as it lies there, or with `REF:path` as it is in a commit.

        Raises:
            HeadgateError: there is none, or it is too large or no text.
        """
        ref, _, inside = place.partition(":")
        if inside and not (self.repository(repository) / place).exists():
            root = self.repository(repository)
            data = _at(root, ref, inside)
            name = inside
        else:
            path = self.file(place, repository)
            if not path.is_file():
                raise HeadgateError(f"'{place[:200]}' is a folder; name a file.")
            with path.open("rb") as file:
                data = file.read(_LARGEST_TEXT + 1)
            name = path.name
        if len(data) > _LARGEST_TEXT:
            raise HeadgateError(f"'{place[:200]}' has over {_LARGEST_TEXT:,} bytes, too many for this tool.")
        try:
            return name, data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise HeadgateError(f"'{place[:200]}' is not UTF-8 text.") from error

    @contextmanager
    def checkout(self, repository: str, base: str, head: str, patch: str) -> Iterator[Checkout]:
        """What a review is asked of.

        Raises:
            HeadgateError: the change cannot be laid out.
        """
        root = self.repository(repository)
        if not patch:
            yield lay_out(root, base, head, None, self.settings)
            return
        if len(patch) > _LARGEST_PATCH:
            raise HeadgateError(f"The patch has over {_LARGEST_PATCH:,} characters; review two commits instead.")
        with TemporaryDirectory(prefix="headgate-mcp-") as folder:
            file = Path(folder, "change.patch")
            file.write_text(patch if patch.endswith("\n") else f"{patch}\n", encoding="utf-8")
            yield lay_out(root, base, head, file, self.settings)

    def _refuse_links(self, folder: Path) -> None:
        """A folder is read by others from here on, who may follow links."""
        seen = 0
        for _, folders, files in os.walk(folder):
            seen += len(folders) + len(files)
            if seen > _MOST_ENTRIES:
                raise HeadgateError(f"{folder.name} holds over {_MOST_ENTRIES:,} files; name a smaller folder.")
        for path in folder.rglob("*"):
            if path.is_symlink():
                raise HeadgateError(f"{folder.name} holds the symbolic link {path.name}, which is not followed.")


def in_commit(path: str, root: Path) -> str:
    """`path`, which need not lie there any more.

    Raises:
        HeadgateError: it leads out of the repository.
    """
    if path.startswith("/") or ".." in path.split("/"):
        raise HeadgateError(f"There is no '{path[:200]}' in {root.name}; name a path in the repository.")
    return path


def _at(root: Path, ref: str, path: str) -> bytes:
    commit = git.commit_of(root, ref)
    try:
        return git.run(root, "show", f"{commit}:./{in_commit(path, root)}")
    except HeadgateError as error:
        raise HeadgateError(f"There is no '{path[:200]}' in the commit '{ref[:80]}' of {root.name}.") from error
