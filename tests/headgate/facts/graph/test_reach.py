"""What lies around a dataset or a column."""

from __future__ import annotations

from headgate.dataset import table
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.graph.reach import Direction, columns_around, datasets_around, distances, flows
from headgate.lineage import ColumnEdge, ColumnRef, DatasetUse, Effect, Job, JobKind
from headgate.location import Location

A, B, C, D = map(table, "abcd")


def job(source: str, target: str, column: str = "x") -> Job:
    at = Location(f"{target}.sql", 2)
    edge = ColumnEdge(ColumnRef(table(source), column), ColumnRef(table(target), column), Effect.IDENTITY, at)
    return Job(target, JobKind.SQL, at, (DatasetUse(table(source), 3),), (DatasetUse(table(target), 1),), edges=(edge,))


JOBS = (job("a", "b"), job("b", "c"), job("c", "b"), job("c", "d"))
GRAPH = PipelineGraph(jobs=JOBS)


def test_distances_are_signed_and_bounded_even_on_a_cycle() -> None:
    all_flows = flows(GRAPH)
    assert datasets_around(all_flows, A, Direction.BOTH) == {A: 0, B: 1, C: 2, D: 3}
    assert datasets_around(all_flows, D, Direction.UPSTREAM, 2) == {D: 0, C: -1, B: -2}
    assert datasets_around(all_flows, B, Direction.BOTH) == {B: 0, A: -1, C: -1, D: 2}


def test_columns_are_reached_by_their_own_edges() -> None:
    assert columns_around(GRAPH, ColumnRef(A, "x"), Direction.DOWNSTREAM, 1) == {
        ColumnRef(A, "x"): 0,
        ColumnRef(B, "x"): 1,
    }
    assert columns_around(GRAPH, ColumnRef(A, "y"), Direction.BOTH) == {ColumnRef(A, "y"): 0}


def test_a_flow_stands_on_the_line_that_reads() -> None:
    assert next((str(one.source), str(one.target), one.line) for one in flows(GRAPH)) == ("a", "b", 3)


def test_a_job_that_reads_what_it_writes_is_no_flow() -> None:
    again = Job("b", JobKind.SQL, Location("b.sql"), (DatasetUse(B, 1),), (DatasetUse(B, 1),))
    assert flows(PipelineGraph(jobs=(again,))) == ()


def test_a_long_chain_costs_no_stack() -> None:
    assert distances([0], lambda n: [n + 1] if n < 50_000 else [])[50_000] == 50_000
