"""Laying out what is to be reviewed: a folder, two refs of a repository, or a folder with a patch."""

from __future__ import annotations

import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from headgate.change import Change
from headgate.errors import HeadgateError
from headgate.review import Subject
from headgate.settings import FILE_NAME, Settings, of_user, parse
from headgate.source import diff, git
from headgate.source.snapshot import FolderSnapshot, GitSnapshot, OverlaySnapshot, Snapshot

_LARGEST_SETTINGS = 1_000_000
"""Bytes of a `headgate.toml`."""


@dataclass(frozen=True)
class Checkout:
    """What is reviewed: a head, and where there is a change, the base it grew from."""

    subject: Subject
    head: Snapshot
    base: Snapshot | None = None
    change: Change | None = None
    repository: Path | None = None
    """Where history can be asked of git; None for a plain folder."""
    settings: Settings = field(default_factory=Settings)


def folder(root: Path, settings: Settings | None = None) -> Checkout:
    """All files of a folder, as they lie there.

    Raises:
        HeadgateError: it is not a folder.
    """
    chosen = settings or _settings_beside(root)
    head = FolderSnapshot(root, chosen.bounds)
    repository = root if git.is_repository(root) else None
    return Checkout(Subject(root.resolve().name), head, repository=repository, settings=chosen)


def refs(root: Path, base: str, head: str, settings: Settings | None = None) -> Checkout:
    """The change from where `head` left `base` to `head`.

    Raises:
        HeadgateError: not a repository, or a ref is unknown.
    """
    if not root.is_dir() or not git.is_repository(root):
        raise HeadgateError(f"{root} is not a git repository; --base and --head need one (or give --patch).")
    within = git.run(root, "rev-parse", "--show-prefix").decode().strip().rstrip("/")
    head_commit = git.commit_of(root, head)
    base_commit = git.merge_base(root, git.commit_of(root, base), head_commit)
    chosen = settings or _settings_at(root, base_commit, within)
    before = GitSnapshot(root, base_commit, chosen.bounds, within)
    after = GitSnapshot(root, head_commit, chosen.bounds, within, before.blobs)
    options = ("--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--unified=3")
    where = (f"{base_commit}:{within}", f"{head_commit}:{within}") if within else (base_commit, head_commit)
    raw = git.run(root, "-c", "core.quotePath=false", "diff", *options, *where)
    change = diff.parse(raw.decode("utf-8", "replace"))
    subject = Subject(root.resolve().name, base_commit, head_commit)
    return Checkout(subject, after, before, change, root, chosen)


def patched(root: Path, patch: Path, settings: Settings | None = None) -> Checkout:
    """A folder as the base, and the folder with `patch` applied (in memory) as the head.

    Raises:
        HeadgateError: the patch cannot be read, is no diff, or does not apply.
    """
    chosen = settings or _settings_beside(root)
    base = FolderSnapshot(root, chosen.bounds)
    try:
        raw = patch.read_bytes()
    except OSError as error:
        raise HeadgateError(f"Cannot read the patch {patch}: {error.strerror}.") from error
    change = diff.parse(raw.decode("utf-8", "replace"))
    if not change.files:
        raise HeadgateError(f"{patch} holds no change; make one with `git diff`.")
    head = OverlaySnapshot(base, _apply(base, change, raw, patch))
    repository = root if git.is_repository(root) else None
    return Checkout(Subject(root.resolve().name, "folder", patch.name), head, base, change, repository, chosen)


def _apply(base: Snapshot, change: Change, raw: bytes, patch: Path) -> dict[str, bytes | None]:
    """The files that the patch touches, as they are after it; None for a removed one."""
    with tempfile.TemporaryDirectory(prefix="headgate-patch-") as scratch:
        root = Path(scratch)
        touched = sorted({path for file in change.files.values() for path in (file.path, file.old_path)} - {""})
        for path in touched:
            _lay_out(base, root, path)
        try:
            git.run(root, "apply", "--whitespace=nowarn", "-", stdin=raw)
        except HeadgateError as error:
            why = str(error).removeprefix("git apply failed: ").removeprefix("error: ")
            raise HeadgateError(
                f"{patch} does not apply to this folder ({why}); make it against these files."
            ) from error
        return {path: _after(root, path) for path in touched}


def _lay_out(base: Snapshot, root: Path, path: str) -> None:
    target = root / path
    if not target.resolve().is_relative_to(root.resolve()):
        raise HeadgateError(f"The patch names a path outside the folder: {path}.")
    entry = base.entries.get(path)
    if entry is None:
        return
    data = base.bytes_of(path)
    if data is None:
        raise HeadgateError(
            f"The patch changes {path}, which is over bounds.max_file_bytes; raise it in headgate.toml."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _after(root: Path, path: str) -> bytes | None:
    target = root / path
    return target.read_bytes() if target.is_file() and not target.is_symlink() else None


def _settings_beside(root: Path) -> Settings:
    file = root / FILE_NAME
    try:
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_SETTINGS:
            return _confined("")
        return _confined(file.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return _confined("")


def _settings_at(root: Path, commit: str, within: str) -> Settings:
    name = f"{within}/{FILE_NAME}" if within else FILE_NAME
    try:
        text = git.run(root, "show", f"{commit}:{name}").decode("utf-8", "replace")
    except HeadgateError:
        text = ""
    return _confined(text)


def _confined(text: str) -> Settings:
    return parse(text).of_repository().with_user(of_user())
