"""Templates that try to get out, or to cost more than they may."""

from __future__ import annotations

import time

import pytest

from headgate.errors import HeadgateError
from headgate.facts.dbt.context import DbtContext, MacroFile
from headgate.facts.dbt.jinja.render import Rendered, render
from headgate.facts.dbt.model import DbtProjectFile

ENDLESS = "{% macro deep(n) %}{{ deep(n) }}{% endmacro %}{% macro to() %}{{ fro() }}{% endmacro %}{% macro fro() %}{{ to() }}{% endmacro %}"
CONTEXT = DbtContext(DbtProjectFile("shop", ""), "snowflake", (MacroFile("macros/m.sql", ENDLESS, "shop"),))


def rendered(text: str) -> Rendered:
    return next(render(CONTEXT, text, "m"))


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ref.__self__.sandbox }}",
        "{{ ref.__func__.__globals__ }}",
        "{{ config._used }}",
        "{{ ''|attr('__class__') }}",
        "{{ ['x']|map(attribute='__class__')|list }}",
        "{{ modules.datetime.sys.modules }}",
        "{{ modules.datetime.datetime.__class__ }}",
        "{{ modules.os.environ }}",
        "{{ env_var('HOME') }}",
        "{{ self._TemplateReference__context }}",
        "{{ lipsum.__globals__ }}",
        "{{ dbt_utils._sandbox }}",
        "{{ dbt_utils.star.__self__ }}",
        "{{ namespace.__init__.__globals__ }}",
    ],
)
def test_what_leads_out_is_unknown_and_noted(text: str) -> None:
    answer = rendered(text)
    assert "headgate_unknown" in answer.text
    assert answer.missed


@pytest.mark.parametrize(
    "text",
    [
        "{{ range(10**9) }}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
        "{{ deep(1) }}",
        "{{ to() }}",
        "{% macro own() %}{{ own() }}{% endmacro %}{{ own() }}",
        "{{ 'a' * 10**9 }}",
        "{{ 10**9 * 'a' }}",
        "{{ [1] * 10**9 }}",
        "{{ 9 ** 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ '{:>999999999}'.format('x') }}",
        "{{ '{:>{w}}'.format('x', w=999999999) }}",
        "{{ 'a'.center(999999999) }}",
        "{{ 'a'|center(999999999) }}",
        "{% set n = namespace(x='aaaa') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='aaaa') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x='a') %}{% for i in range(99) %}{% set t %}{{ n.x }}{{ n.x }}{% endset %}{% set n.x = t %}{% endfor %}",
        "{% set n = namespace(x=['a']) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "{% set l = ['a'] %}{% for i in range(99) %}{% do l.extend(l) %}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{{ " + "(" * 3000 + ")" * 3000 + " }}",
        "{% if x %}" * 2000,
        "{{ ref( }}",
        "{{ 1 / 0 }}",
        "{% snapshot %}",
    ],
)
def test_what_costs_too_much_or_is_broken_ends_in_one_clause(text: str) -> None:
    started = time.monotonic()
    with pytest.raises(HeadgateError) as told:
        rendered(text)
    assert "\n" not in str(told.value)
    assert time.monotonic() - started < 5


def test_a_budget_is_for_each_rendering() -> None:
    with pytest.raises(HeadgateError):
        rendered("{{ deep(1) }}")
    assert rendered("select {{ 1 + 1 }}").text == "select 2"


def test_what_one_template_changes_the_next_one_does_not_see() -> None:
    rendered("{% do var('x', [1]).append(2) %}{{ config(a=1) }}{% set range = 1 %}")
    assert rendered("{{ config.get('a') }}{{ range(2)|list }}").text == "None[0, 1]"
