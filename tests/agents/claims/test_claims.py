"""Claims that the facts confirm, refute, or leave open."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.candidates import Candidate, Claim
from agents.claims.checking import CHECKS, checked
from agents.gate import Passed, check
from agents.tools.workspace import Workspace
from headgate.evidence import EvidenceKind
from headgate.facts.cache import Cache
from headgate.gap import Gap, GapKind
from headgate.review import Subject
from headgate.review_change import Analysis, analyse
from headgate.source import diff
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

ORDER = '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"}%s]}\n'
LOG = (
    '{"Event":"SparkListenerLogStart","Spark Version":"3.5.0"}\n'
    '{"Event":"SparkListenerApplicationStart","App Name":"x","App ID":"app-1","Timestamp":1,"User":"u"}\n'
    '{"Event":"SparkListenerStageSubmitted","Stage Info":{"Stage ID":3,"Stage Attempt ID":0,"Stage Name":"s",'
    '"Number of Tasks":1,"RDD Info":[],"Parent IDs":[],"Details":""},"Properties":{}}\n'
    '{"Event":"SparkListenerTaskEnd","Stage ID":3,"Stage Attempt ID":0,"Task Type":"ResultTask","Task End Reason":'
    '{"Reason":"Success"},"Task Info":{"Task ID":0,"Index":0,"Attempt":0,"Launch Time":1,"Executor ID":"1","Host":"h",'
    '"Locality":"ANY","Speculative":false,"Getting Result Time":0,"Finish Time":9,"Failed":false,"Killed":false,'
    '"Accumulables":[]},"Task Metrics":{"Executor Run Time":8,"Disk Bytes Spilled":%s,"Memory Bytes Spilled":9}}\n'
)
SHOP = """
models:
  - name: lines
    columns: [{name: id, tests: [not_null]}]
    tests:
      - unique: {column_name: "id || line"}
  - name: customers
    columns: [{name: id, tests: [unique, not_null]}]
