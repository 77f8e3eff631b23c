"""dbt: properties files with dbt's own tests, and singular tests in SQL for what these cannot say.

Source: dbt's documentation for 1.11, "Data tests", "About data tests property" (`data_tests`, and since 1.10.5
`arguments`). No package is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from headgate.suites.checks import Accepted, Check, NotNull, Refers, Types, Unique
from headgate.suites.rule import Layer, Tried
from headgate.suites.sql import broken_rows, other_of
from headgate.suites.writers.written import Home, Written, because, by_dataset, in_dialect, in_words, plain, slug

VERSION = "dbt 1.11"
_TEMPLATE = ("{{", "{%", "{#")
_THIS, _OTHER = "headgate_this", "headgate_other"


def write(rules: Sequence[Tried], home: Home) -> Written:
    """Files to be put into a dbt project: `models/` and `tests/`."""
    made = Written()
    models: list[dict[str, Any]] = []
    seeds: list[dict[str, Any]] = []
    for dataset, own in by_dataset(rules).items():
        if dataset not in home.refs:
            made.unsaid += [(one.rule, f"{dataset} is no model, seed or source of the project") for one in own]
            continue
        inside = dataset not in home.documented and home.refs[dataset].startswith("ref(")
        entry: dict[str, Any] = {"name": dataset, "columns": {}}
        for one in own:
            if any(mark in repr(one.rule.check) for mark in _TEMPLATE):
                made.unsaid.append((one.rule, "a value in it would be a template"))
            elif inside and _declared(one.rule.check, entry["columns"], home, because(one)):
                continue
            else:
                _singular(made, one, home)
        if entry["columns"]:
            entry["columns"] = list(entry["columns"].values())
            (seeds if dataset in home.seeds else models).append(entry)
    for section, folder, entries in (("models", "models", models), ("seeds", "seeds", seeds)):
        if entries:
            body = yaml.safe_dump({"version": 2, section: entries}, sort_keys=False, allow_unicode=True, width=110)
            head = f"# Suggested by headgate quality suggest; tests in the words of {VERSION}.\n"
            made.files[f"{folder}/_headgate_{section}.yml"] = head + body
    return made


def _declared(check: Check, columns: dict[str, Any], home: Home, why: str) -> bool:
    """Put a check among the tests of its column, where dbt's own tests say it."""
    match check:
        case NotNull():
            test: Any = "not_null"
        case Unique() if len(check.columns) == 1:
            test = "unique"
        case Accepted():
            test = {"accepted_values": {"arguments": {"values": list(check.values)}, "config": _meta(why)}}
        case Refers() if check.other in home.refs:
            arguments = {"to": home.refs[check.other], "field": check.field}
            test = {"relationships": {"arguments": arguments, "config": _meta(why)}}
        case _:
            return False
    name = check.columns[0]
    columns.setdefault(name, {"name": name, "data_tests": []})["data_tests"].append(test)
    return True


def _meta(why: str) -> dict[str, Any]:
    return {"meta": {"headgate": why}}


def _singular(made: Written, one: Tried, home: Home) -> None:
    """A test in SQL that selects what breaks a rule."""
    rule = one.rule
    other = other_of(rule.check)
    if other and other not in home.refs:
        made.unsaid.append((rule, f"{other} is no model, seed or source of the project"))
        return
    if isinstance(rule.check, Types):
        made.unsaid.append((rule, "types are declared by a contract of the model, not by a test"))
        return
    sql = in_dialect(broken_rows(rule.check, _THIS, _OTHER), home.dialect)
    if not sql or any(mark in sql for mark in _TEMPLATE):
        made.unsaid.append((rule, f"{home.dialect or 'SQL'} has no words for it that dbt takes"))
        return
    sql = sql.replace(_THIS, "{{ " + home.refs[rule.dataset] + " }}")
    if other:
        sql = sql.replace(_OTHER, "{{ " + home.refs[other] + " }}")
    severity = "warn" if rule.layer is Layer.STATISTICAL else "error"
    head = f"-- {plain(in_words(rule.check))}\n-- because {because(one)}\n"
    config = "{{ config(severity='" + severity + "', tags=['headgate']) }}\n"
    name = f"tests/headgate/{slug(rule.dataset)}__{slug(in_words(rule.check))}"
    path, count = f"{name}.sql", 2
    while path in made.files:
        path, count = f"{name}_{count}.sql", count + 1
    made.files[path] = f"{head}{config}{sql}\n"
