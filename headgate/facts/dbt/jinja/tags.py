"""dbt's own tags: snapshot, test, materialization and docs blocks."""

from __future__ import annotations

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

SNAPSHOT = "headgate_snapshot"
"""Name of the variable that says which snapshot block of a file is rendered."""


class SnapshotTag(Extension):
    """`{% snapshot name %}`: its body stands only where this snapshot is the one that is rendered."""

    tags = {"snapshot"}  # noqa: RUF012 - Jinja's contract

    def parse(self, parser: Parser) -> nodes.Node:
        lineno = next(parser.stream).lineno
        name = parser.stream.expect("name").value
        body = parser.parse_statements(("name:endsnapshot",), drop_needle=True)
        asked = nodes.Name(SNAPSHOT, "load", lineno=lineno)
        same = nodes.Compare(asked, [nodes.Operand("eq", nodes.Const(name, lineno=lineno), lineno=lineno)])
        return nodes.If(same, body, [], [], lineno=lineno).set_lineno(lineno)


class TestTag(Extension):
    """`{% test name(arguments) %}`: a macro called `test_name`."""

    tags = {"test", "data_test"}  # noqa: RUF012 - Jinja's contract

    def parse(self, parser: Parser) -> nodes.Node:
        token = next(parser.stream)
        macro = nodes.Macro(lineno=token.lineno)
        macro.name = "test_" + parser.stream.expect("name").value
        parser.parse_signature(macro)
        macro.body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        return macro


class MaterializationTag(Extension):
    """`{% materialization name, default %}`: how tables are built says nothing of what they hold."""

    tags = {"materialization"}  # noqa: RUF012 - Jinja's contract

    def parse(self, parser: Parser) -> nodes.Node:
        lineno = next(parser.stream).lineno
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        parser.parse_statements(("name:endmaterialization",), drop_needle=True)
        return nodes.Output([], lineno=lineno)


class DocsTag(Extension):
    """`{% docs name %}`: prose."""

    tags = {"docs"}  # noqa: RUF012 - Jinja's contract

    def parse(self, parser: Parser) -> nodes.Node:
        lineno = next(parser.stream).lineno
        parser.stream.expect("name")
        parser.parse_statements(("name:enddocs",), drop_needle=True)
        return nodes.Output([], lineno=lineno)


TAGS = (SnapshotTag, TestTag, MaterializationTag, DocsTag)
