"""A pull request whose schema must stand to every version that git remembers."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from headgate.facts.cache import Cache
from headgate.review import Review
from headgate.review_change import analyse
from headgate.settings import Settings
from headgate.source.checkout import refs

RECORD = '{"type": "record", "name": "R", "fields": [\n%s\n]}\n'
ID = '{"name": "id", "type": "long"}'
NOTE = '{"name": "note", "type": "string"%s}'
FILLED = NOTE % ', "default": ""'


@pytest.fixture
def reviewed(tmp_path: Path) -> Callable[..., Review]:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True, capture_output=True)

    def review(mode: str, *versions: str) -> Review:
        """The last of the versions as a pull request onto the one before it."""
        git("init", "-q")
        (tmp_path / "headgate.toml").write_text(f'[[compatibility]]\nmode = "{mode}"\n')
        for text in versions:
            (tmp_path / "r.avsc").write_text(text)
            git("add", ".")
            git("commit", "-qm", "next")
        return analyse(refs(tmp_path, "HEAD~1", "HEAD"), Cache(None)).review

    return review


VERSIONS = (RECORD % ID, RECORD % f"{ID},\n{FILLED}", RECORD % f"{ID},\n{NOTE % ''}")


def test_the_last_version_alone_is_asked_without_a_transitive_mode(reviewed: Callable[..., Review]) -> None:
    assert reviewed("BACKWARD", *VERSIONS).findings == ()


def test_a_break_with_an_earlier_version_names_it(reviewed: Callable[..., Review]) -> None:
    (finding,) = reviewed("BACKWARD_TRANSITIVE", *VERSIONS).findings

    assert finding.rule == "schema/avro-incompatible-change"
    assert "against the version of 2" in finding.message
    assert finding.location.start_line == 3


def test_only_the_direction_that_the_mode_demands_is_told(reviewed: Callable[..., Review]) -> None:
    assert reviewed("FORWARD_TRANSITIVE", *VERSIONS).findings == ()


def test_an_earlier_version_that_cannot_be_read_is_a_gap(reviewed: Callable[..., Review]) -> None:
    review = reviewed("FULL_TRANSITIVE", "{", *VERSIONS[:2])

    assert ["1 cannot be compared" in gap.why for gap in review.gaps] == [True]


def test_settings_take_the_modes_of_registries() -> None:
    told = Settings.model_validate({"compatibility": [{"mode": "FULL_TRANSITIVE"}]}).compatibility[0].mode

    assert (told.transitive, told.way) == (True, "full")
