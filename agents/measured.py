"""What was measured of jurors, in a file of the user's that a person can read and edit.

It lies among the user's own settings and is never taken from a reviewed repository, whose authors could otherwise
say whom to believe.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.council.measures import Counts, Measures, Pair, Share
from headgate.errors import HeadgateError
from headgate.gap import Gap, GapKind

_OPENING = """\
# What jurors were measured to be worth, written by `headgate eval calibrate`.
# A juror without an entry weighs like every other. Take this file away and all do.
#
# [[juror]]  how it answered labelled claims of one specialist: true ones that it held or denied, false ones likewise
# [[pair]]   of the claims that two jurors answered, how many each was wrong about, and how many both
# [[prior]]  how many claims of a specialist were true and false; "(rules)" are findings of rules, not of models
"""

Number = Annotated[int, Field(ge=0, le=10_000_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Juror(_Part):
    juror: str
    specialist: str
    true_held: Number = 0
    true_denied: Number = 0
    false_held: Number = 0
    false_denied: Number = 0


class _Pair(_Part):
    one: str
    other: str
    claims: Number
    one_wrong: Number
    other_wrong: Number
    both_wrong: Number


class _Prior(_Part):
    specialist: str
    true: Number
    false: Number


class _File(_Part):
    juror: tuple[_Juror, ...] = ()
    pair: tuple[_Pair, ...] = ()
    prior: tuple[_Prior, ...] = ()


def default_path() -> Path:
    """Where this user's measures are kept."""
    return Path(platformdirs.user_config_dir("headgate")) / "jurors.toml"


def measured(path: Path | None = None) -> tuple[Measures, tuple[Gap, ...]]:
    """The measures, and a gap where the file is there and cannot be used: then all jurors weigh the same."""
    file = path or default_path()
    if not file.is_file():
        return Measures(), ()
    try:
        return load(file), ()
    except HeadgateError as error:
        return Measures(), (Gap("models", "calibration", f"{error} All jurors weigh the same.", GapKind.UNAVAILABLE),)


def load(path: Path) -> Measures:
    """Measures from a file.

    Raises:
        HeadgateError: it cannot be read or is not such a file.
    """
    try:
        told = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise HeadgateError(f"{path} cannot be read ({error}); mend it or take it away.") from error
    except tomllib.TOMLDecodeError as error:
        raise HeadgateError(f"{path} is not valid TOML ({error}); mend it or take it away.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise HeadgateError(f"{path}: {where}: {first['msg']}; mend it or take it away.") from error
    return Measures(
        tuple(Counts(**one.model_dump()) for one in told.juror),
        tuple(Pair(**one.model_dump()) for one in told.pair),
        tuple(Share(**one.model_dump()) for one in told.prior),
    )


def written(measures: Measures) -> str:
    """The file's text; equal measures give equal texts."""
    parts = [_OPENING]
    for heading, told in (("juror", measures.counts), ("pair", measures.pairs), ("prior", measures.shares)):
        parts += _tables(heading, (asdict(one) for one in told))
    return "\n".join(parts)


def _tables(heading: str, rows: Iterable[dict[str, object]]) -> Iterable[str]:
    for row in rows:
        # JSON's strings and numbers are TOML's, but for characters that a name of a model does not have.
        yield f"[[{heading}]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in row.items())
