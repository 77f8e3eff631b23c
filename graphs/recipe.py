"""How a checkout was made, so that a run that was killed can be resumed in another process."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from headgate.change import Change, FileChange, Status
from headgate.decoding import json_decoder
from headgate.errors import HeadgateError
from headgate.review import Subject
from headgate.settings import Settings
from headgate.source.checkout import Checkout
from headgate.source.snapshot import FolderSnapshot, GitSnapshot, OverlaySnapshot, Snapshot


@dataclass(frozen=True, slots=True)
class View:
    """One snapshot: a folder or a commit, with files laid over it."""

    root: str
    commit: str = ""
    """Empty for a folder."""
    within: str = ""
    seal: str = ""
    """Of a folder: what lay in it; a changed folder is another review."""
    files: tuple[tuple[str, str | None], ...] = ()
    """Laid over it: path and base64 bytes, None for a removed file."""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A `FileChange` as plain data."""

    path: str
    status: Status
    old_path: str
    added: tuple[int, ...]
    removed: tuple[int, ...]
    hunks: tuple[tuple[int, int], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A checkout as plain data."""

    subject: Subject
    head: View
    base: View | None
    change: tuple[ChangedFile, ...] | None
    repository: str
    settings: str
    """JSON."""
    models: bool


def written_down(checkout: Checkout, models: bool) -> bytes:
    """The recipe of `checkout`, as JSON."""
    change = checkout.change
    return msgspec.json.encode(
        Recipe(
            subject=checkout.subject,
            head=_view(checkout.head),
            base=_view(checkout.base) if checkout.base is not None else None,
            change=tuple(_changed(file) for file in change.files.values()) if change is not None else None,
            repository=str(checkout.repository.resolve()) if checkout.repository else "",
            settings=checkout.settings.model_dump_json(),
            models=models,
        )
    )


def laid_out(data: bytes) -> tuple[Checkout, bool]:
    """The checkout that a recipe describes, and whether models were asked for.

    Raises:
        HeadgateError: the folder or the commit is gone or has changed.
    """
    recipe = json_decoder(Recipe).decode(data)
    settings = Settings.model_validate_json(recipe.settings)
    change = None
    if recipe.change is not None:
        change = Change({file.path: _file_change(file) for file in recipe.change})
    checkout = Checkout(
        recipe.subject,
        _snapshot(recipe.head, settings),
        _snapshot(recipe.base, settings) if recipe.base is not None else None,
        change,
        Path(recipe.repository) if recipe.repository else None,
        settings,
    )
    return checkout, recipe.models


def _view(snapshot: Snapshot) -> View:
    match snapshot:
        case FolderSnapshot():
            return View(str(snapshot.root), seal=_seal(snapshot))
        case GitSnapshot():
            return View(str(snapshot.repository.resolve()), snapshot.commit, snapshot.within)
        case OverlaySnapshot():
            under = _view(snapshot.under)
            files = {path: _packed(data) for path, data in snapshot.files.items()}
            return View(under.root, under.commit, under.within, under.seal, tuple((dict(under.files) | files).items()))
    return View("")


def _snapshot(view: View, settings: Settings) -> Snapshot:
    under: Snapshot
    if view.commit:
        under = GitSnapshot(Path(view.root), view.commit, settings.bounds, view.within)
    elif view.root:
        under = FolderSnapshot(Path(view.root), settings.bounds)
        if _seal(under) != view.seal:
            raise HeadgateError(f"{view.root} has changed since the run began; start a new review.")
    else:
        under = OverlaySnapshot.of_nothing(settings.bounds)
    return OverlaySnapshot(under, {path: _unpacked(data) for path, data in view.files}) if view.files else under


def _seal(folder: FolderSnapshot) -> str:
    told = []
    for path, entry in folder.entries.items():
        told.append((path, entry.size, (folder.root / path).lstat().st_mtime_ns))
    return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _packed(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _unpacked(data: str | None) -> bytes | None:
    return None if data is None else base64.b64decode(data)


def _changed(file: FileChange) -> ChangedFile:
    return ChangedFile(
        file.path,
        file.status,
        file.old_path,
        tuple(sorted(file.added)),
        tuple(sorted(file.removed)),
        file.hunks,
        file.text,
    )


def _file_change(file: ChangedFile) -> FileChange:
    return FileChange(
        file.path, file.status, file.old_path, frozenset(file.added), frozenset(file.removed), file.hunks, file.text
    )
