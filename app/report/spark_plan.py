"""What is said of plans, for a terminal, for a pull request and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.report.clean import block, cell, code, folded, prose, visible
from app.report.plan_outline import outline
from app.report.published import masked
from app.report.summary import counted
from headgate.facts.spark.explain.model import Adaptive, Engine, SparkPlan
from headgate.facts.spark.explain.shape import PlanShape, shape_of
from headgate.finding import Finding, Level
from headgate.impact.plans.compare import PlanComparison
from headgate.impact.plans.difference import Difference, Turn
from headgate.remedy.spark.trial import Outcome
from headgate.review_plan import PlanReview
from headgate.rules.registry import all_rules

FORMAT = "headgate-plan/1"
"""Changes when a reader of the document would have to."""
_STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold cyan"}
_TURNS = {Turn.WORSE: ("worse", "bold red"), Turn.BETTER: ("better", "bold green"), Turn.OTHER: ("other", "bold cyan")}
_OUTCOMES = {Outcome.SAME: "bold green", Outcome.OTHER: "bold red", Outcome.UNTRIED: "bold yellow"}
_MOST_PLANS = 20
_ADAPTIVE = {
    Adaptive.OFF: "",
    Adaptive.INITIAL: "adaptive, not run yet",
    Adaptive.FINAL: "adaptive, as it ran",
}


def as_text(review: PlanReview) -> Group:
    """For a terminal: the comparison first, then each plan as a tree, then what is found in it."""
    return Group(*_text(review))


def _text(review: PlanReview) -> Iterator[RenderableType]:
    title = Text("Headgate", style="bold")
    title.append(f"  {folded(review.path)}", style="bold not dim")
    yield title
    yield Text(_sentence(review))
    if review.spark:
        yield Text(f"\nRun with Spark {folded(review.spark)} on made-up rows", style="bold underline")
    for one in review.tried:
        yield _row(Text(one.outcome.value, style=_OUTCOMES[one.outcome]), Text(visible(_bare(masked(one.text)))))
    for number, comparison in enumerate(review.comparisons, start=1):
        many = len(review.comparisons) > 1
        yield from _compared(comparison, f"Against the older plan{f', {number}' if many else ''}")
    if review.comparisons:
        yield from _moved("New here", review.introduced)
        yield from _moved("Gone", review.gone)
    for plan in review.plans[:_MOST_PLANS]:
        yield from _plan(plan, review)
    if len(review.plans) > _MOST_PLANS:
        yield Text(f"\n{len(review.plans) - _MOST_PLANS} more plans; --format json gives all.")
    if review.gaps:
        yield Text("\nNot looked at", style="bold underline")
        yield from (Text(f"  {folded(gap.what)}: {visible(gap.why)}") for gap in review.gaps[:10])


def _sentence(review: PlanReview) -> str:
    plans = counted(len(review.plans), "plan")
    count = {level: sum(one.level is level for one in review.findings) for level in Level}
    told = [counted(count[level], level.value) for level in reversed(Level) if count[level]]
    return f"{plans}; {', '.join(told) if told else 'nothing to mend was found'}."


def _compared(comparison: PlanComparison, heading: str) -> Iterator[RenderableType]:
    yield Text(f"\n{heading}", style="bold underline")
    if comparison.old is None or comparison.new is None:
        yield Text("  the plan is new" if comparison.old is None else "  the plan is gone")
        return
    if not comparison.differences:
        yield Text("  no difference that matters")
    for one in comparison.differences:
        word, style = _TURNS[one.turn]
        told = Text(visible(_bare(masked(one.text))))
        told.append(f"  {_lines(one)}", style="dim")
        yield _row(Text(word, style=style), told)


def _lines(one: Difference) -> str:
    told = [f"line {one.line}" if one.line else "", f"line {one.old_line} before" if one.old_line else ""]
    return ", ".join(part for part in told if part)


def _moved(heading: str, findings: tuple[Finding, ...]) -> Iterator[RenderableType]:
    if findings:
        yield Text(f"\n{heading}", style="bold underline")
    for one in findings:
        told = Text(f"{one.rule}  ", style="bold")
        told.append(visible(masked(one.message)), style="not bold")
        yield _row(Text(one.level.value, style=_STYLES[one.level]), told)


def _row(word: Text, told: Text) -> RenderableType:
    """A word and what it is said of, which wraps beside it."""
    row = Table(box=None, padding=(0, 1, 0, 0), show_header=False)
    row.add_column(width=9, no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(word, told)
    return Padding(row, (0, 0, 0, 2), expand=False)


def _plan(plan: SparkPlan, review: PlanReview) -> Iterator[RenderableType]:
    findings = [one for one in review.findings if plan.line <= one.location.start_line <= plan.end_line]
    shape = shape_of(plan)
    yield Text(f"\nPlan at line {plan.line}", style="bold underline")
    yield Text(masked(_facts(plan, shape)), style="dim")
    marks = {one.location.start_line: number for number, one in reversed(list(enumerate(findings, start=1)))}
    for line in outline(plan, frozenset(marks)):
        number = marks.get(line.line)
        row = Text("  " + line.branches, style="dim")
        row.append(visible(line.name), style=_STYLES[findings[number - 1].level] if number else "bold default")
        row.append(f"  {visible(masked(line.told))}" if line.told else "", style="not bold default")
        if number:
            row.append(f"  ◀ {number}", style=_STYLES[findings[number - 1].level])
        row.no_wrap, row.overflow = True, "ellipsis"
        yield row
    for number, one in enumerate(findings, start=1):
        yield Padding(_finding(number, one), (1, 0, 0, 0), expand=False)


def _facts(plan: SparkPlan, shape: PlanShape) -> str:
    """One line of what a plan comes to."""
    parts = [
        plan.form.value,
        _ADAPTIVE[plan.adaptive],
        "" if shape.engines in ((Engine.SPARK,), ()) else f"on {' and '.join(shape.engines)}",
        counted(len(shape.reads), "scan"),
        counted(len(shape.joins), "join"),
        f"{len(shape.shuffles)} shuffle{'' if len(shape.shuffles) == 1 else 's'}",
        f"{shape.broadcasts} broadcast{'' if shape.broadcasts == 1 else 's'}",
    ]
    return "  ".join(part for part in parts if part)


def _finding(number: int, finding: Finding) -> RenderableType:
    head = Text(f"{finding.level.value}", style=_STYLES[finding.level])
    head.append(f"  {finding.rule}", style="bold default")
    head.append(f"  line {finding.location.start_line}", style="dim not bold")
    remedy = Text(f"Instead: {visible(instead(finding.rule))}", style="dim")
    row = Table(box=None, padding=(0, 1, 0, 0), show_header=False)
    row.add_column(width=4, justify="right", no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(f"◀ {number}", style=_STYLES[finding.level]), head)
    row.add_row("", Text(visible(masked(finding.message))))
    row.add_row("", remedy)
    return row


def instead(rule: str) -> str:
    """What the rule's documentation says to do, on one line."""
    known = next((one for one in all_rules() if one.id == rule), None)
    text = known.documentation.partition("## Instead\n")[2].partition("\n## ")[0] if known else ""
    return " ".join(text.split())


