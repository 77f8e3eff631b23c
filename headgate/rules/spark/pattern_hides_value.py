"""A Scala pattern binds a new name where it was to compare with a value."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from headgate.facts.spark.scala import ScalaModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    import org.apache.spark.sql.DataFrame

    object Job {
      def run(pings: DataFrame, docType: String): DataFrame = {
        val kept = pings.schema.fields.filter { field =>
          field.name match {
            PATTERN
            case _ => false
          }
        }
        pings
      }
    }
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("PATTERN", "case docType => true"), 7, path="Job.scala"),
        silent(_JOB.replace("PATTERN", "case `docType` => true"), path="Job.scala"),
        silent(_JOB.replace("PATTERN", "case name => name == docType"), path="Job.scala"),
        silent(_JOB.replace("PATTERN", "case docType => docType.isEmpty"), path="Job.scala"),
    ),
)
def pattern_hides_value(module: ScalaModule) -> Iterator[Found]:
    """A Scala pattern binds a new name where it was to compare with a value.

    ## Why it matters
    A pattern of one lower-case name matches everything and hides the value of that name: the filter lets all rows
    pass, and the compiler says nothing.

    ## Instead
    The name in backquotes, or a guard: `case kind if kind == docType`.

    ## When it stays silent
    Where the name is none of a parameter or `val` around the pattern, and where the clause reads it.

    ## Fix
    None: a guard may be clearer than backquotes.
    """
    if module.tree is None or "case " not in module.text:
        return
    waiting: list[Node] = [module.tree.root_node]
    while waiting:
        node = waiting.pop()
        waiting += reversed(node.children)
        if node.type != "case_clause":
            continue
        pattern, body = node.child_by_field_name("pattern"), node.child_by_field_name("body")
        if pattern is None or body is None or pattern.type != "identifier":
            continue
        if any(child.type == "guard" for child in node.children):
            continue
        name = _text(pattern)
        if name[:1].islower() and name in _around(node) and not _reads(body, name):
            yield Found(
                f"`case {name}` matches everything: it binds a new `{name}` and does not compare with the value of "
                "that name, so that this condition is always true.",
                pattern.start_point[0] + 1,
                name,
            )


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")


def _around(node: Node) -> set[str]:
    """Names of parameters and values of the definitions around `node`."""
    found: set[str] = set()
    outer = node.parent
    while outer is not None:
        if outer.type in ("function_definition", "class_definition"):
            found |= {
                _text(name)
                for group in outer.children
                if group.type in ("parameters", "class_parameters")
                for one in group.children
                if (name := one.child_by_field_name("name")) is not None
            }
        elif outer.type == "block":
            values = (one.child_by_field_name("pattern") for one in outer.children if one.type == "val_definition")
            found |= {_text(one) for one in values if one is not None and one.type == "identifier"}
        outer = outer.parent
    return found


def _reads(node: Node, name: str) -> bool:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type in ("identifier", "interpolated_string_expression") and name in _text(one):
            return True
        waiting += one.children
    return False
