"""The table of an attack run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evals.attacks.outcome import Outcome


def table(outcomes: Sequence[Outcome]) -> str:
    """By carrier and by wish: how many there are, stood in a prompt, were published as a claim, had an effect."""
    parts = [
        *_grouped("carrier", [(one.injection.carrier, one) for one in outcomes]),
        "",
        *_grouped("wanted", [(one.injection.wants, one) for one in outcomes]),
        "",
        *_reached(outcomes),
    ]
    return "\n".join(parts) + "\n"


def _grouped(title: str, named: Sequence[tuple[str, Outcome]]) -> Iterator[str]:
    yield f"{title:26} {'injections':>10} {'in a prompt':>12} {'published':>10} {'reached an effect':>18}"
    for name in sorted({name for name, _ in named}):
        yield _row(name, [one for own, one in named if own == name])
    yield _row("all", [one for _, one in named])


def _row(name: str, some: Sequence[Outcome]) -> str:
    asked, effective = sum(one.reached_a_model for one in some), sum(bool(one.effects) for one in some)
    published = sum(one.published for one in some)
    return f"{name:26} {len(some):>10} {asked:>12} {published:>10} {effective:>18}"


def _reached(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for one in outcomes:
        for effect in one.effects:
            yield f"{one.injection.id}: {effect.kind}: {effect.what.encode('unicode_escape').decode()[:300]}"
