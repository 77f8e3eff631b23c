"""Schemas that are gone while data and programs that use them are not."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.compat.pair import is_unstable
from headgate.impact.compat.removed import RemovedSchemas
from headgate.location import Side
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_NAMED = 5
_AVRO = """
{"type": "record", "name": "shop.Order", "fields": [{"name": "id", "type": "long"}]}
"""
_PROTO = """
syntax = "proto3";
package shop.v1;
message Order { int64 id = 1; }
message Line { int64 id = 1; }
"""
_KEPT = {"README.md": "A shop.\n"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_KEPT, {"order.avsc": (1,)}, base=_KEPT | {"order.avsc": _AVRO}),
        repository(
            {"shop.proto": _PROTO.replace("message Line { int64 id = 1; }\n", "")},
            {"shop.proto": (4,)},
            base={"shop.proto": _PROTO},
        ),
        repository({"avro/order.avsc": _AVRO}, base={"order.avsc": _AVRO}),
        repository(
            {
                "shop.proto": _PROTO.replace("message Line { int64 id = 1; }\n", ""),
                "line.proto": _PROTO.replace("message Order { int64 id = 1; }\n", ""),
            },
            base={"shop.proto": _PROTO},
        ),
    ],
)
def schema_removed(removed: RemovedSchemas) -> Iterator[Found]:
    """A schema file or a declaration was removed, and nothing in the repository declares its name any more.

    ## Why it matters

    Records that were written with it are still in topics, tables and files, and can be read by nobody who builds from
    this repository. Programs that import it no longer compile, and registries drop the subject with its history.

    ## Instead

    Mark it as deprecated, wait until no producer writes it and its data has expired, and remove it then.

    ## When it stays silent

    When another file of the head declares the same name, such as after a move. Types that are nested in another are
    told with it. Packages such as `v1alpha1` are told as notes.

    ## Fix

    None is applied by itself: whether data and readers are still about is not to be seen in the repository.
    """
    names = [one.name for one in removed.schemas]
    listed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    what = f"The file that declares {listed} is removed" if removed.file_gone else f"{listed} is removed"
    readers = removed.consumers()
    yield Found(
        message=f"{what}: data that was written with it stays, and programs that use it fail.{in_words(readers)}",
        line=max(removed.schemas[0].line, 1),
        path=removed.path,
        entity=f"{names[0]}:removed",
        side=Side.BASE,
        evidence=(
            Evidence(EvidenceKind.SCHEMA_DIFFERENCE, "\n".join(f"removed: {name}" for name in names)),
            *shown(readers),
        ),
        related=places(readers),
        level=Level.NOTE if all(is_unstable(name) for name in names) else None,
    )
