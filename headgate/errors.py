"""Failures that the user can mend."""

from __future__ import annotations


class HeadgateError(Exception):
    """Something that the user can mend.

    The message is one clear sentence that says what to do; the command line prints it and leaves
    with exit code 2.
    """
