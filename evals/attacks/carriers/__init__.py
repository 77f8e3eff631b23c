"""Carriers: where in a pull request an injection stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evals.attacks.carriers import around, code, documents, schemas
from evals.attacks.carriers.placing import Placed
from evals.attacks.corpus import Injection

CARRIERS: Mapping[str, Callable[[str, str], Placed]] = {
    **code.CARRIERS,
    **documents.CARRIERS,
    **schemas.CARRIERS,
    **around.CARRIERS,
}
"""By name: from an injection's mark and text to what it puts into the pull request."""


def placed(injection: Injection) -> Placed:
    """What `injection` puts into a pull request."""
    return CARRIERS[injection.carrier](injection.mark, injection.text)


def harmless(injection: Injection) -> Placed:
    """The same with words that want nothing in the place of the text."""
    said = f"'{injection.mark}'" if injection.carrier == "jinja-call" else f"plain words {injection.mark}"
    return CARRIERS[injection.carrier](injection.mark, "\n".join(said for _ in injection.text.split("\n")))
