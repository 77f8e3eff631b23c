"""`python -m evals.recall`: recall of the shipped patterns, by BM25 alone or fused with an embedding model."""

from __future__ import annotations

import argparse
import sys

from agents.embedding import LiteLLMEmbedder
from evals.recall.measure import AT, load, mean_reciprocal_rank, measure, recall_at
from headgate.errors import HeadgateError


def main() -> int:
    """Print recall at 1 and 5; those that are held back only when asked for."""
    parser = argparse.ArgumentParser(prog="python -m evals.recall", description=__doc__)
    parser.add_argument("--held", action="store_true", help="the queries that were held back, instead of the others")
    parser.add_argument("--misses", action="store_true", help="print the queries whose pattern was not found")
    parser.add_argument("--embedding", default="", metavar="MODEL", help="an embedding model as LiteLLM names it")
    parser.add_argument("--embedding-base", default="", metavar="URL", help="where it is asked")
    asked = parser.parse_args()
    queries = [query for query in load() if query.held is asked.held]
    embedder = LiteLLMEmbedder(asked.embedding, asked.embedding_base) if asked.embedding else None
    try:
        found = measure(queries, embedder)
    except HeadgateError as error:
        print(f"evals.recall: {error}", file=sys.stderr)
        return 2
    how = f"BM25 fused with {asked.embedding}" if asked.embedding else "BM25 alone"
    print(f"{len(found)} queries {'held back' if asked.held else 'for tuning'}, {how}")
    print(
        f"recall@1 {recall_at(found, 1):.3f}  recall@{AT} {recall_at(found):.3f}  MRR {mean_reciprocal_rank(found):.3f}"
    )
    for answer in found if asked.misses else ():
        if not answer.rank:
            print(f"- {answer.query.asks}\n    wanted {', '.join(answer.query.wants)}; found {', '.join(answer.found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
