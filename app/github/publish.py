"""The step that posts, and the only one that can: bound to one pull request at one commit."""

from __future__ import annotations

from dataclasses import dataclass

from app.github.api import GitHubError, Pull, Repository
from app.github.binding import Binding
from app.github.compose import Post, compose
from app.github.hunks import Commentable, commentable
from app.github.marks import Said, said
from app.report.source import Source
from headgate.errors import HeadgateError
from headgate.review import Review


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a review."""

    words: str
    post: Post | None = None
    address: str = ""
    """Of the posted review on the web; empty where nothing was posted."""


def publish(
    review: Review, source: Source, github: Repository, binding: Binding, account: str, *, dry_run: bool = False
) -> Outcome:
    """Post what is new in `review`, once.

    Raises:
        HeadgateError: the pull request has moved on to another commit, or GitHub refuses.
    """
    at_its_head(github, binding)
    before = _said_before(github, binding, account)
    post = compose(review, source, commentable(github.files(binding.number)), before, binding)
    if post is None:
        return Outcome(f"Nothing new to say of {binding}.")
    if dry_run:
        return Outcome(f"This would be posted on {binding}.", post)
    try:
        address = _post(github, binding, post, account)
    except GitHubError as error:
        if error.status != 422 or not post.comments:
            raise
        # GitHub's own diff disagrees about a place, and one wrong place fails the whole review.
        post = compose(review, source, Commentable(), before, binding) or post
        address = _post(github, binding, post, account)
    return Outcome(f"Posted on {binding}.", post, address)


def at_its_head(github: Repository, binding: Binding) -> Pull:
    """The pull request, if it still stands at the commit of the binding.

    Raises:
        HeadgateError: it does not.
    """
    pull = github.pull(binding.number)
    if pull.head != binding.commit:
        raise HeadgateError(f"{binding} is no longer the head ({pull.head[:12]} is); review that one.")
    return pull


def _post(github: Repository, binding: Binding, post: Post, account: str) -> str:
    """Post, and after an unclear answer look whether it arrived before the one other try."""
    try:
        return github.post_review(binding.number, post.request())
    except GitHubError as error:
        if 0 < error.status < 500:
            raise
        if binding.commit in _said_before(github, binding, account).commits:
            return ""
        return github.post_review(binding.number, post.request())


def _said_before(github: Repository, binding: Binding, account: str) -> Said:
    return said(github.reviews(binding.number), github.comments(binding.number), account)
