"""A schema against all its former versions."""

from __future__ import annotations

import subprocess
from pathlib import Path

from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.history import told
from headgate.settings import CompatibilityMode


def test_each_step_holds_and_the_whole_way_does_not(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True, capture_output=True)

    git("init", "-q")
    old = '{"type": "record", "name": "R", "fields": [%s]}'
    note = '{"name": "note", "type": "string"%s}'
    for fields in (note % "", "", note % ', "default": ""', note % ', "doc": "free"'):
        (tmp_path / "r.avsc").write_text(old % fields)
        git("add", "r.avsc")
        git("commit", "-qm", "next")
    newest = told(tmp_path, "r.avsc", SchemaFormat.AVRO)[0]
    assert [step.verdict.backward for step in newest.steps] == [True, False, True]
    assert (newest.meets(CompatibilityMode.BACKWARD), newest.meets(CompatibilityMode.BACKWARD_TRANSITIVE)) == (
        True,
        False,
    )
