"""One person's sitting: what was reviewed, and what can be asked of it."""

from __future__ import annotations

import os
import queue
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from headgate.errors import HeadgateError
from headgate.finding import Finding, State
from headgate.review import Review, Subject
from headgate.review_change import Analysis
from headgate.rules.gather import Progress
from headgate.settings import Settings
from headgate.source import checkout as checkouts
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot
from knowledge import memory
from knowledge.entry import Because, Via
from knowledge.lowering import ENOUGH, is_critical
from knowledge.store import open_store

_LARGEST_UPLOAD = 50_000_000
"""Bytes of an archive when unpacked."""
_STATIONS = {"facts": "Reading files", "rules": "Running rules"}


@dataclass(frozen=True)
class Sitting:
    """A finished review, with the facts behind it."""

    checkout: Checkout
    analysis: Analysis
    review: Review

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings that the page lists, in the order of their numbers."""
        return self.review.of(State.INTRODUCED)


def choose(folder: str, base: str, head: str, upload: str | None, settings: Settings | None = None) -> Checkout:
    """What a person chose: a folder or repository with or without refs, or an uploaded archive or patch.

    Raises:
        HeadgateError: nothing was chosen, or it cannot be read.
    """
    path = Path(folder.strip()).expanduser() if folder.strip() else None
    if upload and upload.endswith((".patch", ".diff")):
        if path is None:
            raise HeadgateError("A patch needs the folder that it changes; name it beside the upload.")
        return checkouts.patched(path, Path(upload), settings)
    if upload:
        return _archive(Path(upload), settings)
    if path is None:
        raise HeadgateError("Name a folder or a repository, or upload a zip archive or a patch.")
    if base.strip() or head.strip():
        return checkouts.refs(path, base.strip() or "HEAD~1", head.strip() or "HEAD", settings)
    return checkouts.folder(path, settings)


def _archive(path: Path, settings: Settings | None) -> Checkout:
    files: dict[str, str] = {}
    left = _LARGEST_UPLOAD
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                left -= entry.file_size
                if left < 0:
                    raise HeadgateError("The archive unpacks to more than 50 MB; review the folder itself instead.")
                name = entry.filename
                if entry.is_dir() or name.startswith("/") or ".." in name.split("/"):
                    continue
                files[name] = archive.read(entry).decode("utf-8", "replace")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise HeadgateError(f"{path.name} is not a zip archive that can be read; zip the folder anew.") from error
    chosen = settings or Settings()
    return Checkout(Subject(path.stem), MemorySnapshot(files, chosen.bounds), settings=chosen)


def review(chosen: Checkout, environment: dict[str, str] | None = None) -> Iterator[str | Sitting]:
    """Lines that tell the station, then the sitting. Models take part where some are configured."""
    told: queue.Queue[str | Sitting | BaseException] = queue.Queue()

    def progress(station: str, done: int, of: int) -> None:
        told.put(f"{_STATIONS.get(station, station.capitalize())}: {done} of {of}")

    def work() -> None:
        try:
            told.put(_reviewed(chosen, progress, dict(os.environ) if environment is None else environment))
        except BaseException as error:  # noqa: BLE001 - handed over and raised where the page waits
            told.put(error)

    threading.Thread(target=work, daemon=True).start()
    while True:
        news = told.get()
        if isinstance(news, BaseException):
            raise news
        yield news
        if isinstance(news, Sitting):
            return


def _reviewed(chosen: Checkout, progress: Progress, environment: dict[str, str]) -> Sitting:
    from graphs.review import run  # noqa: PLC0415 - langgraph takes a second to import

    analyses: list[Analysis] = []
    made = run(chosen, models=True, progress=progress, analysed=analyses.append, environment=environment)
    return Sitting(chosen, analyses[0], made)


def decide(
    sitting: Sitting, number: int, *, accepted: bool, author: str, reason: str, because: Because | None = None
) -> str:
    """Remember a person's decision on the finding with this number (from 1); what to tell them.

    Raises:
        HeadgateError: there is no such finding, or the knowledge store cannot be used.
    """
    if not 1 <= number <= len(sitting.shown):
        raise HeadgateError("Choose a finding in the list first.")
    finding = sitting.shown[number - 1]
    repository = sitting.review.subject.name
    by, today = memory.Maintainer(author, Via.CHAT), date.today()
    with closing(open_store(sitting.checkout.settings.knowledge)) as store:
        if accepted:
            memory.accept(store, finding, by=by, repository=repository, today=today)
            return f"Accepted: {finding.rule} at {finding.location}."
        if not reason.strip():
            raise HeadgateError("Say why the finding does not hold here; the reason is shown when it comes up again.")
        terms = memory.Terms(reason.strip(), because)
        entry = memory.dismiss(store, finding, terms, by=by, repository=repository, today=today)
    then = "It keeps its level, since it is a proven error" if is_critical(finding) else "It will come back as a note"
    return (
        f"Dismissed until {entry.expires}: {finding.rule} at {finding.location}. {then}; "
        f"{ENOUGH} dismissals lower the rule in {entry.scope}."
    )
