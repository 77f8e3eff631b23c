"""Small reviews, built by hand."""

from __future__ import annotations

from dataclasses import replace

from app.report.source import Source
from headgate.change import Change
from headgate.dataset import table
from headgate.evidence import Evidence, EvidenceKind, quote
from headgate.finding import Finding, Level, Proof, State
from headgate.fix import Fix, TextEdit
from headgate.gap import Gap, GapKind
from headgate.lineage import ColumnEdge, ColumnRef, DatasetUse, Effect, Job, JobKind
from headgate.location import Location, Side
from headgate.review import Affected, Coverage, Ledger, Recall, Review, Seat, Subject
from headgate.source import diff
from headgate.source.snapshot import MemorySnapshot
from headgate.verdict import Decision, Ruling, Stands, Verdict

BASE = {
    "models/stg_orders.sql": "select\n    id,\n    amount,\n    placed_at\nfrom raw.orders\n",
    "models/fct_orders.sql": "select id, sum(amount) as amount\nfrom stg_orders\ngroup by id\n",
}
HEAD = {
    "models/stg_orders.sql": "select\n    id,\n    placed_at\nfrom raw.orders\nwhere id not in (select id from bad)\n",
    "models/fct_orders.sql": BASE["models/fct_orders.sql"],
}
DIFF = """\
--- a/models/stg_orders.sql
+++ b/models/stg_orders.sql
@@ -1,5 +1,5 @@
 select
     id,
-    amount,
     placed_at
 from raw.orders
+where id not in (select id from bad)
"""


def change() -> Change:
    return diff.parse(DIFF)


def source() -> Source:
    return Source(MemorySnapshot(HEAD), MemorySnapshot(BASE), change())


def gone() -> Finding:
    at = Location("models/stg_orders.sql", 3, side=Side.BASE)
    path = "stg_orders.amount\nfct_orders.amount (sum)"
    return Finding(
        rule="lineage/read-column-removed",
        level=Level.ERROR,
        proof=Proof.DERIVED,
        message="`stg_orders` no longer has `amount`, which `fct_orders` reads in line 1.",
        location=at,
        entity="stg_orders.amount",
        evidence=(quote(at, "    amount,"), Evidence(EvidenceKind.LINEAGE, path)),
        related=(Location("models/fct_orders.sql", 1),),
    ).with_fingerprint("    amount,")


def not_in() -> Finding:
    at = Location("models/stg_orders.sql", 5)
    code = "where id not in (select id from bad)"
    edit = TextEdit("models/stg_orders.sql", 5, 5, "where id not in (select id from bad where id is not null)\n")
    return Finding(
        rule="quality/not-in-over-null",
        level=Level.WARNING,
        proof=Proof.DERIVED,
        message="`bad.id` may be NULL, and then NOT IN lets no row pass.",
        location=at,
        entity="stg_orders",
        evidence=(quote(at, code),),
        fix=Fix("Leave NULLs out of the list", (edit,), "the finding is gone, none is new"),
        notes=("seen by memory",),
    ).with_fingerprint(code)


