"""Reviewing one pull request from end to end."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.cli.station import judge
from app.github import artifact
from app.github.api import API, Repository
from app.github.binding import Binding
from app.github.decide import Decided, Hearing, decide
from app.github.mirror import SERVER, mirror
from app.github.publish import Outcome, at_its_head, publish
from app.github.told import Told
from app.report.source import Source
from headgate.facts.cache import Cache
from headgate.finding import State
from headgate.review import Review, Subject
from headgate.rules.gather import Progress
from headgate.settings import Settings, of_user
from headgate.source.checkout import Checkout, refs

_ACTIONS_ACCOUNT = "github-actions[bot]"


@dataclass(frozen=True, slots=True)
class Access:
    """How GitHub is reached."""

    token: str
    api: str = API
    server: str = SERVER
    account: str = ""
    """The login that posts; empty: asked of GitHub."""

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Access:
        """From the variables of a shell or of a workflow."""
        return cls(
            token=environment.get("HEADGATE_GITHUB_TOKEN") or environment.get("GITHUB_TOKEN", ""),
            api=environment.get("GITHUB_API_URL") or API,
            server=environment.get("GITHUB_SERVER_URL") or SERVER,
            account=environment.get("HEADGATE_GITHUB_ACCOUNT", ""),
        )


def bound(repository: str, number: int, commit: str, access: Access) -> tuple[Binding, Repository]:
    """The pull request that is reviewed, at `commit` or, where that is empty, at its present head."""
    probe = Binding(repository, number, commit or "0" * 40)
    github = Repository(repository, access.token, base_url=access.api)
    return (probe if commit else Binding(repository, number, github.pull(number).head)), github


@dataclass(frozen=True, slots=True)
class Manner:
    """How a pull request is reviewed."""

    models: bool = True
    settings: Settings | None = None
    """Instead of those on the base."""
    written: Path | None = None
    """A JSON report that another workflow wrote, to be published instead of reviewing."""
    dry_run: bool = False


def review_pull(
    binding: Binding, github: Repository, access: Access, cache: Cache, progress: Progress, manner: Manner
) -> Outcome:
    """Fetch, review and publish.

    Raises:
        HeadgateError: the pull request has moved on, cannot be fetched or read, or GitHub refuses.
    """
    pull = at_its_head(github, binding)
    account = access.account or github.account() or _ACTIONS_ACCOUNT
    with mirror(binding.repository, pull, access.token, access.server) as folder:
        checkout = _named(refs(folder, pull.fork_point, binding.commit, manner.settings), binding)
        source = Source.of(checkout)
        if manner.written:
            review = artifact.believed(artifact.load(manner.written), source, checkout.subject)
        else:
            review = judge(checkout, cache, progress, models=manner.models).review
        outcome = publish(review, source, github, binding, account, dry_run=manner.dry_run)
    # Not of an artifact: its findings may be forged, and a decision on one would hold for what it is passed off as.
    return outcome if manner.written or manner.dry_run else _kept(outcome, review, binding)


def _kept(outcome: Outcome, review: Review, binding: Binding) -> Outcome:
    """`outcome`, once what was told is kept for answers to it."""
    try:
        Told().keep(binding, review.of(State.INTRODUCED))
    except OSError as error:
        return replace(outcome, words=f"{outcome.words} Answers to it cannot be heard ({error.strerror}).")
    return outcome


def heard(binding: Binding, github: Repository, access: Access, comment: int, *, dry_run: bool = False) -> Decided:
    """Hear a maintainer's answer; see `app.github.decide`."""
    account = access.account or github.account() or _ACTIONS_ACCOUNT
    knowledge = (of_user() or Settings()).knowledge
    hearing = Hearing(binding, account, Told(), knowledge, datetime.now(UTC).date(), dry_run)
    return decide(github, comment, hearing)


def _named(checkout: Checkout, binding: Binding) -> Checkout:
    subject = Subject(binding.repository, checkout.subject.base, checkout.subject.head)
    return Checkout(subject, checkout.head, checkout.base, checkout.change, checkout.repository, checkout.settings)
