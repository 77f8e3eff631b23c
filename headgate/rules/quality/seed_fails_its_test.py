"""Rule: A seed whose content fails a test that stands on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from headgate.facts.dbt.model import DbtTest
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.impact.seeds import Seed, seeds_of
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_SEED = "id,state\n1,open\n{second}\n"
_TESTS = """
    version: 2
    seeds:
      - name: orders
        columns:
          - name: id
            data_tests: [unique, not_null]
          - name: state
            data_tests:
              - accepted_values:
                  values: [open, closed]
    """
_SHOWN = 3
"""Values that are named."""


def _project(second: str) -> dict[str, str]:
    return {"dbt_project.yml": _PROJECT, "seeds/orders.csv": _SEED.format(second=second), "seeds/seeds.yml": _TESTS}


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(_project("1,closed"), {"seeds/orders.csv": (3,)}),
        repository(_project(",closed"), {"seeds/orders.csv": (3,)}),
        repository(_project("2,lost"), {"seeds/orders.csv": (3,)}),
        repository(_project("2,closed")),
        repository(_project("2,")),
        repository({**_project("2,1.0"), "seeds/seeds.yml": _TESTS.replace("[open, closed]", "[open, '1']")}),
    ),
)
def check(whole: Project) -> Iterator[Found]:
    """A seed whose content fails a test that stands on it.

    ## Why it matters
    Both stand in the repository, so that the outcome is known before anything runs: the build stops at this test, or
    goes on with rows that it was written to keep out.

    ## Instead
    Mend the row, or the test.

    ## When it stays silent
    The test has a condition or another severity than error; the file is no CSV, or too large to be read here; a number
    or a truth value stands in the list in another spelling; two values are equal as numbers and not as text.

    ## Fix
    None: whether the row or the test is wrong is not told.
    """
    seeds = seeds_of(whole)
    for path, node in whole.dbt_nodes("seed"):
        seed = seeds.get(node.dataset)
        if seed is None:
            continue
        for test in node.tests if seed.lines else ():
            told = _outcome(seed, test)
            if told is not None:
                place, why = told
                yield Found(
                    f"{why}: `{test.name}` on {node.name}.{test.column} fails.",
                    place,
                    f"{node.name}.{test.column}.{test.name}",
                    path=seed.path,
                    related=(Location(path, test.line),) if test.line else (),
                )


def _outcome(seed: Seed, test: DbtTest) -> tuple[int, str] | None:
    """The line of the file (from 1) that fails first, and why; None where the test passes or is not known here."""
    column, arguments = test.column.lower(), dict(test.arguments)
    if column not in seed.columns or test.severity == "warn" or arguments.keys() - {"values", "quote"}:
        return None
    values = seed.values(column)
    if test.name == "not_null":
        return _first(values, [not value for value in values], "has no value")
    if test.name == "unique":
        return _first(values, _again(values), "stands there before")
    if test.name == "accepted_values":
        listed = json.loads(arguments.get("values", "null"))
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            return None
        known = {spelling for one in listed for spelling in (one, _typed(one))}
        return _first(
            values,
            [bool(value) and value not in known and _typed(value) not in known for value in values],
            "is not in the list",
        )
    return None


def _typed(value: str) -> str | float:
    """A number or a truth value as such, which dbt may read a column of; other text as it is."""
    try:
        return float(value)
    except ValueError:
        return value.lower() if value.lower() in ("true", "false") else value


def _again(values: Sequence[str]) -> list[bool]:
    """Which values stand in an earlier row too."""
    seen: set[str] = set()
    again = []
    for value in values:
        again.append(value in seen)
        seen.update({value} if value else ())
    return again


def _first(values: Sequence[str], fails: Sequence[bool], what: str) -> tuple[int, str] | None:
    if not any(fails):
        return None
    place = fails.index(True)
    if what == "has no value":
        return place + 2, f"{sum(fails)} of {len(values)} rows have no value"
    shown = list(dict.fromkeys(value for value, failed in zip(values, fails, strict=True) if failed))
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    verb = what if len(shown) == 1 else what.replace("stands", "stand").replace("is not", "are not")
    return place + 2, f"{', '.join(repr(value) for value in shown[:_SHOWN])}{more} {verb}"
