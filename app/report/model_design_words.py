"""What the reports of a design say alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headgate.design.make import Design
from headgate.design.proof.prove import Answered, Proof
from headgate.design.tradeoffs import Comparison, Form

_MARKS = {True: "same", False: "NOT SAME"}


def headline(design: Design) -> str:
    """What was made of what, in a sentence."""
    star = design.star
    asked = len(design.questions) + len(design.not_understood)
    proved = sum(one.proved for one in design.proof.answers)
    dates = 1 if star.has_dates else 0
    return (
        f"A star of {count(len(star.facts), 'fact')}, "
        f"{count(len(star.dimensions) + len(star.junks) + dates, 'dimension')} and "
        f"{count(len(star.bridges), 'bridge')} over {count(len(design.schema.tables), 'source table')}: "
        f"{proved} of {count(asked, 'question')} proved, {len(design.not_understood)} not understood."
    )


def proof_line(proof: Proof) -> str:
    """How the proof went, in a sentence."""
    if proof.trouble:
        return f"Nothing was proved. {proof.trouble}"
    wrong = [one for one in proof.checks if one.wrong]
    said = (
        "Built on DuckDB over "
        f"{sum(n for name, n in proof.counts.items() if name.startswith('src__')):,} source rows; "
        f"{len(proof.checks) - len(wrong)} of {len(proof.checks)} checks of keys and rows hold."
    )
    failed = "".join(f" {name.removeprefix('ref__')} was not built: {why}." for name, why in proof.failed)
    return said + "".join(f" Wrong: {one.name} ({one.wrong} rows)." for one in wrong[:5]) + failed


def verdict(answered: Answered) -> str:
    """How the two answers compare."""
    if answered.star is None:
        return "no answer"
    if not answered.star.rows:
        return "no rows"
    return _MARKS[not answered.trouble]


def count(number: int, what: str) -> str:
    """A number of things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def size(form: Form) -> str:
    """Bytes for people."""
    if form.bytes is None:
        return "unknown"
    left = float(form.bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if left < 1000:
            return f"{left:,.0f} {unit}"
        left /= 1000
    return f"{left:,.1f} TB"


def on_sizes(compared: Comparison) -> list[str]:
    """What the sizes stand on."""
    if not compared.unknown:
        return ["Bytes are reckoned before compression, with 20 for each text."]
    return [f"Bytes are unknown: give --rows for {', '.join(compared.unknown)}."]


def told(design: Design) -> Iterator[tuple[str, Sequence[str]]]:
    """Notes, assumptions and what was not read, under their headings."""
    notes = [*design.star.notes, *(note for one in design.star.dimensions for note in one.notes)]
    for heading, lines in (("notes", notes), ("assumed", design.schema.assumed), ("not read", design.schema.unread)):
        if lines:
            yield heading, list(dict.fromkeys(lines))
