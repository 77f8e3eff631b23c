"""A small change to a small shop, and models that speak of it by script."""

from __future__ import annotations

import difflib
import re
from typing import Any

from headgate.review import Subject
from headgate.settings import Models, Settings
from headgate.source import diff
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot
from tests.loopback import Say, role_of, says

SPECIALIST = "openai/gpt-5.6-terra"
JURORS = ("openai/gemini-scripted", "openai/claude-scripted")

_BASE = {
    "dbt_project.yml": "name: shop\n",
    "models/orders.sql": "select id, total from raw_orders\n",
    "dags/daily.py": "from datetime import datetime\n\nfrom airflow import DAG\n\nday = None\n",
    "jobs/load.py": "from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\n",
}
_HEAD = _BASE | {
    "models/orders.sql": "select id, total,\n       total / 0 as share\nfrom raw_orders\n",
    "dags/daily.py": "from datetime import datetime\n\nfrom airflow import DAG\n\nday = datetime.now()\n",
    "jobs/load.py": _BASE["jobs/load.py"] + "rows = spark.table('t').collect()\n",
}


def _diff(path: str) -> str:
    before, after = _BASE[path].splitlines(keepends=True), _HEAD[path].splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, f"a/{path}", f"b/{path}"))


_DIFF = "".join(_diff(path) for path in _BASE)
TRUE = {
    "rule": "division-by-zero",
    "path": "models/orders.sql",
    "line": 40,
    "quote": "       total / 0 as share",
    "message": "total is divided by zero, so the model fails on its first row.",
    "entity": "orders.share",
}
INVENTED = {
    "rule": "lost-rows",
    "path": "models/customers.sql",
    "line": 1,
    "quote": "select 1",
    "message": "Rows are lost.",
    "entity": "customers",
}


def checkout(base: str = "", **models: Any) -> Checkout:
    """The change, reviewed by models at `base` where that is given."""
    named: dict[str, Any] = {}
    if base:
        named = {"specialist": (SPECIALIST,), "juror": JURORS, "api_base": base, "timeout": 60.0}
    settings = Settings(models=Models(**named | models))
    return Checkout(
        Subject("shop", "base", "head"), MemorySnapshot(_HEAD), MemorySnapshot(_BASE), diff.parse(_DIFF), None, settings
    )


def judged(request: dict[str, Any], stands: bool) -> Say:
    """A juror's answer that all claims stand, or none: denials are answered the other way round."""
    parts = str(request["messages"][1]["content"]).split("# Claim ")[1:]
    told = []
    for number, part in enumerate(parts, 1):
        answer = "stands" if ("It is so that" in part) == stands else "does not stand"
        told.append({"claim": number, "answer": answer, "quote": marked(part), "reason": "scripted"})
    return says({"judgements": told})


def marked(part: str) -> str:
    """The line that a claim is about, as a juror would copy it."""
    line = next(line for line in part.split("\n") if re.match(r"\+ +\d+ \| ", line))
    return line.split(" | ", 1)[1]


def honest(request: dict[str, Any]) -> Say:
    """The modeling specialist sees one true fault and invents one; jurors agree with everything true."""
    role = role_of(request)
    if role in ("juror", "arbiter"):
        return judged(request, stands=True)
    return says({"candidates": [TRUE, INVENTED] if role == "modeling" else []})
