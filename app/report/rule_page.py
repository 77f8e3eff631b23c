"""The page of one rule, from its docstring and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.report.clean import block
from headgate.rules.registry import Example, Rule
from headgate.rules.runs.registry import RunRule

_LANGUAGES = {"sql": "sql", "py": "python", "scala": "scala", "yml": "yaml", "yaml": "yaml", "json": "json",
              "avsc": "json", "proto": "protobuf", "toml": "toml"}  # fmt: skip


def page(rule: Rule | RunRule) -> str:
    """The documentation of `rule` as Markdown, examples included; ends with a newline."""
    return "\n".join(_parts(rule)).rstrip("\n") + "\n"


def language(path: str) -> str:
    """The name of a file's language for a fenced block."""
    return _LANGUAGES.get(path.rsplit(".", 1)[-1], "")


def _parts(rule: Rule | RunRule) -> Iterator[str]:
    first, _, rest = rule.documentation.partition("\n")
    yield f"# {rule.id}\n\n{first}\n"
    yield f"Level: {rule.level.value}. Proof: {rule.proof.value}.\n"
    yield f"{rest.strip()}\n"
    if isinstance(rule, RunRule):
        return
    speaks = next((example for example in rule.examples if example.lines), None)
    silent = next((example for example in rule.examples if not example.lines), None)
    if speaks:
        yield "## Example\n\nThe rule speaks at the marked lines.\n"
        yield from _example(speaks)
    if silent:
        yield "## Near miss\n\nThe rule stays silent.\n"
        yield from _example(silent)


def _example(example: Example) -> Iterator[str]:
    if example.base:
        yield "On the base:\n"
        yield from _files(example.base, {})
        yield "On the head:\n"
    yield from _files(example.head, example.lines)
    if example.fixed:
        yield "After the fix:\n"
        yield from _files(example.fixed, {})


def _files(files: Mapping[str, str], lines: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    for path, text in files.items():
        marked = lines.get(path, ())
        where = f" (line {', '.join(str(line) for line in marked)})" if marked else ""
        yield f"`{path}`{where}\n\n{block(text, language(path))}\n"
