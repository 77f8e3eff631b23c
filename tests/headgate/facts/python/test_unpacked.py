"""Parameters that are spread with `*`."""

from __future__ import annotations

import ast

from headgate.facts.python.unpacked import Unpacked, unpacked_parameters


def found(text: str) -> list[Unpacked]:
    return list(unpacked_parameters(ast.parse(text)))


def test_a_parameter_that_is_spread_as_it_was_given() -> None:
    assert found("def f(a, b=None):\n    g.sort(*b)\n") == [Unpacked("f", "b", 1, True, "sort", 2)]


def test_one_that_is_given_by_keyword_alone_has_no_position() -> None:
    assert found("def f(*, b=()):\n    sort(*b)\n") == [Unpacked("f", "b", -1, False, "sort", 2)]


def test_one_that_the_function_looks_at_is_left_out() -> None:
    assert not found("def f(b=None):\n    if b:\n        sort(*b)\n")
    assert not found("def f(b=None):\n    b = b or []\n    sort(*b)\n")
    assert not found("def f(b=None):\n    sort(*(b or []))\n")
    assert not found("def f(*b):\n    sort(*b)\n")
