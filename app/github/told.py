"""Findings as they were told on a pull request, kept so that a maintainer's answer finds what it speaks of.

A comment names a finding by its fingerprint alone, and the head that it was found at may be gone by now.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import platformdirs

from app.github.binding import Binding
from headgate.decoding import json_decoder
from headgate.finding import Finding
from headgate.whole_file import write_whole

_FINGERPRINT_DIGITS = frozenset("0123456789abcdef")


class Told:
    """A folder with a file for each finding, by repository, pull request and fingerprint."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path(platformdirs.user_state_dir("headgate")) / "told"

    def keep(self, binding: Binding, findings: Iterable[Finding]) -> None:
        """Keep what was posted on the pull request of `binding`, each as a whole or not at all."""
        for finding in findings:
            file = self._file(binding.repository, binding.number, finding.fingerprint)
            write_whole(file, msgspec.json.encode(finding))

    def of(self, repository: str, number: int, fingerprint: str) -> Finding | None:
        """The finding with this fingerprint that was told there; None where none was, by this installation."""
        if not fingerprint or not set(fingerprint) <= _FINGERPRINT_DIGITS:
            return None
        try:
            return json_decoder(Finding).decode(self._file(repository, number, fingerprint).read_bytes())
        except (OSError, msgspec.MsgspecError):
            return None

    def _file(self, repository: str, number: int, fingerprint: str) -> Path:
        # A binding holds only names that can be a folder's; see `app.github.binding`.
        return self._root / repository.lower() / str(number) / f"{fingerprint}.json"
