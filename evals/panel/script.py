"""What the scripted specialist claims of the example's change, and what three scripted jurors say of it.

One claim is held by all, one by two of three, one by nobody, and one is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SPECIALIST = "openai/scripted-specialist"
JURORS = ("hosted_vllm/scripted-juror-a", "lm_studio/scripted-juror-b", "litellm_proxy/scripted-juror-c")
"""Of four families, so that all three may judge. None of them is a model."""
_MARKED = re.compile(r"^\+ +\d+ \| (.*)$", re.M)


@dataclass(frozen=True)
class Answer:
    """One juror's view of one claim; `holds` is of the claim, not of its wording."""

    holds: bool | None
    reason: str
    quote: str = ""
    scenario: str = ""
    missing: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Scripted:
    """A claim, and what each juror says of it, in the order of `JURORS`."""

    specialist: str
    candidate: Mapping[str, Any]
    jurors: tuple[Answer, Answer, Answer]
    arbiter: Answer = field(default_factory=lambda: Answer(None, "scripted: nothing further"))

    @property
    def sign(self) -> str:
        """Words that no other claim has."""
        return str(self.candidate["message"])[:60]


HOURLY = Scripted(
    "orchestration",
    {
        "rule": "full-load-every-hour",
        "path": "airflow/dags/orders_daily.py",
        "line": 11,
        "quote": '    schedule="15 * * * *",',
        "message": "Each run of land_orders reads the whole topic and writes lake.orders anew with mode overwrite; "
        "every hour, that is 24 full loads a day, and who reads the table meanwhile finds it gone or half written.",
        "entity": "orders_daily",
    },
    (
        Answer(True, "land_orders starts at earliest and overwrites; the new schedule runs it 24 times a day.",
               '    schedule="15 * * * *",', "A dashboard that reads lake.orders at a quarter past finds no table."),
        Answer(True, "The job has no lower bound on offsets, so each hourly run is a full load.",
               '    schedule="15 * * * *",', "The run of 14:15 rewrites all days, not the last hour."),
        Answer(True, "Nothing in the DAG passes an hour to the job.", '    schedule="15 * * * *",'),
    ),
)  # fmt: skip
EMPTY_DAY = Scripted(
    "spark",
    {
        "rule": "empty-input-leaves-old-tables",
        "path": "spark/jobs/land_orders.py",
        "line": 37,
        "quote": "        return",
        "message": "When the topic holds no orders, the job ends green and leaves lake.orders and lake.order_items as "
        "the last run wrote them, so dbt builds old rows as if they were new.",
        "entity": "main",
    },
    (
        Answer(False, "With no orders there is nothing that could be written; the old tables are still true.",
               "        return"),
        Answer(True, "The early return skips both writes, and the task after it runs all the same.", "        return",
               "The topic is recreated empty; the run is green and yesterday's orders are mailed as today's revenue."),
        Answer(True, "An empty read is more likely a broken topic than a day without orders.", "        return",
               "Retention has removed all records; nobody is told."),
    ),
)  # fmt: skip
OLD_SHIPPING = Scripted(
    "quality",
    {
        "rule": "sum-over-rows-without-value",
        "path": "dbt/models/marts/fct_daily_revenue.sql",
        "line": 5,
        "quote": "    sum(o.shipping) as shipping,",
        "message": "Orders that were landed before this change have no shipping: their days sum to NULL, and a day of "
        "both sums too little without a word.",
        "entity": "fct_daily_revenue.shipping",
    },
    (
        Answer(True, "Nothing fills shipping for the days before the change.", "    sum(o.shipping) as shipping,",
               "The chart of last month shows no shipping at all."),
        Answer(None, "Whether old days are landed anew is not shown.", missing={"about": "keys", "of": "lake.orders"}),
        Answer(False, "land_orders overwrites the whole table, so old days get the new column too.",
               "    sum(o.shipping) as shipping,"),
    ),
    Answer(None, "What the old records of the topic hold in place of shipping is in no file of the repository."),
)  # fmt: skip
NO_TEST = Scripted(
    "modeling",
    {
        "rule": "key-without-test",
        "path": "dbt/models/marts/customers_without_orders.sql",
        "line": 4,
        "quote": "from {{ ref('stg_customer_segments') }}",
        "message": "No test guards the key of this model, so a customer may be listed twice unnoticed.",
        "entity": "customers_without_orders.customer_id",
    },
    (
        Answer(False, "_marts.yml asks for unique and not_null on customer_id of this very model."),
        Answer(False, "The change itself adds both tests."),
        Answer(False, "Not so: it is tested."),
    ),
)
CLAIMS = (HOURLY, EMPTY_DAY, OLD_SHIPPING, NO_TEST)


def script(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request, whoever it is made to."""
    system, told = (str(message["content"]) for message in request["messages"][:2])
    if system.startswith("You judge claims"):
        juror = next(at for at, name in enumerate(JURORS) if name.endswith(str(request["model"]).rsplit("/", 1)[-1]))
        return _judged(told, juror)
    if system.startswith("You decide a claim"):
        return _judged(told, None)
    return {"candidates": [_candidate(one) for one in CLAIMS if _concerns(one, system, told)]}


def _concerns(claim: Scripted, system: str, told: str) -> bool:
    named = system.split('"this file has ', 1)[-1].split("/", 1)[0]
    return claim.specialist in named.split("|") and str(claim.candidate["quote"]).strip() in told


def _candidate(claim: Scripted) -> dict[str, Any]:
    return {**claim.candidate, "specialist": claim.specialist}


def _judged(told: str, juror: int | None) -> dict[str, Any]:
    parts = told.split("# Claim ")[1:]
    return {"judgements": [_judgement(number, part, juror) for number, part in enumerate(parts, 1)]}


def _judgement(number: int, part: str, juror: int | None) -> dict[str, Any]:
    claim = next((one for one in CLAIMS if one.sign in part), None)
    if claim is None:
        line = _MARKED.search(part)
        answer = Answer(True, "The line is what the rule describes.", line[1] if line else "")
    else:
        answer = claim.arbiter if juror is None else claim.jurors[juror]
    if answer.holds is None:
        word = "cannot tell"
    else:
        word = "stands" if answer.holds is ("It is so that" in part) else "does not stand"
    return {
        "claim": number,
        "answer": word,
        "quote": answer.quote,
        "scenario": answer.scenario,
        "reason": answer.reason,
        "missing": dict(answer.missing) if answer.missing else None,
    }
