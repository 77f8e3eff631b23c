"""What a review says in its own words, and what it only repeats of the change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.echo import Echo, without_echo
from graphs.desk import Desk
from headgate.finding import Proof
from headgate.review import Review
from headgate.source.history import words_of_commits
from headgate.source.snapshot import GitSnapshot

_QUOTATION = re.compile(r"`([^`]+)`")


def in_own_words(review: Review, desk: Desk) -> Review:
    """`review` with words of the change as quotations, whoever said them again."""
    return without_echo(review, Echo((*_of_the_change(desk), *_quoted_before(review))))


def _quoted_before(review: Review) -> Iterator[str]:
    """What claims quote already, words of tools among it: jurors have read it there, and may say it again."""
    for finding in review.findings:
        if finding.proof is Proof.ARGUED:
            yield from _QUOTATION.findall(finding.message)


def _of_the_change(desk: Desk) -> Iterator[str]:
    """What whoever made the change wrote, names of files and commits among it; of a whole repository its files."""
    analysis, checkout = desk.analysis, desk.checkout
    if analysis.comparison is None:
        named = dict.fromkeys(finding.location.path for finding in analysis.review.findings)
        yield from (analysis.head.project.snapshot.text_of(path) or "" for path in named)
        return
    for file in analysis.comparison.change.files.values():
        yield file.path
        yield file.text
    if checkout.repository is not None and isinstance(checkout.head, GitSnapshot):
        yield words_of_commits(checkout.repository, checkout.subject.base, checkout.head.commit)
