"""`headgate compat`: whether readers and writers of two versions of a schema understand each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from headgate.errors import HeadgateError

app = typer.Typer(add_completion=False)


@app.command()
def compat(
    old: Annotated[Path, typer.Argument(help="The schema that is in use.")],
    new: Annotated[Path, typer.Argument(help="The schema that is to replace it.")],
    profile: Annotated[str, typer.Option("--profile", help="By whose rules; the format's usual one by default.")] = "",
) -> None:
    """Compare two versions of an Avro, Protobuf, JSON Schema or DDL file.

    \b
    headgate compat orders-v1.avsc orders-v2.avsc
    """
    raise HeadgateError(f"Comparing {old.name} with {new.name} is not built in yet{profile and ' for ' + profile}.")
