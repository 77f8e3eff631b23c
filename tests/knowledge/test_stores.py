"""One contract for both stores."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from headgate.errors import HeadgateError
from headgate.finding import Finding, Level, Proof
from headgate.location import Location
from headgate.rules.registry import all_rules
from headgate.settings import Knowledge
from knowledge import exchange
from knowledge.entry import Entry, EntryKind, Via
from knowledge.library import shipped
from knowledge.memory import Maintainer, Terms, dismiss
from knowledge.recall import recall
from knowledge.store import Store, open_store
from knowledge.store.edge import EdgeStore
from knowledge.store.server import ServerStore

TODAY = date(2026, 3, 1)


@pytest.fixture(params=["edge", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store
    made = (
        EdgeStore(tmp_path / "k") if request.param == "edge" else ServerStore(QdrantClient(":memory:"), "t", "memory")
    )
    yield made
    made.close()


def pattern(slug: str, title: str, specialist: str = "spark", **more: object) -> Entry:
    return Entry(slug, EntryKind.PATTERN, title, specialist, **more)  # type: ignore[arg-type]


SKEW = pattern("skew", "Skewed join key", sign="one task runs for an hour", rules=("spark/skewed-join",))
SMALL = pattern("small", "Many small files", sign="a job writes thousands of files of a few kilobytes")
FANOUT = pattern("fanout", "Fan-out before a sum", "quality", sign="a join multiplies rows before sum")


def finding(rule: str = "spark/skewed-join", code: str = "x") -> Finding:
    made = Finding(
        rule, Level.ERROR, Proof.DERIVED, "the join of orders and customers is skewed", Location("a.py", 3), "df"
    )
    return made.with_fingerprint(code)


def test_what_is_put_is_found_by_its_words(store: Store) -> None:
    store.put([SKEW, SMALL, FANOUT])
    assert [entry.slug for entry, _ in store.search("thousands of small files")] == ["small"]
    assert [entry.slug for entry, _ in store.search("join", specialist="quality")] == ["fanout"]


def test_search_gives_the_whole_entry_back(store: Store) -> None:
    store.put([SKEW])
    ((found, score),) = store.search("skewed join")
    assert found == SKEW
    assert score > 0


def test_the_same_slug_takes_the_place_of_the_old_entry(store: Store) -> None:
    store.put([SKEW])
    store.put([pattern("skew", "Renamed")])
    assert [entry.title for entry in store.all()] == ["Renamed"]


def test_kinds_are_kept_apart(store: Store) -> None:
    store.put([SKEW])
    ann = Maintainer("ann", Via.CLI)
    dismiss(store, finding(), Terms("small table"), by=ann, repository="r", today=TODAY)
    assert [entry.slug for entry in store.all(EntryKind.PATTERN)] == ["skew"]
    assert len(store.all(EntryKind.DISMISSED, "r")) == 1
    assert store.all(EntryKind.DISMISSED, "other") == []


def test_forgetting_is_final_and_unknown_names_do_not_matter(store: Store) -> None:
    store.put([SKEW, SMALL])
    store.forget(["skew", "never seen"])
    assert [entry.slug for entry in store.all()] == ["small"]


def test_a_pattern_that_names_the_rule_is_recalled_before_one_that_only_sounds_like_it(store: Store) -> None:
    store.put([SKEW, pattern("other", "Spark: skewed orders on customers")])
    (first, second) = recall([finding()], store, today=TODAY, each=2)
    assert (first.pattern, second.pattern) == ("skew", "other")
    assert first.fingerprint == finding().fingerprint


def test_an_expired_pattern_is_not_recalled(store: Store) -> None:
    store.put([pattern("old", "Skewed join", rules=("spark/skewed-join",), expires="2026-02-28")])
    assert recall([finding()], store, today=TODAY) == ()


def test_what_is_exported_can_be_brought_into_another_store(store: Store, tmp_path: Path) -> None:
    store.put([SKEW, pattern("shipped", "Shipped", origin="shipped")])
    text = exchange.export(store)
    other = EdgeStore(tmp_path / "other")
    assert exchange.bring_in(other, exchange.read(text, "f")) == exchange.Brought(1)
    assert other.all() == [replace(SKEW, origin="imported")]
    other.close()


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"slug": "x"}', '{"slug": "x", "kind": "y"}', "[" * 9_000])
def test_a_line_that_is_no_entry_is_told_with_its_number(line: str) -> None:
    good = json.dumps(SKEW.payload())
    with pytest.raises(HeadgateError, match="f, line 2 is not an entry"):
        exchange.read(f"{good}\n{line}\n", "f")


def test_an_import_may_not_pass_for_shipped(store: Store) -> None:
    line = json.dumps(SKEW.payload() | {"origin": "shipped"})
    with pytest.raises(HeadgateError, match="claims to be shipped"):
        exchange.read(line, "f")


def test_entries_outlive_the_process(tmp_path: Path) -> None:
    first = EdgeStore(tmp_path)
    first.put([SKEW])
    first.close()
    second = EdgeStore(tmp_path)
    assert second.all() == [SKEW]
    second.close()


def put_and_die(folder: Path) -> None:
    EdgeStore(folder).put([SKEW, SMALL])
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=put_and_die, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    store = EdgeStore(tmp_path)
    assert len(store.all()) == 2
    store.close()


def test_a_second_process_is_told_who_holds_the_store(tmp_path: Path) -> None:
    first = EdgeStore(tmp_path)
    with pytest.raises(HeadgateError, match=f"in use by process {os.getpid()}"):
        EdgeStore(tmp_path, patience=0)
    first.close()
    EdgeStore(tmp_path, patience=0).close()


def test_a_damaged_store_is_told_in_a_sentence(tmp_path: Path) -> None:
    EdgeStore(tmp_path).close()
    for file in (tmp_path / "shard").rglob("*"):
        if file.is_file():
            file.write_bytes(b"nonsense")
    with pytest.raises(HeadgateError, match="is damaged"):
        EdgeStore(tmp_path)


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HeadgateError, match="cannot be used"):
        EdgeStore(tmp_path / "file" / "k")


def test_a_server_that_does_not_answer_is_told_in_a_sentence() -> None:
    with pytest.raises(HeadgateError, match="is it up"):
        open_store(Knowledge(url="http://127.0.0.1:9"))


def test_a_new_store_has_the_shipped_patterns_and_loses_those_no_longer_shipped(tmp_path: Path) -> None:
    settings = Knowledge(path=str(tmp_path))
    store = open_store(settings)
    store.put([pattern("gone", "Gone", origin="shipped"), SKEW])
    store.close()
    store = open_store(settings)
    slugs = {entry.slug for entry in store.all(EntryKind.PATTERN)}
    store.close()
    assert "gone" not in slugs
    assert "skew" in slugs
    assert len(slugs) >= 40


def test_every_rule_that_a_shipped_pattern_names_is_there() -> None:
    named = {rule for entry in shipped() for rule in entry.rules}
    assert named <= {rule.id for rule in all_rules()}
