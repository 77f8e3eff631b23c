"""Fixes as models write them: read strictly, placed to the byte, held to what a fix may do."""

from headgate.remedy.proposal.read import parse

__all__ = ["parse"]
