"""Findings about a file as such: an edit of the line at which they are shown does not make them new."""

from __future__ import annotations

from headgate.change import Change, FileChange, Status
from headgate.facts.cache import Cache
from headgate.finding import State
from headgate.review import Subject
from headgate.review_change import analyse
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

RULE = "modeling/undocumented-model"
BASE = {"dbt_project.yml": "name: shop\n", "models/orders.sql": "select 1 as id\n"}


def states(head: dict[str, str], change: FileChange) -> list[State]:
    checkout = Checkout(Subject("example"), MemorySnapshot(head), MemorySnapshot(BASE), Change({change.path: change}))
    review = analyse(checkout, Cache(None)).review
    return [finding.state for finding in review.findings if finding.rule == RULE]


def test_an_edited_first_line_brings_in_nothing() -> None:
    head = {**BASE, "models/orders.sql": "-- One row for each order.\nselect 1 as id\n"}
    edited = FileChange("models/orders.sql", Status.MODIFIED, added=frozenset((1,)))
    assert states(head, edited) == [State.PRE_EXISTING]


def test_a_moved_file_brings_in_nothing() -> None:
    head = {"dbt_project.yml": "name: shop\n", "models/marts/orders.sql": "select 1 as id\n"}
    moved = FileChange("models/marts/orders.sql", Status.RENAMED, old_path="models/orders.sql")
    assert states(head, moved) == [State.PRE_EXISTING]
