"""`headgate knowledge dismiss`, `accept`, `confirm` and `learn`: what only a maintainer says."""

from __future__ import annotations

import getpass
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from app.cli.options import SettingsFile
from app.cli.output import to_stdout
from app.report.clean import folded
from app.report.summary import counted
from headgate.decoding import json_decoder
from headgate.errors import HeadgateError
from headgate.finding import Finding
from headgate.review import Review
from headgate.settings import Settings, load, of_user
from headgate.source.snapshot import GitSnapshot
from knowledge.entry import Because, EntryKind, Origin, Via
from knowledge.learning import confirm as confirm_pattern
from knowledge.lowering import ENOUGH, is_critical
from knowledge.memory import DISMISSAL_DAYS, MOST_DAYS, Maintainer, Terms
from knowledge.memory import accept as remember_accepted
from knowledge.memory import dismiss as remember_dismissed
from knowledge.merged import stood
from knowledge.store import Store, open_store

Fingerprint = Annotated[str, typer.Argument(help="Of the finding, or its first letters; `--format json` prints it.")]
ReviewOf = Annotated[
    str, typer.Option("--review", metavar="FILE|RUN", help="A review.json, or the id of a run.", show_default=False)
]
Author = Annotated[str, typer.Option("--author", help="Who decides.", show_default="the user of this machine")]


def dismiss(
    fingerprint: Fingerprint,
    review: ReviewOf,
    reason: Annotated[str, typer.Option("--reason", help="Shown when the finding comes up again.")],
    because: Annotated[
        Because | None, typer.Option("--because", help="The finding is wrong, or true and its risk taken.")
    ] = None,
    scope: Annotated[
        str, typer.Option("--path", metavar="GLOB", help="The paths it speaks of.", show_default="the folder")
    ] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=MOST_DAYS, help="How long it holds.")] = DISMISSAL_DAYS,
    author: Author = "",
    settings: SettingsFile = None,
) -> None:
    """Remember that a finding is not wanted again: it comes back as a note, a proven error as it is.

    Three dismissals of a rule in one place lower the rule there by one level.

    \b
    headgate knowledge dismiss 3f2a --review out/review.json --reason "one row a day" --because wrong
    """
    whole = _review(review)
    finding = _finding(whole, fingerprint)
    with _store(settings) as store:
        entry = remember_dismissed(
            store,
            finding,
            Terms(reason, because, scope, days),
            by=_maintainer(author),
            repository=whole.subject.name,
            today=_today(),
        )
    then = "it keeps its level, since it is a proven error" if is_critical(finding) else "it comes back as a note"
    to_stdout(
        f"Dismissed until {entry.expires}: {folded(finding.rule)} at {folded(str(finding.location))}; {then}. "
        f"{ENOUGH} dismissals lower the rule in {folded(entry.scope)}.\n"
    )


def accept(fingerprint: Fingerprint, review: ReviewOf, author: Author = "", settings: SettingsFile = None) -> None:
    """Remember that a finding was right.

    \b
    headgate knowledge accept 3f2a --review out/review.json
    """
    whole = _review(review)
    finding = _finding(whole, fingerprint)
    with _store(settings) as store:
        remember_accepted(store, finding, by=_maintainer(author), repository=whole.subject.name, today=_today())
    to_stdout(f"Accepted: {folded(finding.rule)} at {folded(str(finding.location))}.\n")


def confirm(
    slug: Annotated[str, typer.Argument(help="Its name, as `headgate knowledge list` gives it.")],
    author: Author = "",
    settings: SettingsFile = None,
) -> None:
    """Make something imported your own; until then it lowers nothing.

    \b
    headgate knowledge confirm late-orders
    """
    by, today = _maintainer(author), _today()
    with _store(settings) as store:
        entry = next((one for one in store.all() if one.slug == slug and one.origin == Origin.IMPORTED), None)
        if entry is None:
            raise HeadgateError(f"Nothing imported is called {folded(slug)}; see `headgate knowledge list`.")
        own = replace(entry, origin=Origin.MAINTAINER.value, author=by.name, via=by.via.value, added=today.isoformat())
        if own.kind is EntryKind.DISMISSED:
            latest = (today + timedelta(days=DISMISSAL_DAYS)).isoformat()
            own = replace(own, expires=min(own.expires or latest, latest))
        store.put([own])
    to_stdout(f"{folded(slug)} is now {folded(by.name)}'s.\n")


def learn(
    review: Annotated[str, typer.Argument(metavar="FILE|RUN", help="A review.json, or the id of a run.")],
    repo: Annotated[Path, typer.Option("--repo", help="The repository that it reviewed.")] = Path(),
    into: Annotated[str, typer.Option("--into", metavar="REF", help="What the change was merged into.")] = "main",
    author: Author = "",
    settings: SettingsFile = None,
) -> None:
    """Learn from a change that was merged: which fixes of its review stand in the merged code.

    \b
    headgate knowledge learn out/review.json --repo ../warehouse --into main
    """
    whole, by = _review(review), _maintainer(author)
    merged = GitSnapshot(repo, into, Settings().bounds)
    held = [finding for finding in whole.findings if finding.fix is not None and stood(finding, merged)]
    with _store(settings) as store:
        for finding in held:
            tried = f" ({finding.fix.tried})" if finding.fix and finding.fix.tried else ""
            confirm_pattern(
                store,
                finding,
                repository=whole.subject.name,
                author=by.name,
                today=_today(),
                origin=Origin.REVIEW,
                remedy=f"{finding.fix.title if finding.fix else ''}{tried}",
            )
    offered = sum(finding.fix is not None for finding in whole.findings)
    to_stdout(f"{counted(len(held), 'fix', 'fixes')} of {offered:,} stand in {folded(into)}, and are remembered.\n")


def _review(named: str) -> Review:
    """The review of a document, or of a run.

    Raises:
        HeadgateError: there is none.
    """
    from graphs.run_folder import RunFolder  # noqa: PLC0415 - pydantic is only needed for runs

    file = Path(named)
    try:
        if file.suffix == ".json" or file.is_file():
            return json_decoder(Review).decode(file.read_bytes())
        folder = RunFolder(named)
        return folder.get((folder.root / "final").read_text(encoding="utf-8"), Review)
    except FileNotFoundError as error:
        raise HeadgateError(
            f"There is no review {folded(named)}; name a review.json or the id of a finished run."
        ) from error
    except (OSError, msgspec.MsgspecError) as error:
        raise HeadgateError(f"{folded(named)} is not a review that Headgate wrote ({folded(str(error))}).") from error


def _finding(review: Review, fingerprint: str) -> Finding:
    found = {f.fingerprint: f for f in review.findings if f.fingerprint.startswith(fingerprint)} if fingerprint else {}
    if len(found) != 1:
        how = "no finding" if not found else "several findings"
        raise HeadgateError(f"{folded(fingerprint)} names {how} of this review; take more letters of a fingerprint.")
    return next(iter(found.values()))


def _maintainer(author: str) -> Maintainer:
    return Maintainer(author.strip() or getpass.getuser(), Via.CLI)


def _store(settings: Path | None) -> closing[Store]:
    return closing(open_store((load(settings) if settings else of_user() or Settings()).knowledge))


def _today() -> date:
    return datetime.now(UTC).date()
