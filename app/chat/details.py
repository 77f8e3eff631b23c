"""Findings as the page shows them."""

from __future__ import annotations

from pathlib import PurePosixPath

from app.chat.session import Sitting
from headgate.evidence import EvidenceKind
from headgate.finding import Level, State
from headgate.location import Side
from headgate.rules.registry import all_rules

_AROUND = 4
"""Lines of code before and after a finding."""
_LANGUAGES = {
    ".py": "python",
    ".sql": "sql",
    ".scala": "scala",
    ".json": "json",
    ".avsc": "json",
    ".yml": "yaml",
    ".yaml": "yaml",
}


def summary(sitting: Sitting) -> str:
    """One paragraph: what was found, what was seen, who sat."""
    review = sitting.review
    counts = [f"{sum(f.level is level for f in sitting.shown)} {level}s" for level in reversed(Level)]
    fails = sum(row.effect == "fails" for row in review.impact)
    parts = [f"**{', '.join(counts)}**" + (f"; {fails} downstream would fail" if fails else "")]
    before = len(review.of(State.PRE_EXISTING))
    if before:
        parts.append(f"{before} were there before")
    coverage = review.coverage
    parts.append(f"{coverage.understood} files understood, {coverage.partly} in part, {len(review.gaps)} gaps")
    if review.models:
        parts.append(review.models)
    return ". ".join(part.rstrip(".") for part in parts) + "."


def table(sitting: Sitting) -> list[list[object]]:
    """A row for each finding: number, level, proof, rule, place, message."""
    return [
        [number, str(found.level), str(found.proof), found.rule, str(found.location), found.message]
        for number, found in enumerate(sitting.shown, start=1)
    ]


def finding_markdown(sitting: Sitting, number: int) -> str:
    """One finding with its code, evidence, fix, recalled pattern and the rule's reason."""
    if not 1 <= number <= len(sitting.shown):
        return "There is no finding of that number."
    found = sitting.shown[number - 1]
    told = [f"### {found.rule}", f"{found.message}", _code(sitting, number)]
    told += [
        f"*{piece.kind}*\n{_fenced(piece.text)}" for piece in found.evidence if piece.kind is not EvidenceKind.QUOTE
    ]
    if found.fix:
        edits = "\n".join(edit.replacement.rstrip("\n") for edit in found.fix.edits)
        told.append(f"*fix: {found.fix.title}* ({found.fix.tried})\n{_fenced(edits)}")
        if found.fix.witness:
            told.append(f"*what its trial gave*\n{_fenced(found.fix.witness)}")
    told += [f"*{note}*" for note in found.notes]
    told += [
        f"**Remembered: {recall.title}.** {recall.remedy} ({recall.source})"
        for recall in sitting.review.recalls
        if recall.fingerprint == found.fingerprint
    ]
    rule = next((known for known in all_rules() if known.id == found.rule), None)
    if rule is not None:
        told.append(
            f"<details><summary>About the rule</summary>\n\n{rule.documentation.replace('## ', '#### ')}\n</details>"
        )
    return "\n\n".join(told)


def _code(sitting: Sitting, number: int) -> str:
    at = sitting.shown[number - 1].location
    base = sitting.checkout.base
    snapshot = base if at.side is Side.BASE and base is not None else sitting.checkout.head
    first = max(at.start_line - _AROUND, 1)
    lines = snapshot.lines_of(at.path, first, at.last_line + _AROUND).split("\n")
    marked = [
        f"{'>' if at.start_line <= line <= at.last_line else ' '} {line:4d}  {text}"
        for line, text in enumerate(lines, start=first)
    ]
    language = _LANGUAGES.get(PurePosixPath(at.path).suffix, "")
    return f"`{at}`\n{_fenced(chr(10).join(marked), language)}"


def _fenced(text: str, language: str = "") -> str:
    fence = "`" * (3 + max((len(run) for run in text.split() if set(run) == {"`"}), default=0))
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
