"""How the key of a table is made: a hash, a sequence, a random value, or the source's own; and how it can fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlglot import exp

from headgate.design.review.subject import Subject
from headgate.facts.sql.expressions import bare, shown

_HASHES = (exp.MD5, exp.MD5Digest, exp.SHA, exp.SHA2, exp.FarmFingerprint)
_HASH_NAMES = frozenset(
    (
        "hash",
        "xxhash64",
        "farm_fingerprint",
        "hashbytes",
        "md5_hex",
        "sha1_hex",
        "sha2_hex",
        "murmur_hash",
        "md5_binary",
        "sha1",
        "sha256",
        "sha512",
        "sha2_binary",
    )
)
_RANDOM_NAMES = frozenset(("uuid_string", "gen_random_uuid", "generate_uuid", "newid", "uuid_generate_v4", "uuid"))
_SEQUENCE_NAMES = frozenset(("monotonically_increasing_id", "nextval", "seq8", "seq4"))


@dataclass(frozen=True, slots=True)
class Surrogate:
    """A key column, and how it is made."""

    column: str
    kind: str
    """`hash`, `sequence`, `random`, `expression`, `of the source`, or `unknown`."""
    parts: tuple[str, ...]
    """What a hash is made of."""
    run_together: bool = False
    """Two parts of a hash stand side by side with nothing between them."""
    line: int = 0
    """Of the file; 0 where it is not known."""


def surrogates(subject: Subject) -> tuple[Surrogate, ...]:
    """The keys of one column that a table has."""
    names = {next(iter(key.columns)) for key in subject.keys if len(key.columns) == 1}
    names |= {
        name for name in subject.names if name.endswith(("_sk", "_hk", "_hashkey")) or name.startswith(("sk_", "hk_"))
    }
    return tuple(made(subject, name) for name in sorted(names))


def made(subject: Subject, column: str) -> Surrogate:
    """How a column is made, in the first branch that makes it."""
    return subject.answers.of(
        "surrogate", f"{column}\x1f{subject.spelled}", Surrogate, lambda: _made(subject, column)
    )  # fmt: skip


def _made(subject: Subject, column: str) -> Surrogate:
    origins = [(origin, reading) for reading in subject.readings for origin in reading.origins(column)]
    told = [(origin.expression, reading) for origin, reading in origins if origin.expression is not None]
    if not origins:
        return Surrogate(column, "unknown", ())
    if not told:
        return Surrogate(column, "of the source", ())
    expression, reading = told[0]
    return replace(of_expression(column, expression), line=reading.line(expression))


def of_expression(column: str, expression: exp.Expr | None) -> Surrogate:
    """How an expression makes a key."""
    if expression is None:
        return Surrogate(column, "unknown", ())
    nodes = list(expression.walk())
    hashes = [node for node in nodes if isinstance(node, _HASHES) or _called(node) in _HASH_NAMES]
    if hashes:
        parts = list(_parts(hashes[0]))
        names = tuple(dict.fromkeys(name for part in parts or hashes[:1] for name in _columns(part)))
        return Surrogate(column, "hash", names, runs_together(hashes[0]))
    if any(isinstance(node, exp.Uuid) or _called(node) in _RANDOM_NAMES for node in nodes):
        return Surrogate(column, "random", ())
    numbered = any(isinstance(node, exp.RowNumber) for node in nodes)
    if numbered or any(_called(node) in _SEQUENCE_NAMES for node in nodes):
        return Surrogate(column, "sequence", ())
    if isinstance(bare(expression), exp.Literal | exp.Null):
        return Surrogate(column, "unknown", ())
    return Surrogate(column, "expression", (), runs_together(expression))


def _columns(part: exp.Expr) -> list[str]:
    """The columns of a part, as they are called there; the part itself where it has none."""
    found = [column.name.lower() for column in part.find_all(exp.Column)]
    return found or ([] if part.find(exp.Literal) else [shown(part)])


def runs_together(node: exp.Expr) -> bool:
    """Whether a concatenation within `node` sets two columns side by side with nothing between them."""
    parts = list(_parts(node))
    if len(parts) < 2 or any(isinstance(one, exp.ConcatWs) for one in node.walk()):
        return False
    return any(_varies(one) and _varies(other) for one, other in pairwise(parts))


def _parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The operands of the outermost concatenation within `node`, in order; none where there is no concatenation."""
    top = next((one for one in node.walk() if isinstance(one, exp.Concat | exp.DPipe | exp.ConcatWs)), None)
    if top is not None:
        yield from _operands(top)


def _operands(node: exp.Expr) -> Iterator[exp.Expr]:
    node = bare(node)
    if isinstance(node, exp.DPipe):
        yield from _operands(node.left)
        yield from _operands(node.right)
    elif isinstance(node, exp.Concat):
        for one in node.expressions:
            yield from _operands(one)
    elif isinstance(node, exp.ConcatWs):
        yield from node.expressions[1:]
    else:
        yield node


_FIXED_WIDTH = (exp.MD5, exp.SHA, exp.SHA2, exp.Pad, exp.TimeToStr, exp.Date)


def _varies(node: exp.Expr) -> bool:
    """Whether a part has texts of several lengths: it holds a column, and nothing gives it a fixed width."""
    if node.find(exp.Column) is None or any(isinstance(one, _FIXED_WIDTH) for one in node.walk()):
        return False
    casts = [one.to for one in node.find_all(exp.Cast, exp.TryCast)]
    return not any(to.this in exp.DataType.TEMPORAL_TYPES for to in casts) and not any(
        _called(one) in ("lpad", "rpad", "to_char", "date_format", "format_date") for one in node.walk()
    )


def _called(node: object) -> str:
    return node.name.lower() if isinstance(node, exp.Anonymous) else ""
