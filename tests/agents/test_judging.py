"""Jurors, what they are shown and what their answers mean, and the tally."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.charges import merged
from agents.council.measures import Counts, Measures
from agents.council.vote import Vote
from agents.gate import Passed
from agents.judgement import FactWanted, Judgement, Judgements
from agents.juror import _question, _verdict, denied
from agents.panel import panel
from agents.providers import Bench, Model
from agents.rulings import decided
from agents.structured import read
from agents.tally import tally
from headgate.evidence import Evidence, EvidenceKind, quote
from headgate.finding import Finding, Level, Proof
from headgate.gap import GapKind
from headgate.location import Location
from headgate.source.snapshot import MemorySnapshot
from headgate.verdict import Ruling, Stands, Verdict

GPT, CLAUDE, GEMINI = (Model(f"x/{name}", name) for name in ("gpt", "claude", "gemini"))
YES, NO, CANNOT = Stands.YES, Stands.NO, Stands.CANNOT_TELL
FILE = MemorySnapshot({"a.sql": "select 1\nfrom orders\n"})


def finding(proof: Proof = Proof.ARGUED, level: Level = Level.WARNING, entity: str = "orders") -> Finding:
    made = Finding("quality/lost-rows", level, proof, "Rows of orders are lost.", Location("a.sql", 2), entity)
    return made.with_fingerprint("select 1")


def votes(*stands: Stands) -> list[Vote]:
    return [Vote(f"juror-{n}", f"family-{n}", one) for n, one in enumerate(stands)]


def verdicts(of: Finding, *stands: Stands) -> list[Verdict]:
    return [Verdict(of.fingerprint, f"juror-{n}", one, "because") for n, one in enumerate(stands)]


NOTHING = Measures()


def ruled(of: Finding, *stands: Stands, measures: Measures = NOTHING, arbiter: Stands | None = None) -> Ruling:
    last = Verdict(of.fingerprint, "last", arbiter, "so", arbiter=True) if arbiter else None
    return decided(of, of.specialist, votes(*stands), last, "", measures, cut=False).ruling


@pytest.mark.parametrize(
    ("said", "ruling", "level"),
    [
        ((YES,), Ruling.STANDS, Level.WARNING),
        ((YES, YES, NO), Ruling.STANDS, Level.WARNING),
        ((YES, CANNOT), Ruling.STANDS, Level.WARNING),
        ((YES, NO), Ruling.PERSON, Level.NOTE),
        ((CANNOT, CANNOT), Ruling.PERSON, Level.NOTE),
        ((), Ruling.UNJUDGED, Level.NOTE),
        ((NO,), Ruling.FALLS, None),
        ((NO, NO, YES), Ruling.FALLS, None),
    ],
)
def test_a_claim_stands_by_weight_of_jurors_and_is_a_note_without_them(
    said: tuple[Stands, ...], ruling: Ruling, level: Level | None
) -> None:
    claim = finding()
    decision = decided(claim, "quality", votes(*said), None, "", Measures(), cut=False)
    assert decision.ruling is ruling
    outcome = tally([claim], [decision], verdicts(claim, *said))
    assert [one.level for one in outcome.findings] == ([] if level is None else [level])
    assert [gap.kind for gap in outcome.gaps] == ([GapKind.REJECTED] if level is None else [])


@pytest.mark.parametrize("proof", [Proof.EXECUTED, Proof.DERIVED, Proof.MATCHED])
def test_no_vote_takes_a_finding_of_the_analyzers_away(proof: Proof) -> None:
    shown = finding(proof)
    decision = decided(shown, "quality (rules)", votes(NO, NO, NO), None, "", Measures(), cut=False)
    outcome = tally([shown], [decision], verdicts(shown, NO, NO, NO))
    assert [one.fingerprint for one in outcome.findings] == [shown.fingerprint]
    assert outcome.findings[0].level is (Level.NOTE if proof is Proof.MATCHED else Level.WARNING)


def test_a_lowered_finding_says_why_and_by_whom() -> None:
    shown = finding(Proof.MATCHED)
    decision = decided(shown, "quality (rules)", votes(NO, NO), None, "", Measures(), cut=False)
    (lowered,) = tally([shown], [decision], verdicts(shown, NO, NO)).findings
    assert lowered.notes == (
        "Lowered from warning by the council: 2 of 2 hold that it does no harm here; weights not calibrated (because).",
    )


@pytest.mark.parametrize("said", [(NO,), (NO, YES), (NO, NO, YES)])
def test_fewer_than_two_noes_more_than_yeses_do_not_lower(said: tuple[Stands, ...]) -> None:
    assert ruled(finding(Proof.MATCHED), *said) is Ruling.STANDS


@pytest.mark.parametrize(("arbiter", "ruling"), [(YES, Ruling.STANDS), (NO, Ruling.FALLS), (CANNOT, Ruling.PERSON)])
def test_an_arbiter_decides_or_leaves_it_to_a_person(arbiter: Stands, ruling: Ruling) -> None:
    assert ruled(finding(), YES, NO, arbiter=arbiter) is ruling


def test_the_words_tell_counts_and_whether_jurors_were_measured() -> None:
    claim = finding()
    raw = decided(claim, "quality", votes(YES, YES, NO), None, "", Measures(), cut=False)
    assert raw.words == "2 of 3 confirm it; weights not calibrated"
    known = Measures(tuple(Counts(f"juror-{n}", "quality", 90, 10, 10, 90) for n in range(3)))
    measured = decided(claim, "quality", votes(YES, YES, NO), None, "", known, cut=True)
    assert measured.calibrated
    assert measured.words == (
        "2 of 3 confirm it; about 8.5 to 1 for it by their measured worth; the budget ended before all were asked"
    )


def test_a_prior_alone_decides_nothing() -> None:
    from agents.council.measures import Share  # noqa: PLC0415

    sure = Measures(shares=(Share("quality", 0, 500),))
    assert ruled(finding(), CANNOT, measures=sure) is Ruling.PERSON


def test_jurors_are_of_other_families_where_there_are_any() -> None:
    bench = Bench((GPT,), (GPT, CLAUDE, GEMINI, replace(CLAUDE, name="x/claude-2")))
    named = [sitter.name for sitter in panel(_Priceless(bench), ("gpt",))]  # type: ignore[arg-type]
    assert named == ["x/claude", "x/gemini", "x/claude-2"]
    alone = Bench((GPT,), (GPT,))
    assert [sitter.name for sitter in panel(_Priceless(alone), ("gpt",))] == ["x/gpt"]  # type: ignore[arg-type]


class _Priceless:
    """A door behind which nothing has a price."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def prices(self, model: Model) -> None:
        return None


