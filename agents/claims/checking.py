"""All kinds of claims, and how one is checked."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims import (
    column_dropped,
    column_missing,
    column_nullable,
    column_retyped,
    field_incompatible,
    flows_into,
    join_fans_out,
    no_reader,
    no_writer,
    stage_spilled,
)
from agents.claims.claim import Check, Outcome, refuted
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.errors import HeadgateError

CHECKS: dict[str, Check] = {
    "column_dropped": column_dropped.check,
    "column_missing": column_missing.check,
    "column_nullable": column_nullable.check,
    "column_retyped": column_retyped.check,
    "field_incompatible": field_incompatible.check,
    "flows_into": flows_into.check,
    "join_fans_out": join_fans_out.check,
    "no_reader": no_reader.check,
    "no_writer": no_writer.check,
    "stage_spilled": stage_spilled.check,
}


def checked(claim: Claim, workspace: Workspace) -> Outcome:
    """What the facts say of `claim`; one that names what is not there is refuted."""
    try:
        return CHECKS[claim.kind](claim, workspace)
    except (CannotAnswerError, HeadgateError) as error:
        return refuted(" ".join(str(error).split())[:200].rstrip("."))
