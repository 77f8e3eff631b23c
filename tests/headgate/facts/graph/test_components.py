"""Circles and orders of graphs, beside those of a library that is slow to load."""

from __future__ import annotations

import networkx
from hypothesis import given
from hypothesis import strategies as st

from headgate.facts.graph.components import components, makers_first, successors

EDGES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


@given(EDGES)
def test_components_come_as_networkx_finds_them(edges: list[tuple[int, int]]) -> None:
    expected = networkx.strongly_connected_components(networkx.DiGraph(edges))
    assert [set(found) for found in components(successors(edges))] == list(expected)


@given(EDGES)
def test_makers_come_first(edges: list[tuple[int, int]]) -> None:
    whole = networkx.condensation(networkx.DiGraph(edges))
    expected = [whole.nodes[one]["members"] for one in networkx.lexicographical_topological_sort(whole)]
    assert [set(found) for found in makers_first(successors(edges))] == expected


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = [(number, number + 1) for number in range(5_000)]
    assert makers_first(successors(chain)) == [[number] for number in range(5_001)]


def test_a_node_without_edges_is_a_component() -> None:
    assert list(components(successors([], nodes=("a", "b")))) == [["a"], ["b"]]
