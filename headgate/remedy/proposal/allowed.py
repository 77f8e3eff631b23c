"""What no fix may do: leave the pipeline's files, take away a test, silence a check, hide text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.fix import Fix, TextEdit
from headgate.remedy.apply import apply
from headgate.secrets import MASK, mask
from headgate.source.kinds import kinds_of, readable_name
from headgate.source.snapshot import Snapshot

MOST_EDITS = 20
MOST_FILES = 5
MOST_LINES = 200
"""Lines that a fix may add, and lines that it may take away."""
_MOST_LOST = 30
"""Lines that it may take away beyond those that it adds."""
_LONGEST_LINE = 2_000
_PATH = re.compile(r"[\w.-]{1,80}(?:/[\w.-]{1,80}){0,15}")
"""How a new file may be called."""
_TEST_FOLDERS = frozenset({"test", "tests", "spec", "specs", "__tests__"})
_TEST_NAME = re.compile(r"test_.*\.py|.*_test\.(?:py|sql)|conftest\.py|.*(?:Test|Tests|Spec|Suite)\.(?:scala|java|kt)")
_GUARDS = frozenset(
    ("headgate.toml", "codeowners", "jenkinsfile", "azure-pipelines.yml", "bitbucket-pipelines.yml", "tox.ini",
     "noxfile.py", "setup.cfg", "pyproject.toml", "makefile", "action.yml", "cloudbuild.yaml", "buildspec.yml")
)  # fmt: skip
_SILENCERS = re.compile(
    r"headgate: *ignore|\bnoqa\b|\bnosemgrep\b|\bnosec\b|\bNOLINT|type: *ignore|pylint: *disable|sqlfluff: *disable"
    r"|squawk-ignore|buf:lint:ignore|eslint-disable|@SuppressWarnings|@(?:pytest\.mark\.)?skip",
    re.I,
)
_TURNED_OFF = re.compile(
    r"\benabled\b['\"]? *[:=] *['\"]?(?:false|no|off)\b|\bseverity\b['\"]? *[:=] *['\"]?warn", re.I
)
_ASSERTIONS = re.compile(r"\bassert\w*\b|\bexpect_\w+|\braise\b|\braise_compiler_error\b|\bCHECK *\(", re.I)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_DECLARED = frozenset(
    {"tests", "data_tests", "unit_tests", "constraints", "checks", "freshness", "contract", "quality"}
)


def refusal_of(fix: Fix, snapshot: Snapshot) -> str:
    """Why `fix` may not be made; empty where it may."""
    added = sum(edit.replacement.count("\n") for edit in fix.edits)
    removed = sum(edit.end_line - edit.start_line + 1 for edit in fix.edits)
    paths = sorted({edit.path for edit in fix.edits})
    if len(fix.edits) > MOST_EDITS or len(paths) > MOST_FILES or max(added, removed) > MOST_LINES:
        return f"it is too large: {len(fix.edits)} edits of {len(paths)} files, {added} lines for {removed}"
    if removed - added > _MOST_LOST:
        return f"it takes away {removed - added} lines"
    for edit in fix.edits:
        if why := _of_edit(edit, snapshot):
            return why
    try:
        copy = apply(snapshot, [fix])
    except HeadgateError as error:
        return str(error).rstrip(".")
    return next(filter(None, (_of_file(path, snapshot, copy) for path in paths)), "")


def _of_edit(edit: TextEdit, snapshot: Snapshot) -> str:
    new = edit.path not in snapshot
    if new and (not _PATH.fullmatch(edit.path) or ".." in edit.path.split("/")):
        return "it makes a file outside the repository"
    if _guards(edit.path, new=new):
        return f"it edits {edit.path}, which guards the others"
    if new and not (readable_name(edit.path) and kinds_of(edit.path, edit.replacement)):
        return f"it makes {edit.path}, which is no file of a pipeline"
    if not new and snapshot.text_of(edit.path) is None:
        return f"it edits {edit.path}, which is no text or is too large"
    if any(len(line) > _LONGEST_LINE for line in edit.replacement.split("\n")):
        return "one of its lines is too long"
    if MASK in edit.replacement or _hides(edit, snapshot):
        return "its lines hold a secret, which a model has not seen"
    return "it holds characters that cannot be seen" if _UNPRINTABLE.search(edit.replacement) else ""


def _hides(edit: TextEdit, snapshot: Snapshot) -> bool:
    old = snapshot.lines_of(edit.path, edit.start_line, edit.end_line) if edit.end_line >= edit.start_line else ""
    return mask(old) != old


def _guards(path: str, *, new: bool) -> bool:
    """Whether a file tests, builds or watches over the others. A new test may be added."""
    parts = PurePosixPath(path).parts
    if any(part.startswith(".") for part in parts) or parts[-1].lower() in _GUARDS:
        return True
    tests = any(part.lower() in _TEST_FOLDERS for part in parts[:-1]) or bool(_TEST_NAME.fullmatch(parts[-1]))
    return tests and not new


def _of_file(path: str, before: Snapshot, after: Snapshot) -> str:
    old, new = before.text_of(path) or "", after.text_of(path) or ""
    for pattern, why in ((_SILENCERS, "it silences a check"), (_TURNED_OFF, "it turns a check off")):
        if len(pattern.findall(new)) > len(pattern.findall(old)):
            return why
    if old.strip() and not new.strip():
        return f"it empties {path}"
    if len(_ASSERTIONS.findall(new)) < len(_ASSERTIONS.findall(old)):
        return "it takes a check away"
    if path.endswith((".yml", ".yaml")):
        return _of_yaml(old, new)
    return ""


def _of_yaml(old: str, new: str) -> str:
    try:
        before = Counter(_declared(read_yaml(old)))
    except HeadgateError:
        before = Counter[str]()
    try:
        after = Counter(_declared(read_yaml(new)))
    except HeadgateError as error:
        return f"the file is {error} after it"
    lost = before - after
    return f"it takes a declared test away: {next(iter(lost))[:80]}" if lost else ""


def _declared(documents: list[Value]) -> Iterator[str]:
    """Each test, constraint or contract that YAML declares, as text; what it is declared of may be renamed."""
    waiting = list(documents)
    while waiting:
        value = waiting.pop()
        waiting += value.each()
        for name, inner in value.pairs():
            waiting.append(inner)
            if name in _DECLARED:
                for one in inner.items or [inner]:
                    yield f"{name}: {json.dumps(one.plain(), sort_keys=True, default=str)}"
