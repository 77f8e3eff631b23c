"""Arguments that several tools share, and what all tools say of themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from mcp.types import ToolAnnotations
from pydantic import Field

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Repository = Annotated[str, Field(description="which repository, where the server reads several; empty for the first")]
Base = Annotated[str, Field(description="branch, tag or commit that the change goes into; empty: everything")]
Head = Annotated[str, Field(description="branch, tag or commit of the change; empty for HEAD")]
Patch = Annotated[str, Field(description="instead of base and head: a unified diff against the files as they lie")]
Page = Annotated[int, Field(ge=1, le=1_000, description="which page of a long answer")]
Form = Annotated[Literal["markdown", "json"], Field(description="how the answer is written")]
