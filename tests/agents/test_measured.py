"""The file in which a user finds what jurors are worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.council.measures import Counts, Measures, Pair, Share
from agents.measured import load, measured, written
from headgate.errors import HeadgateError

MEASURES = Measures(
    (Counts('openai/gpt "x" é', "quality", 1, 2, 3, 4), Counts("b", "spark (rules)", 5, 0, 0, 6)),
    (Pair("a", "b", 9, 3, 2, 1),),
    (Share("quality", 4, 6),),
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "jurors.toml"
    file.write_text(written(MEASURES), encoding="utf-8")
    assert load(file) == MEASURES
    assert written(load(file)) == written(MEASURES)


def test_without_a_file_nothing_is_known(tmp_path: Path) -> None:
    assert measured(tmp_path / "none.toml") == (Measures(), ())


@pytest.mark.parametrize(
    "text", ["[[juror]", "[[juror]]\njuror = 1", "[[juror]]\njuror='a'\nspecialist='b'\ntrue_held=-1", "x = 1"]
)
def test_a_broken_file_is_one_sentence_and_a_gap_in_a_review(text: str, tmp_path: Path) -> None:
    file = tmp_path / "jurors.toml"
    file.write_text(text)
    with pytest.raises(HeadgateError, match="mend it or take it away"):
        load(file)
    measures, gaps = measured(file)
    assert (measures, gaps[0].what) == (Measures(), "calibration")
    assert "All jurors weigh the same." in gaps[0].why