def test_a_juror_sees_neither_author_nor_level_nor_votes() -> None:
    noted = replace(finding(), notes=("2 of 2 jurors confirm it",))
    question = _question(CLAUDE, [noted], FILE)
    told = question.system + "".join(question.parts)
    for secret in ("quality/lost-rows", "warning", "confirm it", "argued", "gpt"):
        assert secret not in told
    assert "from orders" in told


def test_a_juror_sees_the_evidence_beyond_the_lines() -> None:
    shown = replace(finding(), evidence=(Evidence(EvidenceKind.LINEAGE, "orders -> revenue"),))
    assert "orders -> revenue" in "".join(_question(CLAUDE, [shown], FILE).parts)


def test_about_half_of_the_claims_are_put_as_denials_always_the_same() -> None:
    claims = [finding(entity=f"orders_{n}") for n in range(200)]
    asked = [denied(claim, CLAUDE) for claim in claims]
    assert 60 < sum(asked) < 140
    assert asked == [denied(claim, CLAUDE) for claim in claims]


@pytest.mark.parametrize(
    ("answer", "quoted", "negated", "stands"),
    [
        ("stands", "from orders", False, YES),
        ("stands", "     2 | from orders", False, YES),
        ("stands", "", False, CANNOT),
        ("stands", "from nowhere", False, CANNOT),
        ("does not stand", "", False, NO),
        ("does not stand", "from orders", True, YES),
        ("stands", "", True, NO),
        ("cannot tell", "", True, CANNOT),
    ],
)
def test_an_answer_counts_by_its_wording_and_its_quote(answer: str, quoted: str, negated: bool, stands: Stands) -> None:
    said = Judgement.model_validate({"claim": 1, "answer": answer, "quote": quoted})
    assert _verdict(said, finding(), negated, FILE)[0] is stands


@pytest.mark.parametrize(
    ("word", "meant"),
    [("yes", "stands"), ("No", "does not stand"), ("CANNOT_TELL", "cannot tell"), ("Stands", "stands")],
)
def test_other_words_for_the_answers_are_understood(word: str, meant: str) -> None:
    value, _ = read(f'{{"judgements": [{{"claim": 1, "answer": "{word}", "missing": {{"about": "x"}}}}]}}', Judgements)
    assert value is not None
    assert (value.judgements[0].answer, value.judgements[0].missing) == (meant, None)


def test_a_wanted_fact_is_read() -> None:
    told = {"claim": 1, "answer": "cannot tell", "missing": {"about": "keys", "of": "orders"}}
    assert Judgement.model_validate(told).missing == FactWanted(about="keys", of="orders")


def test_the_same_fault_claimed_twice_is_one_claim_of_both_families() -> None:
    at = Location("a.sql", 2)
    one = replace(finding(entity="shop.orders"), evidence=(quote(at, "from  orders"),))
    other = replace(one, rule="modeling/lost-rows", message="Orders vanish.", entity="`orders`",
                    evidence=(quote(Location("a.sql", 2), "from orders"),))  # fmt: skip
    apart = replace(one, rule="quality/late-rows")
    (first, second) = merged([Passed(one, "gpt"), Passed(other, "claude"), Passed(apart, "gpt")])
    assert (first.finding.message, first.families) == ("Rows of orders are lost.", ("gpt", "claude"))
    assert second.finding.rule == "quality/late-rows"
