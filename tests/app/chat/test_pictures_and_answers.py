from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.chat import answers, picture, session
from headgate.errors import HeadgateError
from headgate.facts.cache import Cache
from headgate.review import Subject
from headgate.review_change import analyse
from headgate.settings import Knowledge, Settings
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

HOSTILE = '"><script>alert(1)</script>'
FILES = {
    "a.sql": "create table raw.orders (id int, total int);\n",
    "b.sql": "create view mart.revenue as select id, total * 2 as revenue from raw.orders;\n",
    "c.sql": "create view mart.report as select revenue from mart.revenue;\n",
    "d.sql": f"create view mart.`{HOSTILE.replace('`', '')}` as select id from raw.orders;\n",
}


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> session.Sitting:
    settings = Settings(dialect="bigquery", knowledge=Knowledge(path=str(tmp_path_factory.mktemp("k"))))
    checkout = Checkout(Subject("shop"), MemorySnapshot(FILES), settings=settings)
    analysis = analyse(checkout, Cache(None))
    return session.Sitting(checkout, analysis, analysis.review)


def test_the_picture_is_well_formed_and_names_from_the_repository_are_text(sitting: session.Sitting) -> None:
    drawn = picture.draw(sitting.analysis.head.project.graph, {"mart.report": "fails"})
    root = ElementTree.fromstring(drawn.svg)
    assert not root.findall(".//{*}script")
    assert drawn.shown == drawn.of >= 3


def test_the_picture_around_a_dataset_holds_what_it_is_joined_to(sitting: session.Sitting) -> None:
    drawn = picture.draw(sitting.analysis.head.project.graph, {}, "mart.report")
    assert "raw.orders" in drawn.svg
    assert drawn.shown == 3


def test_a_column_is_answered_by_its_way(sitting: session.Sitting) -> None:
    said = answers.answer(sitting, "Where does raw.orders.total go?")
    assert "`mart.revenue.revenue` (transformation, `b.sql:1`)" in said
    assert "`mart.report.revenue`" in said


def test_a_dataset_is_answered_by_who_makes_and_reads_it(sitting: session.Sitting) -> None:
    said = answers.answer(sitting, "revenue?")
    assert "made by" in said
    assert "read by" in said


def test_a_rule_is_answered_by_its_page_even_if_misspelt(sitting: session.Sitting) -> None:
    assert "Why it matters" in answers.answer(sitting, "explain spark/collect-to-drivr")


def test_what_no_fact_answers_is_answered_from_patterns_with_their_source(sitting: session.Sitting) -> None:
    said = answers.answer(sitting, "one task of my join runs forever, the key is skewed")
    assert "skewed-join-key" in said
    assert "*Source.*" in said


@pytest.mark.parametrize(
    ("folder", "upload", "said"),
    [("", None, "Name a folder"), ("/nowhere", None, "is not a folder"), ("", "x.patch", "needs the folder")],
)
def test_a_choice_that_cannot_be_reviewed_is_told_in_a_sentence(folder: str, upload: str | None, said: str) -> None:
    with pytest.raises(HeadgateError, match=said):
        session.choose(folder, "", "", upload)


def test_an_upload_that_is_no_archive_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"nothing")
    with pytest.raises(HeadgateError, match="not a zip archive"):
        session.choose("", "", "", str(tmp_path / "x.zip"))
