"""Specialists propose; they see what concerns them, look things up, and publish nothing."""

from agents.specialist.proposals import Proposals
from agents.specialist.propose import propose
from agents.specialist.seating import Seating

__all__ = ["Proposals", "Seating", "propose"]
