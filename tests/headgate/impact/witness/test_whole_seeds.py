"""Where seeds are all that a model is made of, a run gives the very rows of a build, and may settle the effect."""

from __future__ import annotations

import pytest

from headgate.facts.cache import Cache
from headgate.impact.effects import Impact
from headgate.impact.witness.trial import tried
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

PROJECT = {
    "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\n",
    "seeds/events.csv": (
        "id,member,seen_at,kind\n1,7,2024-01-01 08:00:00,login\n1,7,2024-01-01 09:30:00,login\n2,8,2024-01-02 10:00:00,sale\n"
    ),
    "models/latest.sql": (
        "select id, member, seen_at, kind from {{ ref('events') }}\n"
        "qualify row_number() over (partition by id order by seen_at) = 1"
    ),
    "models/users.sql": "select member, count(*) as events from {{ ref('latest') }} group by member",
    "models/_exposures.yml": (
        "version: 2\nexposures:\n  - name: board\n    type: dashboard\n    owner: {name: Ann}\n"
        "    depends_on: [ref('users')]\n"
    ),
}


def effects(after: dict[str, str], before: dict[str, str] | None = None) -> dict[str, str]:
    settings = Settings(dialect="duckdb")
    base, head = (
        gather(MemorySnapshot(files, settings.bounds), settings, Cache(None)).project
        for files in (before or PROJECT, {**(before or PROJECT), **after})
    )
    trial = tried(Impact(base, head), settings.bounds)
    assert not trial.trouble
    return {dataset.name: effect.kind for dataset, effect in trial.effects.items()}


def latest(old: str, new: str) -> dict[str, str]:
    text = PROJECT["models/latest.sql"]
    assert old in text
    return {"models/latest.sql": text.replace(old, new)}


def test_another_row_of_the_same_key_changes_values_and_who_only_counts_rows_is_the_same() -> None:
    told = effects(latest("order by seen_at)", "order by seen_at desc)"))
    assert (told["latest"], told["users"], told["board"]) == ("values_change", "unaffected", "unaffected")


def test_the_hour_of_a_seed_counts() -> None:
    same_day = PROJECT["seeds/events.csv"].replace("09:30:00", "08:00:00")
    told = effects(latest("order by seen_at)", "order by seen_at desc)"), {**PROJECT, "seeds/events.csv": same_day})
    assert told["latest"] == "unaffected"


def test_a_query_written_in_other_words_is_settled_by_the_rows() -> None:
    told = effects(
        latest("select id, member, seen_at, kind", "select id, member, seen_at, replace(kind, 'x', 'y') as kind")
    )
    assert set(told.values()) == {"unaffected"}


@pytest.mark.parametrize(
    "change",
    [latest("select id,", "select cast(id as varchar) as id,"), latest("id, member,", "id, member as person, member,")],
    ids=["another type", "another column"],
)
def test_equal_values_do_not_settle_what_looks_different_to_a_reader(change: dict[str, str]) -> None:
    assert effects(change)["latest"] == ("values_change" if "cast" in str(change) else "unaffected")


def test_a_clock_proves_nothing() -> None:
    model = latest("kind from", "kind, now() as read_at from")["models/latest.sql"]
    head = {"models/latest.sql": model.replace("= 1", "= 1 and kind is not null")}
    assert effects(head, {**PROJECT, "models/latest.sql": model})["latest"] == "rows_change"


def test_ties_that_the_order_of_the_rows_decides_prove_nothing() -> None:
    tied = {**PROJECT, **latest("order by seen_at)", "order by kind)")}
    told = effects(
        {"models/latest.sql": tied["models/latest.sql"].replace("order by kind)", "order by kind desc)")}, tied
    )
    assert told["latest"] in ("rows_change", "values_change")


def test_a_source_beside_the_seeds_leaves_the_derived_effect() -> None:
    model = "select e.* from {{ ref('events') }} e join raw.users u on u.id = e.member"
    before = {**PROJECT, "models/latest.sql": model}
    told = effects({"models/latest.sql": model.replace("join", "left join")}, before)
    assert told["latest"] == "rows_change"


def test_an_incremental_model_is_not_settled_by_one_build() -> None:
    head = "{{ config(materialized='incremental') }}\n" + PROJECT["models/latest.sql"]
    told = effects(
        {"models/latest.sql": head.replace("select id,", "select id + 0 as id,")},
        {**PROJECT, "models/latest.sql": head},
    )
    assert told["latest"] != "unaffected"
