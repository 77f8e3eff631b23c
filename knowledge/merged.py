"""Whether merged code took a remedy up."""

from __future__ import annotations

from headgate.evidence import EvidenceKind
from headgate.finding import Finding
from headgate.source.snapshot import Snapshot


def stood(finding: Finding, merged: Snapshot) -> bool:
    """Whether the lines that the fix of `finding` brings stand in `merged`, and those that it quoted do not.

    A fix that only takes lines away is never told: that they are gone says nothing of why.
    """
    if finding.fix is None or not any(edit.replacement.strip() for edit in finding.fix.edits):
        return False
    for edit in finding.fix.edits:
        text = merged.text_of(edit.path)
        if text is None or f"\n{edit.replacement}" not in f"\n{text.rstrip()}\n":
            return False
    text = merged.text_of(finding.location.path) or ""
    quoted = next((e.text for e in finding.evidence if e.kind is EvidenceKind.QUOTE and e.location), "")
    return not quoted or f"\n{quoted.rstrip()}\n" not in f"\n{text}\n"
