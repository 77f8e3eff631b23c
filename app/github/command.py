"""What a maintainer says in an answer to a comment: `/headgate dismiss REASON [until DATE]`, `/headgate accept`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.report.clean import visible
from headgate.errors import HeadgateError
from knowledge.entry import Because
from knowledge.memory import DISMISSAL_DAYS, MOST_DAYS, Terms

PREFIX = "/headgate"
USAGE = (
    "An answer to a finding may be `/headgate dismiss REASON`, `/headgate dismiss wrong: REASON`, "
    "`/headgate dismiss taken: REASON until 2027-01-31`, or `/headgate accept`."
)
_LONGEST = 500
_UNTIL = re.compile(r"^(.*?)\s*\buntil\s+(\S+)$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Accept:
    """The finding is right."""


Command = Terms | Accept
"""Terms: it is not wanted again, on these."""


class NoCommandError(HeadgateError):
    """It is addressed to Headgate and says nothing that it does; the message says what it could be."""


def is_addressed(text: str) -> bool:
    """Whether a comment speaks to Headgate: its first word is the name. What is quoted or in the middle does not."""
    return text.lstrip().split(maxsplit=1)[:1] == [PREFIX]


def parse(text: str, today: date) -> Command:
    """The command in the first line of a comment; what stands below it is talk.

    Raises:
        NoCommandError: it is none.
    """
    line = text.strip().split("\n", 1)[0].strip()
    if visible(line) != line or len(line) > _LONGEST:
        raise NoCommandError(
            f"The line holds signs that a reader does not see, or over {_LONGEST} of them; write it again without."
        )
    _, verb, rest = (*line.split(maxsplit=2), "", "")[:3]
    if verb == "accept":
        return Accept()
    if verb != "dismiss":
        raise NoCommandError(USAGE)
    reason, days = _until(rest.strip(), today)
    because, reason = _because(reason)
    if not re.search(r"\w", reason):
        raise NoCommandError(f"A dismissal says why; the reason is shown when the finding comes up again. {USAGE}")
    return Terms(reason, because, days=days)


def _until(text: str, today: date) -> tuple[str, int]:
    found = _UNTIL.match(text)
    if found is None or not _DAY.fullmatch(found[2]):
        return text, DISMISSAL_DAYS
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        raise NoCommandError(f"There is no day {found[2]}; write it as 2027-01-31.") from None
    days = (day - today).days
    if not 1 <= days <= MOST_DAYS:
        latest = (today + timedelta(days=MOST_DAYS)).isoformat()
        raise NoCommandError(f"A dismissal ends on a day to come, {latest} at the latest.")
    return found[1], days


def _because(text: str) -> tuple[Because | None, str]:
    word, colon, rest = text.partition(":")
    if colon and word.strip().lower() in {one.value for one in Because}:
        return Because(word.strip().lower()), rest.strip()
    return None, text