"""
BASE = {
    "dbt_project.yml": "name: shop\n",
    "models/orders.sql": "select id, cast(total as int) as total, note from {{ ref('stg') }}\n",
    "models/stg.sql": "select 1 as id, 2 as total, 'x' as note\n",
    "models/items.sql": "select order_id, line, sum(1) as n from raw_items group by order_id, line\n",
    "models/customers.sql": "select id from raw_customers\n",
    "models/shop.yml": SHOP,
    "schemas/order.avsc": ORDER % ', {"name": "total", "type": "double"}',
    "ddl/a.sql": "create table ledger (id int not null, note text, amount int);\n",
    "logs/spilled": LOG % "4096",
    "logs/well": LOG % "0",
}
HEAD = BASE | {
    "models/stg.sql": "select 1 as id, 'x' as note\n",
    "schemas/order.avsc": ORDER % "",
    "ddl/a.sql": "create table ledger (id int not null, note text, amount bigint);\n",
}
CHANGE = "".join(
    f"--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-{BASE[path]}+{HEAD[path]}" for path in HEAD if HEAD[path] != BASE[path]
)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    head, base = MemorySnapshot(HEAD), MemorySnapshot(BASE)
    return analyse(Checkout(Subject("shop"), head, base, diff.parse(CHANGE)), Cache(None))


@pytest.mark.parametrize(
    ("kind", "subject", "other", "stands", "why"),
    [
        ("column_dropped", "stg.total", "", True, "in the base, not in the head"),
        ("column_dropped", "stg.note", "", False, "the head still has stg.note"),
        ("column_dropped", "stg.never", "", False, "the base has no stg.never"),
        ("column_dropped", "nobody.total", "", False, "has no dataset 'nobody'"),
        ("column_dropped", "total", "", False, "is not dataset.column"),
        ("column_missing", "stg.total", "", True, "stg has id, note, and no total"),
        ("column_missing", "stg.id", "", False, "there is stg.id"),
        ("column_missing", "raw_items.x", "", None, "not all columns"),
        ("column_retyped", "ledger.amount", "", True, "int -> bigint"),
        ("column_retyped", "ledger.id", "", False, "on both sides"),
        ("column_retyped", "stg.total", "", None, "not known on both sides"),
        ("column_nullable", "ledger.id", "", False, "never NULL"),
        ("column_nullable", "raw_items.order_id", "", None, "nothing tells"),
        ("join_fans_out", "items", "order_id", True, "is told apart by line, order_id"),
        ("join_fans_out", "items", "order_id and line", False, "one row for each line, order_id"),
        ("join_fans_out", "customers", "id", False, "one row for each id"),
        ("join_fans_out", "raw_items", "id", None, "no key of raw_items"),
        ("field_incompatible", "schemas/order.avsc", "total", True, "is not written and has no default"),
        ("field_incompatible", "schemas/order.avsc", "Order.id", False, "no change of id"),
        ("field_incompatible", "models/stg.sql.txt", "", False, "is no schema file"),
        ("stage_spilled", "logs/spilled", "stage 3", True, "spilled 4,096 bytes"),
        ("stage_spilled", "logs/well", "3", False, "spilled nothing"),
        ("stage_spilled", "logs/well", "7", False, "has no stage 7"),
        ("stage_spilled", "models/stg.sql", "3", False, "neither a plan nor an event log"),
        ("no_writer", "raw_items", "", True, "no job of the repository writes"),
        ("no_writer", "stg", "", False, "models/stg.sql:1 writes stg"),
        ("no_reader", "customers", "", True, "no job of the repository reads"),
        ("no_reader", "stg", "", False, "models/orders.sql:1 reads stg"),
        ("flows_into", "stg", "orders", True, "stg\norders"),
        ("flows_into", "orders", "stg", False, "nothing leads from orders to stg"),
    ],
)
def test_a_claim_is_held_against_the_facts(
    analysis: Analysis, kind: str, subject: str, other: str, stands: bool | None, why: str
) -> None:
    outcome = checked(Claim.model_validate({"kind": kind, "subject": subject, "other": other}), Workspace(analysis))
    assert outcome.stands is stands, outcome
    assert why in outcome.why
    assert (outcome.evidence is not None) == (stands is True)


def test_every_kind_is_a_file_of_its_own() -> None:
    here = Path(CHECKS["no_writer"].__code__.co_filename).parent
    assert {file.stem for file in here.glob("*.py")} >= set(CHECKS)


def gated(analysis: Analysis, **told: object) -> Passed | Gap:
    claim = {
        "rule": "lost-column",
        "path": "models/stg.sql",
        "quote": "select 1 as id, 'x' as note",
        "message": "Lost.",
    }
    return check("modeling", "openai", Candidate.model_validate(claim | told), analysis)


def test_the_gate_shows_what_was_checked_and_says_what_was_not(analysis: Analysis) -> None:
    passed = gated(
        analysis,
        claims=[
            {"kind": "column_dropped", "subject": "stg.total"},
            {"kind": "column_missing", "subject": "raw_items.x"},
            {"kind": "moon_is_cheese", "subject": "x"},
        ],
    )
    assert isinstance(passed, Passed), passed
    assert [piece.text for piece in passed.finding.evidence if piece.kind is EvidenceKind.SCHEMA_DIFFERENCE] == [
        "stg.total: in the base, not in the head"
    ]
    assert passed.finding.notes == (
        "Could not be checked: column missing raw_items.x (not all columns of raw_items are known).",
    )


def test_one_claim_that_the_facts_refute_ends_the_candidate(analysis: Analysis) -> None:
    gap = gated(
        analysis,
        claims=[{"kind": "column_dropped", "subject": "stg.total"}, {"kind": "no_reader", "subject": "stg"}],
    )
    assert isinstance(gap, Gap)
    assert gap.kind is GapKind.REJECTED
    assert gap.why == "a check of it says otherwise: models/orders.sql:1 reads stg"
