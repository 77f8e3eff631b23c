"""Number cells against each other: bounds, steps, and where to cut."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor, lcm

from headgate.impact.compat.jsonschema.cells import Cell
from headgate.impact.compat.jsonschema.terms import exact
from headgate.impact.compat.jsonschema.values import number_fits

_MAX_LISTED = 200


def no_number(cell: Cell) -> bool:
    if cell.low is None or cell.high is None:
        return False
    return cell.low > cell.high or (cell.low == cell.high and (cell.low_open or cell.high_open or not number_fits(
        cell.low, replace(cell, low=None, high=None))))  # fmt: skip


def step_of(cell: Cell) -> Fraction | None:
    """All numbers of the cell are multiples of this; None where they need not be."""
    factors = list(cell.multiples)
    if cell.whole:
        factors.append(Fraction(1))
    if not factors:
        return None
    top = lcm(*(factor.numerator for factor in factors))
    bottom = lcm(*(factor.denominator for factor in factors))
    # The least common multiple of fractions a/b is lcm(a) over gcd(b); lcm over a common denominator says the same.
    common = lcm(*(int(factor * bottom) for factor in factors))
    return Fraction(common, bottom) if top else None


def whole_numbers(cell: Cell) -> list[Fraction] | None:
    """All numbers of a bounded cell of multiples; None where there is no end or too many."""
    step = step_of(cell)
    if step is None or cell.low is None or cell.high is None:
        return None
    first, last = ceil(cell.low / step), floor(cell.high / step)
    if last - first > _MAX_LISTED:
        return None
    return [number for index in range(first, last + 1) if number_fits(number := index * step, cell)]


def number_inside(one: Cell, other: Cell) -> bool:
    listed = whole_numbers(one)
    if listed is not None:
        return all(number_fits(number, other) for number in listed)
    if other.low is not None and not _above(one, other):
        return False
    if other.high is not None and not _below(one, other):
        return False
    step = step_of(one)
    if other.whole and not (step is not None and step.denominator == 1):
        return False
    if other.whole is False and one.whole is not False:
        return False
    if any(factor not in one.multiples and not _divides(factor, step) for factor in other.multiples):
        return False
    return all(
        factor in one.not_multiples or any((factor / known).denominator == 1 for known in one.not_multiples)
        for factor in other.not_multiples
    )


def _divides(factor: Fraction, step: Fraction | None) -> bool:
    """Whether all multiples of `step` are multiples of `factor`, for validators that count in binary fractions too."""
    exactly = factor.denominator & (factor.denominator - 1) == 0
    return step is not None and exactly and (step / factor).denominator == 1


def _above(one: Cell, other: Cell) -> bool:
    if one.low is None or other.low is None:
        return False
    low, is_open = _first_multiple(one, lower=True)
    return low > other.low or (low == other.low and (is_open or not other.low_open))


def _below(one: Cell, other: Cell) -> bool:
    if one.high is None or other.high is None:
        return False
    high, is_open = _first_multiple(one, lower=False)
    return high < other.high or (high == other.high and (is_open or not other.high_open))


def _first_multiple(cell: Cell, *, lower: bool) -> tuple[Fraction, bool]:
    """The bound of a cell, moved to the nearest number that its multiples allow."""
    bound, is_open = (cell.low, cell.low_open) if lower else (cell.high, cell.high_open)
    step = step_of(cell)
    if bound is None:
        raise ValueError("the cell is not bounded on this side")
    if step is None:
        return bound, is_open
    index = ceil(bound / step) if lower else floor(bound / step)
    if is_open and index * step == bound:
        index += 1 if lower else -1
    return index * step, False


def split_number(cell: Cell, others: tuple[Cell, ...]) -> list[Cell] | None:
    """At the bounds of the others, and into whole numbers and the rest."""
    bounds = sorted({bound for other in others for bound in (other.low, other.high) if bound is not None})
    if cell.whole is None and any(other.whole is not None for other in others) and step_of(cell) is None:
        return [replace(cell, whole=True), replace(cell, whole=False)]
    inner = [bound for bound in bounds if _strictly_inside(bound, cell)]
    named = [exact(v) for o in others for v in (o.values or ()) if isinstance(v, int | float)]
    inner = sorted({*inner, *(number for number in named if _strictly_inside(number, cell))})[:12]
    listed = whole_numbers(cell)
    if listed is not None:
        return [replace(cell, low=n, high=n, low_open=False, high_open=False, values=(plain(n),)) for n in listed]
    if not inner:
        return None
    pieces, low, low_open = [], cell.low, cell.low_open
    for bound in inner:
        pieces.append(replace(cell, low=low, low_open=low_open, high=bound, high_open=True))
        pieces.append(replace(cell, low=bound, low_open=False, high=bound, high_open=False))
        low, low_open = bound, True
    pieces.append(replace(cell, low=low, low_open=low_open))
    return pieces


def plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)


def _strictly_inside(bound: Fraction, cell: Cell) -> bool:
    return (cell.low is None or bound > cell.low) and (cell.high is None or bound < cell.high)


def split_lengths(cell: Cell, others: tuple[Cell, ...]) -> list[Cell] | None:
    cuts = sorted({cut for other in others for cut in (other.least, (other.most + 1) if other.most is not None else 0)})
    inner = [cut for cut in cuts if cut > cell.least and (cell.most is None or cut <= cell.most)][:12]
    if not inner:
        return None
    starts = [cell.least, *inner]
    ends: list[int | None] = [*(cut - 1 for cut in inner), cell.most]
    return [replace(cell, least=least, most=most) for least, most in zip(starts, ends, strict=True)]
