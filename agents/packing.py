"""What fits into a prompt: the pieces of most worth, and word of what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agents.quoting import fenced
from headgate.gap import Gap, GapKind

_BYTES_OF_A_TOKEN = 3.5
"""For code, on the low side: what fits here fits the model."""
_MOST_GAPS = 20
"""Paths that are named one by one when they did not fit."""
_SECTIONS = ("Already found", "Code", "Impact", "Lineage", "Columns", "Remembered")
"""In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something worth showing."""

    worth: int
    """Higher is shown first."""
    section: str
    path: str
    text: str
    place: int = 0
    """Pieces of one path are shown in this order, below the path, which is written once."""

    @property
    def tokens(self) -> int:
        return estimate(self.text)


@dataclass(frozen=True, slots=True)
class Context:
    """The packed text, and what did not fit."""

    text: str
    left_out: tuple[Gap, ...] = ()


def estimate(text: str) -> int:
    """About how many tokens `text` has."""
    return int(len(text.encode("utf-8", "replace")) / _BYTES_OF_A_TOKEN) + 1


def pack(pieces: Iterable[Piece], tokens: int, station: str) -> Context:
    """The pieces of most worth that fit in `tokens`, by section; a gap for each path that lost something."""
    chosen: list[Piece] = []
    lost: dict[str, int] = {}
    named: set[tuple[str, str]] = set()
    left = tokens
    for piece in sorted(pieces, key=lambda p: (-p.worth, p.path, p.place)):
        # A path is paid for with its first piece.
        heading = 0 if (piece.section, piece.path) in named else estimate(piece.path)
        if piece.tokens + heading <= left:
            chosen.append(piece)
            named.add((piece.section, piece.path))
            left -= piece.tokens + heading
        else:
            lost[piece.path] = lost.get(piece.path, 0) + 1
    text = "\n\n".join(fenced(name, body) for name in _SECTIONS if (body := _section(name, chosen)))
    return Context(text, tuple(_left_out(lost, station, tokens)))


def _section(name: str, chosen: list[Piece]) -> str:
    """The pieces of a section, those of one path together where the best of them would stand."""
    by_path: dict[str, list[Piece]] = {}
    for piece in chosen:
        if piece.section == name:
            by_path.setdefault(piece.path, []).append(piece)
    blocks = []
    for path, pieces in by_path.items():
        texts = [piece.text for piece in sorted(pieces, key=lambda p: p.place)]
        blocks.append("\n".join([path, *texts] if path and name == "Code" else texts))
    return "\n".join(blocks)


def _left_out(lost: dict[str, int], station: str, tokens: int) -> Iterator[Gap]:
    why = f"{station} was not shown it: its {tokens:,} tokens of context were full"
    for path, count in sorted(lost.items())[:_MOST_GAPS]:
        what = "a part" if count == 1 else f"{count} parts"
        yield Gap(path, what if path else f"{what} of lineage, columns and memory", why, GapKind.TOO_MANY)
    if len(lost) > _MOST_GAPS:
        yield Gap("", f"{len(lost) - _MOST_GAPS} more files", why, GapKind.TOO_MANY)
