"""A file of questions: YAML, or one sentence a line.

Text: `# comment`, `revenue = order_items.quantity * order_items.unit_price` to define a term, else a question.
YAML: `terms:` (name to expression) and `questions:`, each a sentence,
or `measure`, `by`, `over`, `where`, `among`, `top`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from headgate.design.question.grammar import read_sentence
from headgate.design.question.model import Asked
from headgate.design.source.words import snake
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml

_TERM = re.compile(r"^\s*(?:define\s+)?([A-Za-z][\w ]{0,60}?)\s*(?:=|:=|\bas\b)\s*(.+)$")
_MOST = 200


@dataclass
class Asking:
    """What a file asks."""

    questions: list[Asked] = field(default_factory=list)
    terms: dict[str, str] = field(default_factory=dict)
    """Words in lower case, to their expressions."""


def read_questions(text: str, yaml: bool) -> Asking:
    """The questions and terms of a file.

    Raises:
        HeadgateError: it is not of the form, or holds no question, or over 200.
    """
    asking = _from_yaml(text) if yaml else _from_text(text)
    if not asking.questions:
        raise HeadgateError("The file of questions asks nothing: write one question a line, or `questions:` in YAML.")
    if len(asking.questions) > _MOST:
        raise HeadgateError(f"The file asks {len(asking.questions)} questions; a design takes {_MOST} at most.")
    names: dict[str, int] = {}
    for asked in asking.questions:
        names[asked.name] = names.get(asked.name, 0) + 1
        if names[asked.name] > 1:
            asked.name = f"{asked.name}_{names[asked.name]}"
    return asking


def _from_text(text: str) -> Asking:
    asking = Asking()
    sentences = []
    for line in text.splitlines():
        said = line.strip().removeprefix("- ").strip()
        if not said or said.startswith("#"):
            continue
        term = _TERM.match(said)
        if term and _is_term(said, term[1]):
            asking.terms[term[1].strip().lower()] = term[2].strip()
        else:
            sentences.append(said)
    asking.questions = [_asked(_name(said), said, asking.terms) for said in sentences]
    return asking


def asked_again(asked: Asked, terms: Iterable[str]) -> Asked:
    """The same sentence, read with `terms` as one word each; what was not understood beside the grammar stays."""
    if not any(term in asked.text.lower() for term in terms):
        return asked
    return _asked(asked.name, asked.text, terms)


def _asked(name: str, said: str, terms: Iterable[str]) -> Asked:
    """The parts of a sentence in which each term is one word, so that `cost per kg` is no clause."""
    joined = said
    for term in sorted(terms, key=len, reverse=True):
        if " " in term:
            joined = re.sub(rf"\b{re.escape(term)}\b", term.replace(" ", "_"), joined, flags=re.IGNORECASE)
    asked = read_sentence(name, joined)
    asked.text = said
    return asked


def _is_term(said: str, left: str) -> bool:
    if said.lower().startswith("define "):
        return True
    return (
        "=" in said.split("where", maxsplit=1)[0]
        and len(left.split()) <= 4
        and " by " not in f" {left} "
        and " where " not in f" {left} "
    )


def _from_yaml(text: str) -> Asking:
    documents = read_yaml(text)
    asking = Asking()
    for top in documents[:1]:
        for name, value in top.get("terms").pairs():
            asking.terms[name.lower().replace("_", " ")] = value.text
        for item in top.get("questions").each():
            asking.questions.append(_question(item, asking.terms))
    return asking


def _question(item: Value, terms: Mapping[str, str]) -> Asked:
    if item.entries is None:
        return _asked(_name(item.text), item.text, terms)
    sentence = item.get("question").text
    if not sentence:
        sentence = _composed(item)
    name = item.get("name").text
    asked = _asked(snake(name) if name else _name(sentence), sentence, terms)
    unknown = [key for key, _ in item.pairs() if key not in _KEYS]
    if unknown:
        asked.why.append(f"'{unknown[0]}' is no part of a question; the parts are {', '.join(_KEYS)}")
    return asked


_KEYS = ("name", "question", "measure", "by", "over", "where", "among", "top")


def _composed(item: Value) -> str:
    """The sentence that the parts make, so that both forms are read by one grammar."""
    measures = " and ".join(item.get("measure").texts())
    by = list(item.get("by").texts())
    top = item.get("top").text
    parts = [f"top {top} {by.pop(0)} by {measures}" if top and by else measures]
    parts += [f"by {' and '.join(by)}"] if by else []
    over = item.get("over").text
    parts += [over if over.lower().startswith(_OPENINGS) else f"in {over}"] if over else []
    where = item.get("where").texts()
    parts += [f"where {' and '.join(where)}"] if where else []
    among = item.get("among").text
    parts += [f"among {among}"] if among else []
    return " ".join(parts)


_OPENINGS = ("in ", "from ", "between ", "since ", "before ", "after ", "until ", "during ")


def _name(sentence: str) -> str:
    kept = [
        word
        for word in snake(sentence).split("_")
        if word not in ("the", "of", "and", "for", "each", "is", "what", "show", "me", "in", "number")
    ]
    return "_".join(kept[:8])[:48].strip("_") or "question"
