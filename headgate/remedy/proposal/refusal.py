"""Why a proposal is no fix."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - an answer about a text, not a failure of Headgate
    """The proposal ends here; the message is one clause that goes on after `its remedy is not shown: `."""
