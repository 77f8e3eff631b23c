"""The files of a repository that a Protobuf file imports, as far as they are there."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from headgate.source.snapshot import Snapshot

_IMPORT = re.compile(r"""^[ \t]*import[ \t]+(?:public[ \t]+|weak[ \t]+)?["']([^"'\n]{1,300})["']""", re.M)
_MOST = 40


def with_imports(snapshot: Snapshot, path: str, text: str) -> dict[str, str]:
    """The file and what it imports, directly or through others, by path; a few dozen at most."""
    found = {path: text}
    waiting = [text]
    while waiting and len(found) < _MOST:
        for name in _IMPORT.findall(waiting.pop()):
            place = _find(snapshot, path, name)
            other = snapshot.text_of(place) if place and place not in found else None
            if other is not None and len(found) < _MOST:
                found[place] = other
                waiting.append(other)
    return found


def _find(snapshot: Snapshot, path: str, name: str) -> str:
    """The file that an import means: below one of the folders above the importing file."""
    for folder in PurePosixPath(path).parents:
        place = (folder / name).as_posix()
        if place in snapshot:
            return place
    return ""
