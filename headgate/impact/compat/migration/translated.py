"""Migrations that are no SQL files, as the SQL that they stand for: Alembic, Django, Liquibase, Rails."""

from __future__ import annotations

from pathlib import PurePosixPath

from headgate.change import Status
from headgate.facts.sql.undo import forward
from headgate.gap import Gap
from headgate.impact.comparison import Comparison
from headgate.impact.compat.migration import alembic, django, includes, liquibase, rails
from headgate.impact.compat.migration.order import earlier
from headgate.source.snapshot import Snapshot

_MOST = 500
_SUFFIXES = (".py", ".rb", ".xml", ".yaml", ".yml")


def sql_of(comparison: Comparison, path: str) -> tuple[str, str, str] | None:
    """The SQL of a migration that the change adds or adds to, that of all before it, and their own texts.

    None where the file is no such migration.
    """
    snapshot = comparison.head.snapshot
    text = snapshot.text_of(path) if path.endswith(_SUFFIXES) else None
    if text is None:
        return None
    if path.endswith(".py"):
        if alembic.is_alembic(text):
            return _chained(snapshot, path, text)
        return _numbered(snapshot, path, text) if django.is_django(text) else None
    if path.endswith(".rb"):
        return _of_rails(comparison, path, text) if rails.is_rails(text) else None
    return _changelog(comparison, path, text) if liquibase.is_liquibase(path, text) else None


def _chained(snapshot: Snapshot, path: str, text: str) -> tuple[str, str, str] | None:
    """An Alembic migration after those that its `down_revision` leads back to."""
    made = alembic.to_sql(text)
    if made is None:
        return None
    home = PurePosixPath(path).parent
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    for other in snapshot.paths:
        if PurePosixPath(other).parent == home and other.endswith(".py") and len(known) < 4 * _MOST:
            one = snapshot.text_of(other) or ""
            own, before = alembic.revisions(one)
            known[own] = (one, before)
    waiting = list(alembic.revisions(text)[1])
    chain: dict[str, str] = {}
    while waiting and len(chain) < _MOST:
        revision = waiting.pop()
        if revision in known and revision not in chain:
            chain[revision] = known[revision][0]
            waiting += known[revision][1]
    scripts = list(reversed(chain.values()))
    return made, ";\n".join(alembic.to_sql(one) or "" for one in scripts), "\n".join((text, *scripts[-20:]))


def _numbered(snapshot: Snapshot, path: str, text: str) -> tuple[str, str, str] | None:
    """A Django migration after those of its app with lower numbers."""
    app = django.app_of(path)
    scripts = [snapshot.text_of(one) or "" for one in earlier(snapshot.paths, path)]
    before = [django.to_sql(one, app) or "" for one in scripts]
    made = django.to_sql(text, app)
    return None if made is None else (made, ";\n".join(before), "\n".join((text, *scripts[-20:])))


def _of_rails(comparison: Comparison, path: str, text: str) -> tuple[str, str, str]:
    """A Rails migration after the tables that the base's `schema.rb` tells, or else after those before it."""
    made = rails.to_sql(text)
    told = [Gap(path, f"line {line}", f"{why}: what it changes is not told") for line, why in made.untold]
    comparison.gaps.extend(told)
    dump = comparison.base.snapshot.text_of(str(PurePosixPath(path).parent.parent / "schema.rb"))
    before = list(earlier(comparison.head.snapshot.paths, path))
    if dump is not None and rails.is_rails(dump):
        changed = comparison.change.files
        before = [one for one in before if one in changed and changed[one].status is Status.ADDED]
    scripts = [dump or "", *(comparison.head.snapshot.text_of(one) or "" for one in before)]
    earlier_sql = ";\n".join(rails.to_sql(one).sql for one in scripts if rails.is_rails(one))
    return made.sql, earlier_sql, "\n".join((text, *scripts[:1], *scripts[-20:]))


def _changelog(comparison: Comparison, path: str, text: str) -> tuple[str, str, str]:
    """The changesets that a changelog gains, after those that it had and the changelogs that run before it."""
    sets = liquibase.changesets(path, text)
    change = comparison.change.files[path]
    old = liquibase.changesets(path, comparison.base.snapshot.text_of(change.old_path or path) or "")
    known = {one.id for one in old}
    snapshot = comparison.head.snapshot
    added = tuple(one for one in sets if one.id not in known)
    why = "the repository does not have it: what it changes is not told"
    comparison.gaps.extend(Gap(path, f"included file {name}", why) for name in includes.missing(snapshot, path))
    before = (of_changelog(one, snapshot.text_of(one) or "") for one in run_before(snapshot, path))
    return liquibase.to_sql(added), ";\n".join((*before, liquibase.to_sql(old))), text


def run_before(snapshot: Snapshot, path: str) -> list[str]:
    """The files that run before one: in the order of the changelog that includes it, else by the names beside it."""
    order = includes.running_order(snapshot)
    if path in order:
        return list(order[: order.index(path)][-_MOST:])
    return list(earlier(snapshot.paths, path))


def of_changelog(path: str, text: str) -> str:
    """The SQL of a changelog or of a SQL file that one includes."""
    if path.endswith(".sql"):
        return forward(path, text)
    return liquibase.to_sql(liquibase.changesets(path, text)) if liquibase.is_liquibase(path, text) else ""
