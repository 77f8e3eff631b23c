"""What a snapshot beside has read and resolved is taken from there, and only where nothing differs."""

from __future__ import annotations

from headgate.dataset import table
from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot, OverlaySnapshot

FILES = {
    "a.sql": "create table a as select 1 as x, 2 as y",
    "b.sql": "create table b as select * from a",
    "c.sql": "create table c as select z from other",
}


def test_only_what_changed_is_read_and_the_graph_is_as_if_read_alone() -> None:
    head = gather(MemorySnapshot(FILES), Settings(), Cache(None))
    before = head.project.graph
    copy = OverlaySnapshot(head.project.snapshot, {"a.sql": b"create table a as select 1 as x, 2 as w"})
    beside = gather(copy, Settings(), Cache(None), beside=head)
    alone = gather(copy, Settings(), Cache(None))
    assert beside.read == 1
    assert beside.project.graph == alone.project.graph
    assert [column.name for column in beside.project.graph.nodes[table("b")].columns] == ["x", "w"]
    assert [column.name for column in before.nodes[table("b")].columns] == ["x", "y"]


def test_what_is_the_same_is_shared() -> None:
    head = gather(MemorySnapshot(FILES), Settings(), Cache(None))
    copy = OverlaySnapshot(head.project.snapshot, {"c.sql": None})
    beside = gather(copy, Settings(), Cache(None), beside=head)
    assert beside.read == 0
    assert beside.project.files["b.sql"] is head.project.files["b.sql"]
    assert table("c") in head.project.graph.nodes
    assert table("c") not in beside.project.graph.nodes
