"""Findings that were approved for a while: `[[waivers]]` in `headgate.toml` on the base.

A waiver names rule, entity or path, and gives a reason, an owner and the last day on which it counts. What it covers
is listed with those words; from the day after, the finding is back and says whose waiver ran out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from headgate.finding import Finding, State
from headgate.settings import Waiver


def waive(
    findings: Iterable[Finding], waivers: tuple[Waiver, ...], today: date
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that stay, and those that a waiver covers, each with the waiver's words as `suppression`."""
    stay: list[Finding] = []
    waived: list[Finding] = []
    for finding in findings:
        of_it = [one for one in waivers if covers(one, finding)]
        valid = next((one for one in of_it if one.expires >= today), None)
        if valid is not None:
            waived.append(
                replace(finding, suppression=f"waived until {valid.expires} by {valid.owner}: {valid.reason}")
            )
        elif of_it:
            last = max(of_it, key=lambda one: one.expires)
            note = f"the waiver of {last.owner} expired on {last.expires}: {last.reason}"
            stay.append(replace(finding, notes=(*finding.notes, note)))
        else:
            stay.append(finding)
    return tuple(stay), tuple(waived)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver speaks of a finding, by rule, entity and path; dates are not looked at."""
    return (
        finding.state is not State.FIXED
        and fnmatchcase(finding.rule, waiver.rule)
        and fnmatchcase(finding.entity, waiver.entity)
        and fnmatchcase(finding.location.path, waiver.path)
    )
