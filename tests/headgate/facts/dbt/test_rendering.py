"""What models become when their templates are rendered."""

from __future__ import annotations

import pytest

from headgate.facts.dbt.context import DbtContext, MacroFile
from headgate.facts.dbt.jinja.render import Rendered, render
from headgate.facts.dbt.model import DbtProjectFile

MACROS = """\
{% macro cents_to_dollars(column) %}({{ column }} / 100){% endmacro %}
{% macro statuses() %}{{ return(['paid', 'open']) }}{% endmacro %}
{% macro default__now_in_utc() %}now(){% endmacro %}
{% macro snowflake__now_in_utc() %}sysdate(){% endmacro %}
{% macro now_in_utc() %}{{ adapter.dispatch('now_in_utc', 'shop')() }}{% endmacro %}
"""
CONTEXT = DbtContext(
    DbtProjectFile("shop", "", variables='{"start": "2020-01-01", "shop": {"inner": "{{ source(\'raw\', \'x\') }}"}}'),
    "snowflake",
    (MacroFile("macros/m.sql", MACROS, "shop"),),
    sources=(("raw.orders", "lake.orders_v1"),),
    latest=(("dim", "2"),),
)


def renderings(text: str) -> list[Rendered]:
    return list(render(CONTEXT, text, "m"))


def text_of(template: str) -> str:
    return " ".join(renderings(template)[0].text.split())


@pytest.mark.parametrize(
    ("template", "sql"),
    [
        ("select * from {{ ref('orders') }}", "select * from orders"),
        ("select * from {{ ref('other', 'orders') }}", "select * from orders"),
        ("select * from {{ ref('dim') }}", "select * from dim_v2"),
        ("select * from {{ ref('dim', v=1) }}", "select * from dim_v1"),
        ("select * from {{ ref('order') }}", 'select * from "order"'),
        ("select * from {{ source('raw', 'orders') }}", "select * from lake.orders_v1"),
        ("select * from {{ source('raw', 'new') }}", "select * from raw.new"),
        ("select '{{ var('start') }}'", "select '2020-01-01'"),
        ("select * from {{ var('inner') }}", "select * from raw.x"),
        ("select {{ var('none', 7) }}", "select 7"),
        ("select {{ cents_to_dollars('a') }} as a", "select (a / 100) as a"),
        ("select {{ shop.cents_to_dollars('a') }} as a", "select (a / 100) as a"),
        ("select {{ now_in_utc() }}", "select sysdate()"),
        ("{% for s in statuses() %}{{ s }}{% if not loop.last %}, {% endif %}{% endfor %}", "paid, open"),
        ("{% if execute %}{{ run_query('x') }}{% endif %}select 1", "select 1"),
        ("{% call statement('a') %}delete from x{% endcall %}select 1", "select 1"),
        ("select * from {{ this }}", "select * from m"),
        (
            "select {{ dbt_utils.star(from=ref('o'), except=['a']) }} from o",
            "select * except (a, headgate_unknown) from o",
        ),
        ("select {{ unknown_package.macro(1) }} as a", "select headgate_unknown as a"),
        ("with o as (select * from {{ ref('o') }}) select 1", "with o as (select * from headgate_ref.o) select 1"),
        ("{% if target.name == 'dev' %}select 0{% else %}select 1{% endif %}", "select 1"),
        ("{% if var('flag', false) %}select 0{% else %}select 1{% endif %}", "select 1"),
        ("{{ config(materialized='table') }}select 1", "select 1"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{# {{ ref('x') }} #}select 1", "select 1"),
        ("", ""),
    ],
)
def test_a_template_becomes_sql(template: str, sql: str) -> None:
    assert text_of(template) == sql


def test_lines_lead_back_to_the_file() -> None:
    template = (
        "{{ config(materialized='table') }}\n"
        "\n"
        "{% set wide = ['a',\n"
        "  'b'] %}\n"
        "select\n"
        "{% for name in wide %}\n"
        "  {{ name }},\n"
        "{% endfor %}\n"
        "  c\n"
        "from {{ ref('x') }}"
    )
    answer = renderings(template)[0]
    placed = dict(zip((line.strip() for line in answer.text.split("\n")), answer.lines, strict=True))
    assert {word: placed[word] for word in ("select", "a,", "b,", "c", "from x")} == {
        "select": 5,
        "a,": 7,
        "b,": 7,
        "c": 9,
        "from x": 10,
    }


def test_both_branches_of_is_incremental_are_rendered() -> None:
    first, second = renderings("select 1{% if is_incremental() %} where a > (select max(a) from {{ this }}){% endif %}")
    assert not first.incremental
    assert "where" not in first.text
    assert second.incremental
    assert "from m" in second.text


def test_an_incremental_branch_without_effect_is_not_told_twice() -> None:
    assert len(renderings("select 1 {% if is_incremental() %}{% endif %}")) == 1


def test_each_snapshot_of_a_file_is_rendered_by_itself() -> None:
    template = "{% snapshot a %}select 1{% endsnapshot %}\n{% snapshot b %}select 2{% endsnapshot %}"
    assert [(one.snapshot, one.text.strip()) for one in renderings(template)] == [("a", "select 1"), ("b", "select 2")]


def test_config_and_references_are_kept() -> None:
    used = renderings("{{ config(materialized='table', tags=['x']) }}{{ ref('a') }}{{ source('s', 't') }}")[0].used
    assert used.config == {"materialized": "table", "tags": ["x"]}
    assert used.refs == ["a", "s.t"]


def test_unknown_macros_are_told_by_name() -> None:
    assert renderings("{{ pkg.thing() }}")[0].missed == (("pkg.thing", "macro is not in this repository"),)
