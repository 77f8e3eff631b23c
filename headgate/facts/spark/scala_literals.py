"""Literals of Scala, and strings with holes in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from headgate.facts.spark.program import Sort, Value


class Literals:
    """Reads what a file fixes by itself."""

    def value(self, node: Node | None) -> Value:
        """The value of `node`; who reads expressions knows."""
        raise NotImplementedError

    def _on_integer_literal(self, node: Node) -> Value:
        digits = text_of(node).rstrip("lL").replace("_", "")
        number = int(digits) if digits.isdecimal() and len(digits) < 20 else 0
        return Value(Sort.LOCAL, constant=number, is_constant=digits.isdecimal(), line=line_of(node))

    def _on_boolean_literal(self, node: Node) -> Value:
        return Value(Sort.LOCAL, constant=text_of(node) == "true", is_constant=True, line=line_of(node))

    def _on_null_literal(self, node: Node) -> Value:
        return Value(Sort.LOCAL, constant=None, is_constant=True, line=line_of(node))

    def _on_string(self, node: Node) -> Value:
        text = text_of(node)
        body = text[3:-3] if text.startswith('"""') else text[1:-1]
        return Value(Sort.LOCAL, constant=body, is_constant=True, line=line_of(node))

    def _on_interpolated_string_expression(self, node: Node) -> Value:
        prefix = text_of(node.child_by_field_name("interpolator"))
        body = text_of(node)[len(prefix) :]
        inner = next((child for child in node.named_children if child.type == "interpolated_string"), None)
        holes = inner.named_children if inner is not None else []
        text = body[3:-3] if body.startswith('"""') else body[1:-1]
        if prefix == "$" and not holes:
            return Value(Sort.COLUMN, column=text, line=line_of(node))
        parts = tuple(self.value(hole) for hole in holes)
        if not parts:
            return Value(Sort.LOCAL, constant=text, is_constant=True, line=line_of(node))
        if prefix in ("s", "f", "raw") and inner is not None:
            pieces = [*_pieces(inner, text_of(inner), parts)]
            if all(isinstance(piece, str) or piece.is_constant for piece in pieces) and "%" not in text:
                whole = "".join(piece if isinstance(piece, str) else str(piece.constant) for piece in pieces)
                return Value(Sort.LOCAL, constant=_unquoted(whole), is_constant=True, line=line_of(node))
            parts = tuple(_told(pieces, 3 if body.startswith('"""') else 1))
        return Value(Sort.LOCAL, operator="format", parts=parts, line=line_of(node))

    def _on_interpolation(self, node: Node) -> Value:
        inner = node.named_children[0] if node.named_child_count == 1 else None
        if inner is not None and inner.type == "block" and inner.named_child_count == 1:
            inner = inner.named_children[0]
        return self.value(inner)

    def _on_quote_expression(self, node: Node) -> Value:
        """`'total`, a column by symbol."""
        return Value(Sort.COLUMN, column=text_of(node).removeprefix("'"), line=line_of(node))


def _pieces(inner: Node, text: str, holes: Sequence[Value]) -> Iterator[str | Value]:
    """The text between holes, and what stands in them."""
    raw, start = text.encode(), inner.start_byte
    at = 0
    for node, value in zip(inner.named_children, holes, strict=True):
        yield raw[at : node.start_byte - start].decode("utf-8", "replace")
        yield value
        at = node.end_byte - start
    yield raw[at:].decode("utf-8", "replace")


def _told(pieces: Sequence[str | Value], quotes: int) -> Iterator[Value]:
    """What an interpolated string is put together from, in order, without its quotes."""
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            text = piece[quotes if index == 0 else 0 : len(piece) - (quotes if index == len(pieces) - 1 else 0)]
            yield Value(Sort.LOCAL, constant=text, is_constant=True)
        else:
            yield piece


def _unquoted(text: str) -> str:
    return text[3:-3] if text.startswith('"""') and len(text) >= 6 else text[1:-1]


def text_of(node: Node | None) -> str:
    """The text of `node`; empty for none."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""


def line_of(node: Node) -> int:
    """The line that `node` begins on, from 1."""
    return int(node.start_point[0]) + 1