def _bare(text: str) -> str:
    return text.replace("`", "")


def as_markdown(review: PlanReview) -> str:
    """For a pull request."""
    return "\n".join(_markdown(review)) + "\n"


def _markdown(review: PlanReview) -> Iterator[str]:
    yield f"## Spark plan {prose(review.path)}\n"
    yield f"{prose(_sentence(review))}\n"
    if review.spark:
        yield f"### Run with Spark {prose(review.spark)} on made-up rows\n"
        yield from (f"- **{one.outcome.value}** {prose(masked(one.text))}" for one in review.tried)
        yield ""
    for comparison in review.comparisons:
        yield "### Against the older plan\n"
        if comparison.old is None or comparison.new is None:
            yield "The plan is new.\n" if comparison.old is None else "The plan is gone.\n"
        elif not comparison.differences:
            yield "No difference that matters.\n"
        else:
            yield "| | what | where |\n|---|---|---|"
            for one in comparison.differences:
                row = (f"**{_TURNS[one.turn][0]}**", prose(masked(one.text)), prose(_lines(one)))
                yield "| " + " | ".join(cell(part) for part in row) + " |"
            yield ""
    for heading, findings in (("New here", review.introduced), ("Gone", review.gone)):
        if findings:
            yield f"### {heading}\n"
            yield from (f"- **{one.level.value}** {code(one.rule)} {prose(masked(one.message))}" for one in findings)
            yield ""
    if review.findings:
        yield "### Findings\n"
        yield "| | rule | line | what | instead |\n|---|---|---|---|---|"
    for found in review.findings[:100]:
        told = (found.level.value, code(found.rule), str(found.location.start_line), prose(masked(found.message)))
        yield "| " + " | ".join(cell(part) for part in (*told, prose(instead(found.rule)))) + " |"
    for plan in review.plans[:_MOST_PLANS]:
        lines = [f"{line.branches}{line.name}  {line.told}".rstrip() for line in outline(plan, frozenset())]
        yield f"\n<details><summary>Plan at line {plan.line}: {prose(_facts(plan, shape_of(plan)))}</summary>\n"
        yield block(masked("\n".join(lines)))
        yield "</details>"
    yield from (f"\nNot looked at: {prose(gap.what)}: {prose(gap.why)}" for gap in review.gaps[:10])


def as_json(review: PlanReview) -> str:
    """For machines: findings, plans and comparisons."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "path": review.path,
        "findings": [_finding_json(one) for one in review.findings],
        "plans": [
            {
                "line": plan.line,
                "end_line": plan.end_line,
                "form": plan.form.value,
                "adaptive": plan.adaptive.value,
                **msgspec.to_builtins(masked(shape_of(plan))),
            }
            for plan in review.plans
        ],
        "gaps": [msgspec.to_builtins(masked(gap)) for gap in review.gaps],
    }
    if review.spark:
        body["tried"] = {"spark": review.spark, "verdicts": [msgspec.to_builtins(masked(one)) for one in review.tried]}
    if review.comparisons:
        body["comparisons"] = [
            {
                "old_line": one.old.line if one.old else None,
                "line": one.new.line if one.new else None,
                "differences": [msgspec.to_builtins(masked(difference)) for difference in one.differences],
            }
            for one in review.comparisons
        ]
        body["introduced"] = [_finding_json(one) for one in review.introduced]
        body["gone"] = [_finding_json(one) for one in review.gone]
        body["worse"] = review.worse
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _finding_json(finding: Finding) -> dict[str, Any]:
    shown = masked(finding)
    return {
        "rule": shown.rule,
        "level": shown.level.value,
        "path": shown.location.path,
        "line": shown.location.start_line,
        "message": shown.message,
        "about": shown.entity,
        "evidence": [one.text for one in shown.evidence],
        "instead": instead(shown.rule),
        "fingerprint": shown.fingerprint,
    }
