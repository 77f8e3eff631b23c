"""Protobuf files that move to another package."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._declared import changes_of, declared

_OLD = """
syntax = "proto3";
package shop.v1;
message Order { int64 id = 1; }
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository({"o.proto": _OLD.replace("shop.v1", "shop.v2")}, {"o.proto": (2,)}, base={"o.proto": _OLD}),
        repository({"o.proto": _OLD.replace("package", "// orders\npackage")}, base={"o.proto": _OLD}),
    ],
)
def proto_package_changed(pair: SchemaPair) -> Iterator[Found]:
    """A Protobuf file was moved to another package, which gives all its messages and services other names.

    ## Why it matters

    Plain bytes stay readable. Everything that carries names does not: the paths of gRPC methods, type URLs in `Any`,
    subjects of a registry, extensions, generated code and whatever imports it.

    ## Instead

    Leave the old package in place, add the new one beside it, serve both, and remove the old one when nobody calls it.

    ## When it stays silent

    When the package line stays, or moves.

    ## Fix

    None is applied by itself: who calls the old names is not to be seen in the file.
    """
    yield from declared(
        pair, changes_of(pair, "FILE_SAME_PACKAGE"), "all names in it change: gRPC paths, type URLs, generated code"
    )
