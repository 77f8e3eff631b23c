"""What happens downstream of a change."""

from __future__ import annotations

from headgate.impact.comparison import Comparison
from headgate.review import Affected


def affected(comparison: Comparison) -> tuple[Affected, ...]:  # noqa: ARG001
    """Everything downstream that a change reaches, what fails first."""
    return ()
