from __future__ import annotations

from evals.recall.measure import AT, load, measure, recall_at


def test_the_right_pattern_is_among_the_first_five_for_nine_of_ten_queries_by_words_alone() -> None:
    queries = load()
    assert len(queries) >= 60
    assert sum(query.held for query in queries) == 20
    for held in (False, True):
        assert recall_at(measure(query for query in queries if query.held is held), AT) >= 0.9


def test_every_pattern_has_a_query() -> None:
    from knowledge.library import shipped  # noqa: PLC0415

    asked = {slug for query in load() for slug in query.wants}
    assert {entry.slug for entry in shipped()} - asked == set()
