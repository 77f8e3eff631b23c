"""`headgate github`: reviews of pull requests from a workflow or by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Cached, SettingsFile
from app.cli.output import to_stdout
from app.cli.progress import told
from app.cli.target import facts_cache
from app.github.publish import Outcome
from app.github.review_pull import Access, Manner, bound, heard, review_pull
from app.report.clean import folded
from headgate.settings import load

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Review pull requests on GitHub and post what was found."
)
Name = Annotated[str, typer.Option("--repo", metavar="OWNER/NAME", help="The repository.")]
Number = Annotated[int, typer.Option("--pr", metavar="N", help="The pull request.")]
Commit = Annotated[str, typer.Option("--commit", metavar="SHA", help="Its head; nothing is posted on another one.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be posted, and post nothing.")]
Written = Annotated[Path, typer.Argument(metavar="REVIEW_JSON", help="A JSON report from another workflow.")]
Heard = Annotated[int, typer.Option("--comment", metavar="ID", min=1, help="The answer, by GitHub's id.")]
NoModels = Annotated[bool, typer.Option("--no-models", help="The analyzers alone.")]


@app.command()
def review(
    repo: Name,
    pr: Number,
    commit: Commit = "",
    dry_run: DryRun = False,
    no_models: NoModels = False,
    settings: SettingsFile = None,
    cache: Cached = True,
) -> None:
    """Fetch a pull request, review it, and post one review with its comments.

    The token is read from HEADGATE_GITHUB_TOKEN or GITHUB_TOKEN.

    \b
    headgate github review --repo acme/warehouse --pr 12 --dry-run
    """
    chosen = load(settings) if settings else None
    _go(repo, pr, commit, Manner(not no_models, chosen, None, dry_run), cache)


@app.command()
def publish(report: Written, repo: Name, pr: Number, commit: Commit, dry_run: DryRun = False) -> None:
    """Post what another workflow found, after checking it against the pull request.

    \b
    headgate github publish review.json --repo acme/warehouse --pr 12 --commit "$SHA"
    """
    _go(repo, pr, commit, Manner(False, None, report, dry_run), False)


@app.command()
def decide(repo: Name, pr: Number, comment: Heard, commit: Commit = "", dry_run: DryRun = False) -> None:
    """Hear what a maintainer answered to a finding, remember the decision, and reply once.

    An answer is `/headgate dismiss REASON [until 2027-01-31]` or `/headgate accept`, below a comment of Headgate, by
    someone who may write to the repository. `headgate serve` does this for each answer.

    \b
    headgate github decide --repo acme/warehouse --pr 12 --comment 1234567
    """
    access = Access.of()
    binding, github = bound(repo, pr, commit, access)
    decided = heard(binding, github, access, comment, dry_run=dry_run)
    print(f"headgate: {folded(decided.words)}", file=sys.stderr)


def _go(repo: str, number: int, commit: str, manner: Manner, cache: bool) -> None:
    access = Access.of()
    binding, github = bound(repo, number, commit, access)
    with told() as progress:
        outcome = review_pull(binding, github, access, facts_cache(cache), progress, manner)
    if manner.dry_run:
        to_stdout(preview(outcome))
    print(f"headgate: {folded(f'{outcome.words} {outcome.address}')}", file=sys.stderr)


def preview(outcome: Outcome) -> str:
    """What would be posted, as text."""
    if outcome.post is None:
        return ""
    parts = [f"commit {outcome.post.commit}\n\n{outcome.post.body}\n"]
    for one in outcome.post.comments:
        parts.append(f"\n--- {folded(str(one['path']))}:{one['line']} ({one['side']})\n\n{one['body']}\n")
    return "".join(parts)
