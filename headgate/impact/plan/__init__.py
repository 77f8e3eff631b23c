"""The way round a break: expand, migrate, contract, as ordered steps."""

from headgate.impact.plan.make import plan
from headgate.impact.plan.model import Phase, Plan, Size, Step

__all__ = ["Phase", "Plan", "Size", "Step", "plan"]
