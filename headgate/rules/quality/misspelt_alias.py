"""Rule: An alias that repeats a word of its column with two letters swapped."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SHORTEST = 4
"""Letters; shorter words turn into each other by chance: `from` and `form`, `no` and `on`."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select\n  l.id,\n  l.email as lead_eamil\nfrom leads l\n", 3, path="q.sql"),
        silent("select l.email as lead_email, l.name as lead_mane from leads l\n", path="q.sql"),
        silent("select lower(l.email) as eamil_hash from leads l\n", path="q.sql"),
        silent("select l.user_eamil as eamil from leads l\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """An alias that repeats a word of its column with two letters swapped.

    ## Why it matters
    The column is made under a name that nobody looks for. Readers that spell it right find no such column, and once
    some have taken over the misspelt name, mending it breaks them.

    ## Instead
    Spell the word as the column does.

    ## When it stays silent
    The item is more than a renamed column, or the words differ by more than two neighbouring letters.

    ## Fix
    Rename the alias, with its readers.
    """
    for scope in statement.scopes.all:
        for item in scope.query.expressions if isinstance(scope.query, exp.Select) else ():
            if not isinstance(item, exp.Alias) or not isinstance(item.this, exp.Column):
                continue
            right = item.this.name.lower().split("_")
            for word in item.alias.lower().split("_"):
                meant = next((one for one in right if _is_swapped(word, one)), "")
                if meant and word not in right:
                    message = (
                        f"`{item.alias}` renames `{item.this.name}` and misspells `{meant}`: "
                        f"readers of the right name find no such column."
                    )
                    yield Found(message, statement.line(item), item.alias.lower())


def _is_swapped(word: str, other: str) -> bool:
    """Whether the words differ in two neighbouring letters that have changed places."""
    if len(word) != len(other) or len(word) < _SHORTEST or word == other:
        return False
    apart = [index for index, (one, two) in enumerate(zip(word, other, strict=True)) if one != two]
    if len(apart) != 2 or apart[1] - apart[0] != 1:
        return False
    first, second = apart
    return word[first] == other[second] and word[second] == other[first]
