"""A maintainer's answer to a finding becomes a decision: once, by whom GitHub says may write to the repository."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.github.api import GitHubError, Repository
from app.github.binding import Binding
from app.github.command import Accept, Command, NoCommandError, is_addressed, parse
from app.github.marks import answered, finding_of, mark_answer
from app.github.told import Told
from app.report.clean import code, prose
from headgate.finding import Finding
from headgate.settings import Knowledge
from knowledge.entry import Via
from knowledge.lowering import ENOUGH, is_critical
from knowledge.memory import Maintainer, accept, dismiss
from knowledge.store import open_store

MOST_ANSWERS = 50
"""On one pull request. Whoever says more is still heard, where they may decide, and no longer answered."""
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})")
_MAY_DECIDE = frozenset({"admin", "maintain", "write"})


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one comment."""

    words: str
    reply: str = ""
    """What is said, or would be; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Where a comment is heard: the pull request, as whom, and what was told there."""

    binding: Binding
    account: str
    told: Told
    knowledge: Knowledge
    today: date
    dry_run: bool = False


def decide(github: Repository, comment: int, hearing: Hearing) -> Decided:
    """Carry out what a comment says to Headgate, and answer it once.

    What is read is the comment as it stands at GitHub now, not as it was delivered; one that is gone, was changed
    since it was written, or speaks of nothing that this installation told does nothing.

    Raises:
        HeadgateError: GitHub refuses or does not answer, or the knowledge store cannot be used.
    """
    number = hearing.binding.number
    try:
        said = github.comment(comment)
    except GitHubError as error:
        if error.status == 404:
            return Decided(f"The comment {comment} is gone; nothing was decided.")
        raise
    fingerprint = _spoken_of(github, said, hearing)
    if not fingerprint:
        return Decided(f"The comment {comment} answers no finding of Headgate; nothing was decided.")
    ours = list(github.comments(number))
    if comment in answered(ours, hearing.account):
        return Decided(f"The comment {comment} was answered before.")
    reply = _carried_out(github, said, fingerprint, hearing)
    if len(answered(ours, hearing.account)) >= MOST_ANSWERS:
        return Decided(f"{reply} It is not answered: {MOST_ANSWERS} answers stand on {hearing.binding}.")
    if not hearing.dry_run:
        _answer(github, int(said["in_reply_to_id"]), comment, reply, hearing)
    return Decided(reply, reply)


def _spoken_of(github: Repository, said: dict[str, Any], hearing: Hearing) -> str:
    """The fingerprint of the finding that a comment answers, where a person says it to Headgate, here."""
    who, thread = said.get("user") or {}, said.get("in_reply_to_id")
    here = str(said.get("pull_request_url", "")).endswith(
        f"/{hearing.binding.repository}/pulls/{hearing.binding.number}"
    )
    if not (here and thread and is_addressed(str(said.get("body") or ""))):
        return ""
    if who.get("type") == "Bot" or who.get("login") == hearing.account or not _LOGIN.fullmatch(str(who.get("login"))):
        return ""
    try:
        return finding_of(github.comment(int(thread)), hearing.account)
    except GitHubError as error:
        if error.status == 404:
            return ""
        raise


def _carried_out(github: Repository, said: dict[str, Any], fingerprint: str, hearing: Hearing) -> str:
    """The sentence to answer with, once all that follows from the comment is done."""
    login = str(said["user"]["login"])
    if github.permission(login) not in _MAY_DECIDE:
        return "Thank you. Only those who may write to this repository can decide on a finding."
    if said.get("created_at") != said.get("updated_at"):
        return "This comment was changed after it was written, so nothing was decided; please say it in a new one."
    finding = hearing.told.of(hearing.binding.repository, hearing.binding.number, fingerprint)
    if finding is None:
        return "Nothing was decided: this installation of Headgate has not kept what it told here."
    try:
        command = parse(str(said["body"]), hearing.today)
    except NoCommandError as error:
        return str(error)
    return _remembered(command, finding, Maintainer(login, Via.GITHUB), hearing)


def _remembered(command: Command, finding: Finding, by: Maintainer, hearing: Hearing) -> str:
    repository, today = hearing.binding.repository, hearing.today
    what = f"{code(finding.rule)} at {code(str(finding.location))}"
    if hearing.dry_run:
        return f"This would be decided by {code(by.name)}: {what}."
    with closing(open_store(hearing.knowledge)) as store:
        if isinstance(command, Accept):
            accept(store, finding, by=by, repository=repository, today=today)
            return f"Accepted by {code(by.name)}: {what}."
        entry = dismiss(store, finding, command, by=by, repository=repository, today=today)
    then = (
        "It keeps its level, since it is a proven error; a waiver in `headgate.toml` lets it pass."
        if is_critical(finding)
        else "It comes back as a note."
    )
    return (
        f"Dismissed until {entry.expires} by {code(by.name)}: {what}. {then} "
        f"{ENOUGH} dismissals lower the rule in {code(entry.scope)}."
    )


def _answer(github: Repository, thread: int, comment: int, reply: str, hearing: Hearing) -> None:
    """Reply, and after an unclear answer look whether it arrived before the one other try."""
    number, body = hearing.binding.number, f"{prose(reply)}\n\n{mark_answer(comment)}"
    try:
        github.reply(number, thread, body)
    except GitHubError as error:
        if error.status == 404:
            return
        if 0 < error.status < 500:
            raise
        if comment not in answered(github.comments(number), hearing.account):
            github.reply(number, thread, body)