def review() -> Review:
    first, second = gone(), not_in()
    before = Finding(
        "quality/select-star", Level.NOTE, Proof.MATCHED, "A star.", Location("models/x.sql", 1), "x",
        state=State.PRE_EXISTING,
    ).with_fingerprint("*")  # fmt: skip
    mended = Finding(
        "quality/cross-join", Level.WARNING, Proof.MATCHED, "A cross join.", Location("models/x.sql", 9), "x",
        state=State.FIXED,
    ).with_fingerprint("cross join")  # fmt: skip
    unsettled = Finding(
        "modeling/two-grains", Level.NOTE, Proof.ARGUED, "Orders and items are mixed.", Location("models/x.sql", 2), "x",
        notes=("Needs a person: 1 for, 1 against; weights not calibrated.",),
    ).with_fingerprint("mixed")  # fmt: skip
    for_it = Verdict(
        unsettled.fingerprint, "openai/gpt-x", Stands.YES, "Both are selected.", "select id", 700, None, 0.5,
        scenario="An order with two items is counted twice.", denied=True, weight=0.847,
    )  # fmt: skip
    against = Verdict(
        unsettled.fingerprint, "claude-y", Stands.NO, "Items are summed first.", tokens=650, weight=-0.847
    )
    dissent = Verdict(second.fingerprint, "claude-y", Stands.NO, "The column is not null.", tokens=900, cost=0.003)
    decisions = (
        Decision(second.fingerprint, Ruling.STANDS, 0.9, True, "1 of 2 confirm it; about 2.5 to 1 for it"),
        Decision(unsettled.fingerprint, Ruling.PERSON, 0.0, False, "1 for, 1 against; weights not calibrated",
                 "columns and keys near it:\norders(id); unique: (id)"),
    )  # fmt: skip
    verdict = Verdict(
        second.fingerprint,
        "openai/gpt-x",
        Stands.YES,
        "The subquery has no filter.",
        tokens=900,
        cost=0.002,
        seconds=1.5,
    )
    recall = Recall(second.fingerprint, "p1", "NOT IN over NULL", "Filter NULLs or use NOT EXISTS.", 0.9, "library")
    return Review(
        subject=Subject("shop", "a" * 40, "b" * 40),
        findings=(first, second, unsettled, before, mended),
        impact=(
            Affected("fct_orders", "model", "fails", ("amount",), ("stg_orders", "fct_orders"), "a column is gone"),
            Affected("orders_board", "exposure", "values_change", (), ("stg_orders", "fct_orders", "orders_board")),
            Affected("dim_dates", "model", "unaffected"),
        ),
        coverage=Coverage(12, 9, 1, 2, (("dbt-model", 8), ("sql", 2)), ("models/stg_orders.sql",), 140, 1.25),
        gaps=(
            Gap("models/odd.sql", "statement at line 3", "sqlglot has no tree for it"),
            Gap("", "juror b", "did not answer within 60 s", GapKind.NO_ANSWER),
        ),
        verdicts=(verdict, dissent, for_it, against),
        decisions=decisions,
        recalls=(recall,),
        ledger=Ledger((Seat("juror", "openai/gpt-x", 1, 800, 100, 0.002, 1.5),), budget=1.0),
        models="One juror sat: openai/gpt-x.",
    )  # fmt: skip


def job() -> Job:
    orders, staged = table("raw.orders"), table("stg_orders")
    at = Location("models/stg_orders.sql", 1)
    edges = (
        ColumnEdge(ColumnRef(orders, "id"), ColumnRef(staged, "id"), Effect.IDENTITY, at),
        ColumnEdge(ColumnRef(table("bad"), "id"), ColumnRef(staged, ""), Effect.FILTER, at),
    )
    return Job("stg_orders", JobKind.DBT, at, (DatasetUse(orders, 4),), (DatasetUse(staged, 1),), edges=edges)


HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 \u202eevil ![x](http://evil.example/?q=1) [a](javascript:x) @org/team #12 "
    "<img src=x onerror=y> </details> ``` \n```\n| cell | `tick` www.evil.example\n# heading\r\x00\x9b1m\ud800"
)


def hostile() -> Review:
    """A review in which every text that may come from a repository tries to break out."""
    at = Location("models/" + HOSTILE.replace("/", "_"), 1)
    finding = Finding(
        "quality/not-in-over-null", Level.WARNING, Proof.DERIVED, HOSTILE, at, HOSTILE,
        evidence=(quote(at, HOSTILE), Evidence(EvidenceKind.WITNESS, HOSTILE, Location(HOSTILE, 2))),
        fix=Fix(HOSTILE, (TextEdit(at.path, 1, 1, HOSTILE + "\n"),), HOSTILE), related=(at,), notes=(HOSTILE,),
    ).with_fingerprint("x")  # fmt: skip
    open_one = replace(finding, proof=Proof.ARGUED, level=Level.NOTE).with_fingerprint("y")
    return Review(
        subject=Subject(HOSTILE, HOSTILE, HOSTILE),
        findings=(finding, open_one),
        impact=(Affected(HOSTILE, "model", "fails", (HOSTILE,), (HOSTILE, HOSTILE), HOSTILE),),
        gaps=(Gap(HOSTILE, HOSTILE, HOSTILE),),
        verdicts=(
            Verdict(finding.fingerprint, HOSTILE, Stands.NO, HOSTILE, HOSTILE, scenario=HOSTILE),
            Verdict(open_one.fingerprint, HOSTILE, Stands.YES, HOSTILE, HOSTILE, scenario=HOSTILE),
        ),
        decisions=(
            Decision(finding.fingerprint, Ruling.STANDS, 0.5, False, HOSTILE, HOSTILE),
            Decision(open_one.fingerprint, Ruling.PERSON, 0.0, False, HOSTILE, HOSTILE),
        ),
        recalls=(Recall(finding.fingerprint, HOSTILE, HOSTILE, HOSTILE, 1.0),),
        ledger=Ledger((Seat(HOSTILE, HOSTILE, 1, failures=(HOSTILE,)),)),
        models=HOSTILE,
        suppressed=(finding,),
    )
