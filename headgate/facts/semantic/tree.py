"""LookML as blocks and values that know their lines; the one door to `lkml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import lkml
from lkml.tree import BlockNode, ContainerNode, ListNode, PairNode

from headgate.errors import HeadgateError

MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Block:
    """`type: name { … }`, or the whole file."""

    type: str
    name: str
    line: int
    pairs: tuple[tuple[str, str, int], ...] = ()
    """Key, value, line."""
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    blocks: tuple[Block, ...] = field(default=())

    def said(self, key: str) -> str:
        """The value of a key; empty where it is absent."""
        return next((value for name, value, _ in self.pairs if name == key), "")

    def line_of(self, key: str) -> int:
        return next((line for name, _, line in self.pairs if name == key), self.line)

    def listed(self, key: str) -> tuple[str, ...]:
        """The items of a list, or the one value that stands in its place."""
        found = next((items for name, items in self.lists if name == key), ())
        return found or ((self.said(key),) if self.said(key) else ())

    def each(self, *types: str) -> Iterator[Block]:
        return (block for block in self.blocks if block.type in types)


def read_blocks(text: str) -> Block:
    """The top of a LookML file.

    Raises:
        HeadgateError: it is not LookML, or nested too deeply.
    """
    try:
        document = lkml.parse(text)
    except (SyntaxError, LookupError, ValueError, RecursionError) as error:
        why = str(error).partition(".")[0][:120] if isinstance(error, SyntaxError) else "it ends too early"
        raise HeadgateError(f"not LookML that can be parsed: {why}") from error
    return _block("", "", 1, document.container, 0)


def _block(kind: str, name: str, line: int, container: ContainerNode | None, depth: int) -> Block:
    if depth > MAX_DEPTH:
        raise HeadgateError(f"nested deeper than {MAX_DEPTH} levels")
    pairs, lists, blocks = [], [], []
    for item in container.items if container is not None else ():
        at = item.line_number or line
        if isinstance(item, PairNode):
            raw = item.value.prefix + item.value.value
            # The parser counts an expression's line at its end; a reader looks for its start.
            before = raw[: len(raw) - len(raw.lstrip())].count("\n")
            pairs.append((item.type.value, item.value.value.strip(), at + before))
        elif isinstance(item, ListNode):
            texts = tuple(one.value for one in item.items if not isinstance(one, PairNode))
            lists.append((item.type.value, texts))
        elif isinstance(item, BlockNode):
            called = item.name.value if item.name is not None else ""
            blocks.append(_block(item.type.value, called, at, item.container, depth + 1))
    return Block(kind, name, line, tuple(pairs), tuple(lists), tuple(blocks))
