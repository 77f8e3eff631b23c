"""The way from one schema to another by schemas in between, each checked against the one before it."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.errors import HeadgateError
from headgate.facts.schemas.model import SchemaFormat
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.impact.compat.change import Compatibility
from headgate.impact.compat.compare import compare
from headgate.impact.compat.history import holds
from headgate.impact.compat.witness import refused_record
from headgate.impact.plan.model import Phase, Plan
from headgate.impact.plan.written import avro, proto, proto_check
from headgate.settings import CompatibilityMode

_NO_WAY = {
    SchemaFormat.JSON_SCHEMA: (
        "what one JSON Schema accepts and another refuses is refused whatever stands in between; publish the new one "
        "as a new version or subject"
    ),
}


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """One schema or migration of the way."""

    name: str
    """For its file: `1-expand`."""
    text: str
    check: str
    """What was checked, in one sentence; more lines say where it is not the new one as given."""


def schemas(
    format_: SchemaFormat, old: str, new: str, mode: CompatibilityMode, profile: str = ""
) -> tuple[WrittenStep, ...]:
    """The schemas from the one after `old` to `new` itself; none where `new` may follow at once.

    The last of Protobuf also reserves what went, and gives what took another's name or number one of its own.

    Raises:
        HeadgateError: no way that is known leads there in this mode.
    """
    if holds(mode, compare(format_, old, new, profile)):
        return ()
    if format_ is SchemaFormat.PROTOBUF:
        return _protobuf(old, new, mode)
    if format_ is not SchemaFormat.AVRO:
        raise HeadgateError(f"No schema in between leads to the new one: {_NO_WAY.get(format_, 'none is known')}.")
    try:
        texts = (*avro.between(old, new), ("contract", new))
    except UnreadableSchema as error:
        raise HeadgateError(f"No schema in between can be made: {error}.") from error
    found: list[WrittenStep] = []
    last = old
    for number, (name, text) in enumerate(texts, start=1):
        found.append(WrittenStep(f"{number}-{name}", text, _checked(number, mode, last, text, profile)))
        last = text
    return tuple(found)


def _protobuf(old: str, new: str, mode: CompatibilityMode) -> tuple[WrittenStep, ...]:
    """The files of a way that holds on the wire and in JSON, by whichever profile it is asked for."""
    try:
        way = proto.between(old, new)
    except UnreadableSchema as error:
        raise HeadgateError(f"No file in between can be made: {error}.") from error
    found: list[WrittenStep] = []
    last = old
    for number, (name, text) in enumerate(way.texts, start=1):
        check = proto_check.checked(number, mode, last, text)
        if number == len(way.texts):
            check = "\n  ".join((check, *way.notes))
        found.append(WrittenStep(f"{number}-{name}", text, check))
        last = text
    return tuple(found)


def _checked(number: int, mode: CompatibilityMode, last: str, text: str, profile: str) -> str:
    """What was checked of a step against the one before it.

    Raises:
        HeadgateError: it does not hold.
    """
    verdict = compare(SchemaFormat.AVRO, last, text, profile)
    if not holds(mode, verdict):
        raise HeadgateError(
            f"No schema in between leads to the new one in mode {mode.value}: {_why(number, mode, verdict)}."
        )
    tried = []
    if mode.way in ("backward", "full"):
        tried.append(refused_record(last, text))
    if mode.way in ("forward", "full"):
        tried.append(refused_record(text, last))
    refused = [one for one in tried if one is not None]
    if refused:
        raise HeadgateError(f"Step {number} is called {mode.way} and a record is refused: {refused[0].error}.")
    return f"{mode.way} with the step before it, and no record that was made is refused"


def _why(number: int, mode: CompatibilityMode, verdict: Compatibility) -> str:
    broken = [
        change for change in verdict.breaking
        if (change.backward and mode.way != "forward") or (change.forward and mode.way != "backward")
    ]  # fmt: skip
    if not broken:
        return f"step {number} cannot be told ({'; '.join(verdict.unknown)})"
    return f"at step {number} {broken[0].message}; give it another name, or a default in the new schema"


def migrations(plan: Plan, old: str, dialect: str) -> tuple[WrittenStep, ...]:
    """The statements of a plan's steps as migrations; those that expand are checked against the tables before.

    Raises:
        HeadgateError: a step that is to harm nobody breaks somebody.
    """
    found: list[WrittenStep] = []
    before = old
    steps = [step for step in plan.steps if step.statements]
    for number, step in enumerate(steps, start=1):
        verdict = compare(SchemaFormat.DDL, before, step.statements, "ddl-compat", dialect)
        check = "takes the old away: run it when nobody uses it any more"
        if step.phase is not Phase.CONTRACT:
            if verdict.full is False and step.phase is Phase.EXPAND and not _leaves_a_view(step.statements):
                raise HeadgateError(f"Step {number}, {step.title}, breaks: {verdict.breaking[0].message}.")
            check = "programs of the old tables go on" if verdict.full else "try it on a copy first"
        text = f"-- {step.title}\n-- {check}\n{step.statements}\n"
        found.append(WrittenStep(f"{number:02}-{step.phase.value}-{_slug(step.title)}", text, check))
        before = f"{before};\n{step.statements}"
    return tuple(found)


def _leaves_a_view(statements: str) -> bool:
    return "CREATE VIEW" in statements


def _slug(title: str) -> str:
    kept = "".join(sign if sign.isalnum() else "-" for sign in title.lower())
    return "-".join(part for part in kept.split("-") if part)[:60].rstrip("-")
