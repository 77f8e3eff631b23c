"""`headgate spark PLAN`: what a plan of Spark will cost, and what got better or worse against another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from app.cli.output import to_stdout
from app.cli.reports import printed
from app.report.spark_plan import as_json, as_markdown, as_text
from headgate.errors import HeadgateError
from headgate.facts.spark.explain.read import holds_plan
from headgate.finding import Level
from headgate.review_plan import PlanReview, against, review_plan

MOST_BYTES = 64_000_000
_WRITERS: Mapping[str, Callable[[PlanReview], str]] = {
    "text": lambda review: printed(as_text(review)),
    "terminal": lambda review: printed(as_text(review)),
    "json": as_json,
    "markdown": as_markdown,
}
_LOG = b'{"Event":'


def is_plan(path: Path) -> bool:
    """Whether the file holds a plan that EXPLAIN wrote, and is no event log.

    A folder, a compressed file or one that cannot be read is none; what it is, others tell.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError:
        return False
    if data.lstrip().startswith(_LOG) or b"\0" in data[:10_000]:
        return False
    return holds_plan(data.decode("utf-8", "replace"))


def report(path: Path, older: Path | None, form: str) -> int:
    """Write what is said of the plans in `path`, alone or against those in `older`; the exit code.

    `form` is text, json or markdown. The code is 1 where something got worse than in `older` or is an error; else 0.

    Raises:
        HeadgateError: a file cannot be read, or holds no plan; or there is no such form.
    """
    writer = writer_of(form)
    review = _review(path)
    if older is not None:
        review = against(review, _review(older))
    to_stdout(writer(review))
    failed = any(one.level is Level.ERROR for one in review.findings)
    return int(failed or review.worse)


def writer_of(form: str) -> Callable[[PlanReview], str]:
    """What writes a review of plans in `form`.

    Raises:
        HeadgateError: there is no such form.
    """
    writer = _WRITERS.get(form)
    if writer is None:
        raise HeadgateError(f"There is no format '{form}' for a plan; there are text, json and markdown.")
    return writer


def _review(path: Path) -> PlanReview:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise HeadgateError(f"Cannot read {path}: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise HeadgateError(f"{path} has over {MOST_BYTES:,} bytes, too many for plans; cut the plan out of it.")
    review = review_plan(path.as_posix(), data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    if not review.plans:
        raise HeadgateError(f"{path} holds no plan; write one with df.explain('formatted') or EXPLAIN FORMATTED.")
    return review
