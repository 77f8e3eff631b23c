"""What knowledge has to say of a review. Memory may add and lower; it may not silence."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date

from agents.embedding import embedder_of
from headgate.errors import HeadgateError
from headgate.gap import Gap, GapKind
from headgate.review import Review
from headgate.settings import Knowledge
from knowledge.memory import with_memory
from knowledge.recall import note_recalled, recall
from knowledge.store import open_store


def remembered(review: Review, settings: Knowledge, today: date) -> Review:
    """`review` with the patterns that it calls up, and with dismissed findings lowered; a gap where nothing answers."""
    try:
        with closing(open_store(settings, embedder_of(settings))) as store:
            findings = with_memory(review.findings, store, repository=review.subject.name, today=today)
            recalls = recall(findings, store, today=today)
            note_recalled(store, (one.pattern for one in recalls), today)
            gaps = (Gap("", "knowledge", store.trouble, GapKind.UNAVAILABLE),) if store.trouble else ()
            return replace(review, findings=findings, recalls=recalls, gaps=(*review.gaps, *gaps))
    except HeadgateError as error:
        return replace(review, gaps=(*review.gaps, Gap("", "knowledge", str(error), GapKind.UNAVAILABLE)))
