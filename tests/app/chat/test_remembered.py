from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.chat import remembered
from headgate.errors import HeadgateError
from headgate.finding import Finding, Level, Proof
from headgate.location import Location
from headgate.settings import Knowledge, Settings
from knowledge.entry import Via
from knowledge.memory import Maintainer, Terms, dismiss
from knowledge.store import open_store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store in which one finding was dismissed."""
    made = Settings(knowledge=Knowledge(path=str(tmp_path / "k")))
    finding = Finding("x/y", Level.WARNING, Proof.DERIVED, "m", Location("m/a.sql", 1), "e").with_fingerprint("c")
    store = open_store(made.knowledge)
    by = Maintainer("ann", Via.CHAT)
    dismiss(store, finding, Terms("no", days=5), by=by, repository="shop", today=date.today())
    store.close()
    return made


def test_what_is_remembered_is_listed_and_what_ends_soon_is_told(settings: Settings) -> None:
    ((slug, kind, what, where, who, until),) = remembered.table(settings)
    assert (kind, what, where, who) == ("dismissed", "x/y on e", "shop m/*", "ann")
    assert until > date.today().isoformat()
    assert slug in remembered.to_look_at(settings)
    assert len(remembered.table(settings, shipped=True)) > 50


def test_what_is_exported_forgotten_and_brought_in_again_is_an_import(settings: Settings) -> None:
    file = remembered.export(settings)
    slug = remembered.table(settings)[0][0]
    assert remembered.forget(settings, f" {slug} ") == f"Forgot {slug}."
    assert remembered.table(settings) == []
    assert remembered.bring_in(settings, file).startswith("Took in 1, marked as imported")
    assert remembered.table(settings)[0][4] == "imported"


def test_what_cannot_be_done_is_told_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(HeadgateError, match="Nothing of that name"):
        remembered.forget(settings, "nothing")
    with pytest.raises(HeadgateError, match="comes with Headgate"):
        remembered.forget(settings, "small-files")
    (tmp_path / "x").write_bytes(b"\xff\xfe")
    with pytest.raises(HeadgateError, match="not UTF-8"):
        remembered.bring_in(settings, str(tmp_path / "x"))
