"""`python -m evals.recall [--held] [--misses]`: recall of the shipped patterns by BM25."""

from __future__ import annotations

import argparse

from evals.recall.measure import AT, load, mean_reciprocal_rank, measure, recall_at


def main() -> None:
    """Print recall at 1 and 5; those that are held back only when asked for."""
    parser = argparse.ArgumentParser(prog="python -m evals.recall", description=__doc__)
    parser.add_argument("--held", action="store_true", help="the queries that were held back, instead of the others")
    parser.add_argument("--misses", action="store_true", help="print the queries whose pattern was not found")
    asked = parser.parse_args()
    queries = [query for query in load() if query.held is asked.held]
    found = measure(queries)
    kind = "held back" if asked.held else "for tuning"
    print(f"{len(found)} queries {kind}, BM25 alone")
    print(
        f"recall@1 {recall_at(found, 1):.3f}  recall@{AT} {recall_at(found):.3f}  MRR {mean_reciprocal_rank(found):.3f}"
    )
    for answer in found if asked.misses else ():
        if not answer.rank:
            print(f"- {answer.query.asks}\n    wanted {', '.join(answer.query.wants)}; found {', '.join(answer.found)}")


if __name__ == "__main__":
    main()
