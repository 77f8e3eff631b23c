"""`python -m evals.economy`: tokens of prompts for the example and for a pull request of 31 files."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.economy import pull_request
from evals.economy.measure import COUNCIL, ONE_MODEL, PR_AGENT, Spent, spent
from headgate.settings import Settings
from headgate.source.checkout import Checkout, patched

_HEADINGS = ("change", "files", "models", "looks", "calls", "specialists", "jurors", "all", "share", "anew", "cut")
_ROOT = Path(__file__).parents[2] / "examples"


def main() -> None:
    """Print what was sent, beside the goals."""
    rows = [
        spent(name, made, models, rounds)
        for name, made in (("example", _example), ("31 files", pull_request.checkout))
        for models in (ONE_MODEL, COUNCIL)
        for rounds in (0, 1)
    ]
    console = Console()
    console.print(_table(rows))
    console.print(
        f"Scripted models; tokens are counted of the prompts that were sent. Share: of the {PR_AGENT:,} of PR-Agent "
        "for 31 files; looks: look-ups of each specialist; anew: the share without the beginning that a prompt has in "
        "common with an earlier one of its conversation, for which providers' caches charge a part; cut: files of "
        "which a part was not shown, and that is told. "
        "Goals for 31 files: at most 50 % with one model, 150 % with a council of three."
    )


def _example(settings: Settings) -> Checkout:
    return patched(_ROOT / "lakehouse", _ROOT / "lakehouse.patch", settings)


def _table(rows: list[Spent]) -> Table:
    table = Table(title="Tokens of prompts in one review")
    for heading in _HEADINGS:
        table.add_column(heading, justify="left" if heading == "change" else "right")
    for row in rows:
        shares = (row.ratio, row.ratio_anew) if row.files == pull_request.FILES else ()
        told = [f"{one:.0%}" for one in shares] or ["", ""]
        numbers = (row.files, row.models, row.rounds, row.calls, row.specialists, row.jurors, row.tokens)
        table.add_row(row.change, *(f"{number:,}" for number in numbers), *told, str(row.left_out))
    return table


if __name__ == "__main__":
    main()
