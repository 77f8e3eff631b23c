"""Migrations that were edited after they may have run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.change import FileChange, Status
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.impact.compat.migration import formatted, liquibase
from headgate.location import Side
from headgate.rules.registry import Found, repository, rule

_FLYWAY = re.compile(r"V\d[\w.]*__.+\.sql")
_FIRST = "CREATE TABLE orders (id bigint);\n"
_FORMATTED = "--liquibase formatted sql\n--changeset a:1\n"
_LOG = """
databaseChangeLog:
  - changeSet:
      id: 1
      author: a
      changes:
        - createTable:
            tableName: orders
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"db/V1__orders.sql": _FIRST.replace("bigint", "uuid")},
            {"db/V1__orders.sql": (1,)},
            base={"db/V1__orders.sql": _FIRST},
        ),
        repository({"db/c.yaml": _LOG.replace("orders", "order")}, {"db/c.yaml": (2,)}, base={"db/c.yaml": _LOG}),
        repository(
            {"db/V1__orders.sql": _FIRST, "db/V2__lines.sql": "CREATE TABLE lines (id bigint);\n"},
            base={"db/V1__orders.sql": _FIRST},
        ),
        repository(
            {"db/c.sql": f"{_FORMATTED}CREATE TABLE t (a bigint);\n"},
            {"db/c.sql": (2,)},
            base={"db/c.sql": f"{_FORMATTED}CREATE TABLE t (a int);\n"},
        ),
        repository({"db/c.yaml": _LOG + "  - changeSet:\n      id: 2\n      author: a\n"}, base={"db/c.yaml": _LOG}),
        repository(
            {"db/R__view.sql": "CREATE OR REPLACE VIEW v AS SELECT 2;\n"},
            base={"db/R__view.sql": "CREATE OR REPLACE VIEW v AS SELECT 1;\n"},
        ),
    ],
)
def applied_migration_edited(comparison: Comparison) -> Iterator[Found]:
    """A Flyway migration or a Liquibase changeset that is on the base already was edited or removed.

    ## Why it matters

    Both tools keep a checksum of what they ran. On every database that has run the old text they refuse to start
    ("Migration checksum mismatch", "Validation Failed: 1 changesets check sum"), and on new ones the tables differ.

    ## Instead

    Leave it as it is, and write a new migration that changes what is to be changed.

    ## When it stays silent

    For added migrations, Flyway's repeatable ones (`R__`), changesets with `runOnChange` or `runAlways`, and files
    that only moved.

    ## Fix

    None is applied by itself: whether some database has run it is not to be seen in the repository.
    """
    for path, change in comparison.change.files.items():
        if _FLYWAY.fullmatch(PurePosixPath(path).name):
            yield from _edited_file(comparison, path, change)
        elif change.status is Status.MODIFIED:
            yield from _edited_changesets(comparison, path)


def _edited_file(comparison: Comparison, path: str, change: FileChange) -> Iterator[Found]:
    name = PurePosixPath(path).name
    if change.status is Status.REMOVED:
        told = f"{name} is removed: Flyway refuses to start where it has run, since it is applied and not there."
        yield Found(told, 1, path=path, entity=f"{name}:removed", side=Side.BASE)
    elif change.status is Status.MODIFIED:
        old, new = (side.snapshot.text_of(path) for side in (comparison.base, comparison.head))
        if old is not None and new is not None and old.split("\n") != new.split("\n"):
            line = min(change.added, default=1)
            told = f"{name} was edited: Flyway refuses to start where it has run, since its checksum differs."
            yield Found(told, line, path=path, entity=f"{name}:edited")


def _edited_changesets(comparison: Comparison, path: str) -> Iterator[Found]:
    old, new = (side.snapshot.text_of(path) or "" for side in (comparison.base, comparison.head))
    before = {one.id: one for one in _changesets(path, old)}
    for one in _changesets(path, new):
        known = before.get(one.id)
        if known is not None and known.shown != one.shown and not one.reruns:
            told = f"The changeset {one.id} was edited: Liquibase refuses to start where it has run."
            yield Found(told, one.line, path=path, entity=f"{one.id}:edited")


def _changesets(path: str, text: str) -> tuple[liquibase.Changeset | formatted.FormattedSet, ...]:
    if formatted.is_formatted(path, text):
        return formatted.changesets(text)
    if path.endswith((".xml", ".yaml", ".yml")) and liquibase.is_liquibase(path, text):
        return liquibase.changesets(path, text)
    return ()
