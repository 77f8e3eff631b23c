"""What a command is to look at, from its options."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from headgate.errors import HeadgateError
from headgate.facts.cache import Cache, default_path
from headgate.settings import Settings, load
from headgate.source import git
from headgate.source.checkout import Checkout, folder, patched, refs


def lay_out(repo: Path, base: str, head: str, patch: Path | None, settings: Path | None) -> Checkout:
    """A folder, a folder with a patch, or the change between two refs.

    Raises:
        HeadgateError: the options contradict each other, or name what is not there.
    """
    chosen: Settings | None = load(settings) if settings else None
    if patch and (base or head):
        raise HeadgateError("--patch and --base/--head are two ways to name a change; give one of them.")
    if head and not base:
        raise HeadgateError("--head needs --base: name the branch that the change goes into.")
    if patch:
        return patched(repo, patch, chosen)
    return refs(repo, base, head or "HEAD", chosen) if base else folder(repo, chosen)


def as_run(checkout: Checkout, *, execute: bool) -> Checkout:
    """`checkout`, of which nothing is run unless that is wanted."""
    return checkout if execute else replace(checkout, settings=checkout.settings.without_running())


def facts_cache(wanted: bool) -> Cache:
    """The user's cache of facts, or one that keeps nothing."""
    return Cache(default_path() if wanted else None)


def made_at(checkout: Checkout) -> str:
    """When the head was committed, in ISO 8601; the epoch for a folder, so that the same files give the same report."""
    if checkout.repository is None or not checkout.subject.base or not checkout.change:
        return _EPOCH
    try:
        return git.run(checkout.repository, "show", "-s", "--format=%cI", checkout.subject.head, "--").decode().strip()
    except HeadgateError:
        return _EPOCH


_EPOCH = "1970-01-01T00:00:00Z"
