"""Jurors measured by what maintainers decided.

A finding that was accepted was true, one dismissed as wrong was not, and one whose risk was taken was true as well;
what was imported decides nothing. See `knowledge.labels`.

Only findings that were published can be decided on, so claims that the council dropped are missing here, and jurors
that drop too much are judged too kindly.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from agents.council.measures import Labelled
from graphs.run_folder import RunFolder, default_runs
from headgate.finding import Proof
from headgate.review import Review
from headgate.settings import Knowledge
from headgate.verdict import Stands
from knowledge.labels import labels
from knowledge.store import open_store


def decided_claims(knowledge: Knowledge, runs: Path | None = None) -> Iterator[Labelled]:
    """What jurors said, in this user's kept runs, of findings that a maintainer decided on since.

    Runs that cannot be read any more, such as those of an older version, are passed over.

    Raises:
        HeadgateError: the knowledge store cannot be opened.
    """
    with closing(open_store(knowledge)) as store:
        truth = {(one.repository, one.fingerprint): one.stands for one in labels(store)}
    for review in _reviews(runs or default_runs()):
        kinds = {one.fingerprint: one for one in review.findings}
        for verdict in review.verdicts:
            finding = kinds.get(verdict.fingerprint)
            stands = truth.get((review.subject.name, verdict.fingerprint))
            if finding is None or verdict.stands is Stands.CANNOT_TELL or stands is None:
                continue
            # As `agents.jury` keeps them apart.
            matter = finding.specialist if finding.proof is Proof.ARGUED else f"{finding.specialist} (rules)"
            held = verdict.stands is Stands.YES
            yield Labelled(finding.fingerprint, matter, stands, verdict.juror, held)


def _reviews(runs: Path) -> Iterator[Review]:
    for root in sorted(runs.iterdir()) if runs.is_dir() else ():
        try:
            reference = (root / "final").read_text(encoding="utf-8")
            yield RunFolder(root.name, runs).get(reference, Review)
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
            continue
