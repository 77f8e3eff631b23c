"""The report that a tuning engineer would write of a run."""

from __future__ import annotations

from app.report.run.document import Report
from app.report.run.markdown import as_markdown


def tuning(report: Report) -> str:
    """The report as Markdown."""
    return as_markdown(report)
