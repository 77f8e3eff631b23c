"""One rule for each thing that is asked, whoever suggests it; the repository goes before the sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headgate.suites.checks import Check, Holds, Measure, NoRows, Types, Unique
from headgate.suites.rule import Rule

Asked = tuple[str, ...]


def asked(check: Check) -> Asked:
    """What two checks of one dataset share that ask the same thing, whatever their bounds."""
    kind = type(check).__name__
    match check:
        case Types():
            return (kind,)
        case Unique():
            return (kind, *sorted(check.columns))
        case Measure():
            return (kind, check.aggregate)
        case Holds():
            return (kind, "".join(check.condition.lower().split()).replace('"', ""))
        case NoRows():
            return (kind, check.words)
    return (kind, *check.columns)


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Each rule once, at its first place, with the grounds of all that ask the same."""
    found: dict[tuple[str, Asked], Rule] = {}
    for rule in rules:
        key = (rule.dataset, asked(rule.check))
        first = found.get(key)
        if first is None:
            found[key] = rule
        else:
            grounds = tuple(dict.fromkeys((*first.grounds, *rule.grounds)))
            found[key] = replace(first, grounds=grounds)
    return list(found.values())
