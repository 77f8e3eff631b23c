"""A design as JSON; its schema is docs/schema/design.schema.json."""

from __future__ import annotations

import json

import msgspec

from headgate.design.make import Design
from headgate.design.proof.prove import Answered
from headgate.design.star.layout import tables
from headgate.design.tradeoffs import Comparison


def as_json(design: Design, compared: Comparison) -> str:
    """The design, its proof and its alternatives as JSON that ends with a newline."""
    body = {
        "version": 1,
        "tables": msgspec.to_builtins(tables(design.star)),
        "facts": [
            {
                "name": fact.name,
                "base": fact.base,
                "type": fact.type.value,
                "grain": fact.grain,
                "key": list(fact.key),
                "reasons": list(fact.reasons),
                "measures": [
                    {"name": one.name, "additivity": one.additivity.kind.value, "reason": one.additivity.reason}
                    for one in fact.measures
                ],
                "left_out": list(fact.left_out),
            }
            for fact in design.star.facts
        ],
        "dimensions": [
            {"name": one.name, "source": one.table, "scd_type": one.scd.type, "reason": one.scd.reason}
            for one in design.star.dimensions
        ],
        "bridges": [
            {"name": one.name, "source": one.link.table, "dimension": one.dimension} for one in design.star.bridges
        ],
        "proof": {
            "holds": design.proof.holds,
            "trouble": design.proof.trouble,
            "rows": dict(design.proof.counts),
            "failed": [{"name": name, "why": why} for name, why in design.proof.failed],
            "checks": msgspec.to_builtins(design.proof.checks),
            "questions": [_answer(one) for one in design.proof.answers],
        },
        "not_understood": [{"name": o.name, "text": o.text, "why": list(o.why)} for o in design.not_understood],
        "forms": msgspec.to_builtins(compared.forms),
        "remarks": list(compared.remarks),
        "notes": list(design.star.notes),
        "assumed": list(design.schema.assumed),
        "unread": list(design.schema.unread),
    }
    return json.dumps(body, indent=2) + "\n"


def _answer(one: Answered) -> dict[str, object]:
    return {
        "name": one.question.name,
        "text": one.question.text,
        "notes": list(one.question.notes),
        "sql": one.sql.replace("ref__", ""),
        "source_sql": one.direct.replace("src__", ""),
        "joins": one.joins,
        "proved": one.proved,
        "trouble": one.trouble,
        "columns": list(one.star.columns) if one.star is not None else [],
        "rows": [list(row) for row in one.star.rows[:100]] if one.star is not None else [],
    }
