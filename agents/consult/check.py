"""Facts that an opinion cites, read again in the repository."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.checking import checked
from agents.consult.facts import Packed
from agents.consult.opinion import CheckedFact, Cited
from agents.gate import plain
from agents.quoting import masked_lines
from agents.tools.workspace import Workspace
from headgate.review_change import Analysis

_WORDS = {
    "column": "there is a column {subject}",
    "flows_into": "{subject} flows into {other}",
    "no_reader": "nothing reads {subject}",
    "no_writer": "nothing writes {subject}",
}


def check(cited: Cited, packed: Packed, analysis: Analysis) -> CheckedFact:
    """What the repository says of `cited`."""
    subject, other = _line(cited.subject), _line(cited.other)
    if cited.kind == "fact":
        known = next(
            (fact for fact in packed.facts if fact.id.lower() == subject.split(" ")[0].rstrip(":.,").lower()), None
        )
        if known is None:
            return CheckedFact(f"fact {subject}", False, "no such fact was sent")
        return CheckedFact(f"{known.id} {known.text.splitlines()[0]}", True, "it was sent")
    if cited.kind == "quote":
        return _quoted(cited, other, analysis)
    text = _WORDS[cited.kind].format(subject=subject, other=other)
    if cited.kind == "column":
        outcome = checked(Claim(kind="column_missing", subject=subject), Workspace(analysis))
        stands = None if outcome.stands is None else not outcome.stands
        return CheckedFact(text, stands, plain(outcome.why))
    outcome = checked(Claim(kind=cited.kind, subject=subject, other=other), Workspace(analysis))
    return CheckedFact(text, outcome.stands, plain(outcome.why))


def _quoted(cited: Cited, path: str, analysis: Analysis) -> CheckedFact:
    quote = plain(cited.subject).strip()
    text = f"{path or 'some file'}: {' '.join(quote.split())}"
    if path not in analysis.head.project.snapshot:
        return CheckedFact(text, False, "there is no such file")
    there = quote in "\n".join(masked_lines(analysis.head.project.snapshot, path))
    return CheckedFact(text, there, "it stands there" if there else "it does not stand there")


def _line(text: str) -> str:
    return " ".join(plain(text).split())
