"""Specialists propose; they see what concerns them, look things up, and publish nothing."""

from agents.specialist.proposals import Proposals
from agents.specialist.propose import propose

__all__ = ["Proposals", "propose"]
