"""The evidence gate: what a claim says must be there."""

from __future__ import annotations

from typing import Any

import pytest

from agents.candidates import Candidate
from agents.gate import Passed, check
from headgate.dataset import table
from headgate.evidence import EvidenceKind
from headgate.facts.cache import Cache
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.finding import Level, Proof
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location
from headgate.review import Subject
from headgate.review_change import Analysis, analyse
from headgate.source import diff
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

SQL = "insert into b\nselect id,\n       amount\nfrom a;\n\ninsert into c\nselect id,\n       amount\nfrom b;\n"
CONF = "name: shop\npassword: 'hunter2-hunter2'\n"
BASE = SQL.replace("from b;", "from b where 1 = 1;")


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    head, base = ({"etl.sql": SQL, "other.sql": "select 1\n", "app.yml": CONF}, {"etl.sql": BASE})
    change = diff.parse(
        "--- a/etl.sql\n+++ b/etl.sql\n@@ -7,3 +7,3 @@\n select id,\n        amount\n-from b where 1 = 1;\n+from b;\n"
    )
    return analyse(Checkout(Subject("x"), MemorySnapshot(head), MemorySnapshot(base), change), Cache(None))


@pytest.fixture(scope="module")
def whole() -> Analysis:
    made = analyse(Checkout(Subject("x"), MemorySnapshot({"etl.sql": SQL, "app.yml": CONF})), Cache(None))
    jobs = tuple(
        Job(f"{source} to {target}", JobKind.SQL, Location("etl.sql"), _use(source), _use(target))
        for source, target in (("a", "b"), ("b", "c"))
    )
    vars(made.head.project)["graph"] = PipelineGraph(jobs=jobs)
    return made


def _use(name: str) -> tuple[DatasetUse, ...]:
    return (DatasetUse(table(name), 1),)


def outcome(analysis: Analysis, **claim: Any) -> Passed | Gap:
    told = {"rule": "lost-rows", "path": "etl.sql", "line": 9, "quote": "from b;", "message": "Rows are lost.", **claim}
    return check("quality", "openai", Candidate.model_validate(told), analysis)


def passed(analysis: Analysis, **claim: Any) -> Passed:
    answer = outcome(analysis, **claim)
    assert isinstance(answer, Passed), answer
    return answer


def test_what_is_there_becomes_an_argued_warning_with_its_quote(analysis: Analysis) -> None:
    finding = passed(analysis).finding
    assert (finding.rule, finding.proof, finding.level) == ("quality/lost-rows", Proof.ARGUED, Level.WARNING)
    assert (finding.location.start_line, finding.evidence[0].text) == (9, "from b;")
    assert finding.fingerprint


@pytest.mark.parametrize("line", [0, 1, 8, 400, -3])
def test_a_wrong_line_is_mended_by_the_quote(analysis: Analysis, line: int) -> None:
    assert passed(analysis, line=line).finding.location.start_line == 9


def test_of_two_places_the_one_nearest_to_the_claim_is_meant(whole: Analysis) -> None:
    twice = "select id,\n       amount"
    assert passed(whole, quote=twice, line=3).finding.location.start_line == 2
    assert passed(whole, quote=twice, line=8).finding.location.start_line == 7


def test_line_numbers_copied_along_are_taken_off(analysis: Analysis) -> None:
    found = passed(analysis, quote="      8 |        amount\n+    9 | from b;").finding.location
    assert (found.start_line, found.end_line) == (8, 9)
    marked = passed(analysis, quote="        amount\n+from b;").finding.location
    assert (marked.start_line, marked.end_line) == (8, 9)


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"path": "gone.sql"}, "not in the snapshot"),
        ({"path": "../../etc/passwd"}, "not in the snapshot"),
        ({"path": "/proc/self/environ"}, "not in the snapshot"),
        ({"quote": "from bb;"}, "does not stand"),
        ({"quote": "FROM b;"}, "does not stand"),
        ({"quote": "  "}, "does not stand"),
        ({"quote": ""}, "does not stand"),
        ({"quote": "insert into b"}, "outside the change"),
        ({"path": "other.sql", "quote": "select 1"}, "outside the change"),
        ({"message": "\u202e\u200b"}, "says nothing"),
    ],
)
def test_what_is_not_there_ends_the_claim_and_is_told(analysis: Analysis, claim: dict[str, str], why: str) -> None:
    gap = outcome(analysis, **claim)
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.REJECTED
    assert why in gap.why


def test_a_secret_is_quoted_masked(whole: Analysis) -> None:
    finding = passed(whole, path="app.yml", quote="password: '[masked secret]'").finding
    assert (finding.location.start_line, "hunter2" in finding.evidence[0].text) == (2, False)
    gap = outcome(whole, path="app.yml", quote="password: 'hunter2-hunter2'")
    assert isinstance(gap, Gap)


def test_a_rule_name_of_any_form_becomes_one_word(analysis: Analysis) -> None:
    assert passed(analysis, rule="Schema/Lost Rows!! <b>").finding.rule == "quality/lost-rows-b"
    assert passed(analysis, rule="../..").finding.rule == "quality/claimed-fault"


def test_lineage_that_is_in_the_graph_is_evidence_and_other_lineage_is_left_out(whole: Analysis) -> None:
    there = passed(whole, lineage=["a", "b", "c"]).finding
    assert [piece.text for piece in there.evidence if piece.kind is EvidenceKind.LINEAGE] == ["a\nb\nc"]
    invented = passed(whole, lineage=["a", "c"]).finding
    assert all(piece.kind is not EvidenceKind.LINEAGE for piece in invented.evidence)
    assert "not in the graph" in invented.notes[0]


def test_a_remedy_travels_with_the_claim_as_a_proposal_that_nobody_has_tried(analysis: Analysis) -> None:
    made = passed(analysis, remedy="from b where id is not null;")
    assert made.finding.fix is not None
    assert made.finding.fix.tried == ""
    assert [edit.replacement for edit in made.finding.fix.edits] == ["from b where id is not null;\n"]


def test_a_remedy_that_does_not_fit_is_told_and_the_claim_stays(analysis: Analysis) -> None:
    made = passed(analysis, remedy="@@ -1 +1 @@\n-no such line\n+x")
    assert made.finding.fix is None
    assert [(gap.what, gap.kind) for gap in made.gaps] == [("remedy of quality/lost-rows", GapKind.REJECTED)]
