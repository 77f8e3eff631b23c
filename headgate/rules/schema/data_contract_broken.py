"""Data contracts that promise less than they did."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_VERSION = re.compile(r"^[ \t]*version[ \t]*:[ \t]*[\"']?v?(\d+)", re.M)
_OLD = """
dataContractSpecification: 1.1.0
id: orders
info:
  title: Orders
  version: 1.2.0
models:
  orders:
    fields:
      id:
        type: bigint
        required: true
      note:
        type: text
"""
_SHORTER = _OLD.replace("      note:\n        type: text\n", "")


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        repository({"c.yaml": _SHORTER}, {"c.yaml": (7,)}, base={"c.yaml": _OLD}),
        repository({"c.yaml": _OLD.replace("bigint", "varchar(20)")}, {"c.yaml": (9,)}, base={"c.yaml": _OLD}),
        repository({"c.yaml": _OLD + "      at:\n        type: timestamp\n"}, base={"c.yaml": _OLD}),
    ],
)
def data_contract_broken(pair: SchemaPair) -> Iterator[Found]:
    """A data contract no longer promises a model, a field or a type that readers rely on.

    ## Why it matters

    A contract is what other teams build against without asking. A field that is gone or has another type fails their
    queries; a field that is required now fails producers that were right until today.

    ## Instead

    Add, and leave what is there. For a break publish a new major version beside the old one, and say until when the
    old one is served.

    ## When it stays silent

    For added optional fields, new models and wider types. Where the contract's own major version rises with the
    change, the break is announced and told as a note.

    ## Fix

    None is applied by itself: who builds against the contract is not to be seen in it.
    """
    if pair.format is not SchemaFormat.DATA_CONTRACT:
        return
    announced = _major(pair.new) > _major(pair.old)
    for change in pair.judged("").breaking:
        readers = pair.consumers_of(change)
        yield Found(
            message=f"{change.sentence}: readers who build against the contract fail.{in_words(readers)}",
            line=pair.head_line(change),
            path=pair.path,
            entity=f"{change.entity}:{change.kind}",
            evidence=(
                Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.kind}: {change.message}"),
                *shown(readers),
            ),
            related=(*pair.base_place(change), *places(readers)),
            level=Level.NOTE if announced else None,
        )


def _major(text: str) -> int:
    found = _VERSION.search(text)
    return int(found[1][:9]) if found else 0
