"""Watermarks: how the incremental run of a model chooses its rows."""

from __future__ import annotations

import pytest

from headgate.facts.cache import Cache
from headgate.facts.dbt.model import Watermark
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot


def marks(condition: str, query: str = "select id, at, day from raw_events") -> tuple[Watermark, ...]:
    text = "{{ config(materialized='incremental') }}\n" + query
    text += "\n{% if is_incremental() %}\nwhere " + condition + "\n{% endif %}\n"
    files = {"dbt_project.yml": "name: shop\n", "models/events.sql": text}
    project = gather(MemorySnapshot(files), Settings(), Cache(None)).project
    ((_, node),) = project.dbt_nodes("model")
    return node.watermarks


def test_a_comparison_with_the_models_own_table_is_a_watermark() -> None:
    (mark,) = marks("at > (select max(at) from {{ this }})")
    assert (mark.line, mark.column, mark.operator, mark.held) == (4, "at", ">", "at")
    assert mark.shared
    assert mark.related
    assert not any((mark.back, mark.guarded, mark.narrowed, mark.whole_days))


def test_sides_may_be_turned() -> None:
    (mark,) = marks("(select max(at) from {{ this }}) <= at")
    assert (mark.column, mark.operator) == ("at", ">=")


@pytest.mark.parametrize(
    ("condition", "attribute"),
    [
        ("at > (select coalesce(max(at), '1900-01-01') from {{ this }})", "guarded"),
        ("at > (select max(at) from {{ this }} where kind = 'web')", "narrowed"),
        ("at > (select max(at) - interval '3 days' from {{ this }})", "back"),
        ("cast(at as date) > (select max(day) from {{ this }})", "whole_days"),
    ],
)
def test_what_softens_or_narrows_it_is_told(condition: str, attribute: str) -> None:
    (mark,) = marks(condition)
    assert getattr(mark, attribute)


def test_another_column_is_not_taken_for_the_same() -> None:
    (mark,) = marks("at > (select max(day) from {{ this }})")
    assert not mark.related
    (renamed,) = marks("made > (select max(at) from {{ this }})", "select id, made as at from raw_events")
    assert renamed.related


def test_other_tables_give_no_watermark() -> None:
    assert marks("at > (select max(at) from other)") == ()
