"""Plain sentences as parts of a question. What is not in the grammar is said, never guessed.

    [top N ATTRIBUTE by] MEASURE [and MEASURE] [by|per|for each ATTRIBUTE [and ATTRIBUTE]]
    [in|from|between|since|before PERIOD] [where|with ATTRIBUTE is VALUE [or VALUE] [and …]] [among TABLE]

A MEASURE is `total X`, `average X`, `highest X`, `lowest X`, `number of TABLE`, `number of different TABLE`,
`average days between DATE and DATE`, `closing X`, or a defined term alone.
"""

from __future__ import annotations

import re

from headgate.design.question.model import Asked, AskedFilter, AskedMeasure
from headgate.design.question.periods import is_relative, period, span

_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|>=|<=|<>|!=|[<>=,()]|[\w.\-/]+")
_LONGEST = 600
_LEAD = (
    ("show", "me"), ("give", "me"), ("tell", "me"), ("what", "is"), ("what", "was"), ("what", "are"), ("what", "were"),
    ("show",), ("give",), ("list",), ("report",), ("find",), ("get",), ("the",), ("our",), ("all",), ("please",),
)  # fmt: skip
_BY = (
    ("for", "each"),
    ("for", "every"),
    ("in", "each"),
    ("grouped", "by"),
    ("split", "by"),
    ("broken", "down", "by"),
    ("by",),
    ("per",),
    ("across",),
)
_WHERE = frozenset(("where", "with", "whose", "when", "only", "if"))
_WHEN = frozenset(("in", "during", "from", "between", "since", "until", "till", "before", "after", "over", "for", "on"))
_AMONG = frozenset(("among", "amongst"))
SPOKEN = frozenset(
    (
        "in",
        "is",
        "by",
        "per",
        "for",
        "from",
        "with",
        "over",
        "under",
        "where",
        "when",
        "if",
        "and",
        "before",
        "after",
        "among",
        "only",
    )
)
"""Words of the grammar that a column's name may hold."""
_JOINTS = frozenset(("and", ",", "by", "per"))
_FUNCTIONS = (
    (("number", "of", "different"), "count_distinct"), (("number", "of", "distinct"), "count_distinct"),
    (("number", "of", "unique"), "count_distinct"), (("count", "of", "distinct"), "count_distinct"),
    (("how", "many", "different"), "count_distinct"), (("how", "many", "distinct"), "count_distinct"),
    (("how", "many", "unique"), "count_distinct"), (("distinct",), "count_distinct"), (("unique",), "count_distinct"),
    (("number", "of"), "count"), (("count", "of"), "count"), (("how", "many"), "count"),
    (("total", "number", "of"), "count"), (("total", "of"), "sum"), (("sum", "of"), "sum"), (("total",), "sum"),
    (("overall",), "sum"), (("sum",), "sum"), (("average", "of"), "avg"), (("average",), "avg"), (("avg",), "avg"),
    (("mean",), "avg"), (("highest",), "max"), (("maximum",), "max"), (("max",), "max"), (("largest",), "max"),
    (("lowest",), "min"), (("minimum",), "min"), (("min",), "min"), (("smallest",), "min"), (("closing",), "closing"),
)  # fmt: skip
_UNKNOWN = frozenset(
    ("share", "percentage", "percent", "ratio", "median", "growth", "trend", "change", "cumulative", "running", (
        "rolling"
    ),
     "moving", "proportion", "correlation", "forecast", "why", "percentile", "retention", "churn")
)  # fmt: skip
_OPERATORS = (
    (("is", "not", "null"), "is not null"), (("is", "known"), "is not null"), (("is", "null"), "is null"),
    (("is", "missing"), "is null"), (("is", "not", "one", "of"), "not in"), (("is", "not"), "<>"),
    (("is", "one", "of"), "in"), (("is", "over"), ">"), (("is", "under"), "<"), (("is", "at", "least"), ">="),
    (("is", "at", "most"), "<="), (("is", "more", "than"), ">"), (("is", "less", "than"), "<"),
    (("is", "greater", "than"), ">"), (("not", "in"), "not in"), (("is",), "="), (("equals",), "="), (("=",), "="),
    (("<>",), "<>"), (("!=",), "<>"), ((">=",), ">="), (("<=",), "<="), ((">",), ">"), (("<",), "<"), (("over",), ">"),
    (("under",), "<"), (("at", "least"), ">="), (("at", "most"), "<="), (("in",), "in"),
)  # fmt: skip
_UNITS = ("days", "hours", "minutes")
_TODAY = frozenset(("today", "yesterday", "now"))
_SPANS = frozenset(f"{one}{plural}" for one in ("day", "week", "month", "quarter", "year") for plural in ("", "s"))


class Sentence:
    """One sentence, read from left to right."""

    def __init__(self, name: str, text: str) -> None:
        self.asked = Asked(name, text)
        self._raw = _TOKEN.findall(text[:_LONGEST].rstrip(" ?.!"))
        self._words = [token.lower() for token in self._raw]
        self._at = 0
        if len(text) > _LONGEST:
            self.asked.why.append(f"it is longer than {_LONGEST} characters")

    def read(self) -> Asked:
        """The parts, with whatever is not understood."""
        while any(self._starts(lead) for lead in _LEAD):
            self._take(next(lead for lead in _LEAD if self._starts(lead)))
        strange = [word for word in self._words if word in _UNKNOWN]
        if strange:
            self.asked.why.append(f"'{strange[0]}' is not in the grammar; define a term, or ask for its parts")
            return self.asked
        if self._is_relative():
            self.asked.why.append(
                "a period that hangs on today has another answer every day; give dates, as in `since 2024-01-01`"
            )
            return self.asked
        self._top()
        self._measures()
        while self._at < len(self._words) and not self.asked.why:
            self._clause()
        if not self.asked.measures and not self.asked.why:
            self.asked.why.append("it names no measure")
        return self.asked

    def _is_relative(self) -> bool:
        pairs = zip(self._words, [*self._words[1:], ""], strict=True)
        return any(
            word in _TODAY or (is_relative([word]) and (then in _SPANS or then.isdigit())) for word, then in pairs
        )

    def _starts(self, words: tuple[str, ...]) -> bool:
        return tuple(self._words[self._at : self._at + len(words)]) == words

    def _take(self, words: tuple[str, ...]) -> None:
        self._at += len(words)

    def _top(self) -> None:
        for word, lowest in (("top", False), ("bottom", True)):
            count = self._words[self._at + 1] if self._at + 1 < len(self._words) else ""
            if self._starts((word,)) and count.isdigit() and 0 < int(count) <= 1000:
                self.asked.top, self.asked.lowest = int(count), lowest
                self._at += 2
                self.asked.by.append(self._phrase())
                if not self._starts(("by",)):
                    self.asked.why.append(f"'{word} {count}' is followed by an attribute, `by`, and a measure")
                self._at += 1

    def _measures(self) -> None:
        while self._at < len(self._words):
            function = next(((words, name) for words, name in _FUNCTIONS if self._starts(words)), None)
            if function is not None:
                self._take(function[0])
            if function is not None and self._words[self._at : self._at + 1] and self._words[self._at] in _UNITS:
                self._duration(function[1])
            else:
                phrase = self._phrase(("and", ","))
                if phrase:
                    self.asked.measures.append(AskedMeasure(function[1] if function else "", phrase))
                elif function is not None:
                    self.asked.why.append(f"'{' '.join(function[0])}' is followed by nothing that it could be of")
            if not (self._starts(("and",)) or self._starts((",",))):
                return
            self._at += 1

    def _duration(self, function: str) -> None:
        unit = self._words[self._at]
        if self._words[self._at + 1 : self._at + 2] not in (["between"], ["from"]):
            self.asked.measures.append(AskedMeasure(function, self._phrase(("and", ","))))
            return
        self._at += 2
        start = self._phrase(("and", "to"))
        self._at += 1
        end = self._phrase(("and", ","))
        if not start or not end:
            self.asked.why.append(f"'{unit} between' is followed by two dates with `and` between them")
        self.asked.measures.append(AskedMeasure(function, start, end, unit.removesuffix("s")))

    def _phrase(self, ends: tuple[str, ...] = ()) -> str:
        """Words up to the next clause."""
        found = []
        while self._at < len(self._words):
            word = self._words[self._at]
            if word in ends or word in _WHERE or word in _AMONG or any(self._starts(by) for by in _BY):
                break
            part = word == "on" and span(self._words, self._at + 1) is None
            if (word in _WHEN and not part) or any(self._starts(words) for words, _ in _OPERATORS):
                break
            found.append(word)
            self._at += 1
        return " ".join(word for word in found if word not in ("the", "our", "its"))

    def _clause(self) -> None:
        by = next((words for words in _BY if self._starts(words)), None)
        word = self._words[self._at]
        if by is not None:
            self._take(by)
            self._groupings()
        elif word in _WHEN and (found := period(self._words, self._at)) is not None:
            self.asked.periods.append(found[0])
            self._at += found[1]
        elif word in _WHERE:
            self._at += 1
            self._filters()
        elif word in _AMONG or (word in ("in", "for", "from") and self._rest_is_phrase()):
            self._at += 1
            self.asked.among = self._phrase()
        else:
            self.asked.why.append(f"'{' '.join(self._words[self._at :])}' is not in the grammar")

    def _rest_is_phrase(self) -> bool:
        following = self._words[self._at + 1 : self._at + 2]
        return bool(following) and following[0].isidentifier()

    def _groupings(self) -> None:
        while True:
            phrase = self._phrase(tuple(_JOINTS))
            if not phrase:
                self.asked.why.append("`by` is followed by no attribute")
                return
            self.asked.by.append(phrase)
            if self._at >= len(self._words) or self._words[self._at] not in _JOINTS:
                return
            while self._at < len(self._words) and self._words[self._at] in _JOINTS:
                self._at += 1

    def _filters(self) -> None:
        while True:
            phrase = self._phrase()
            operator = next(((words, sign) for words, sign in _OPERATORS if self._starts(words)), None)
            if not phrase or operator is None:
                self.asked.why.append(
                    f"'{' '.join(self._words[self._at - 1 :])}' is no comparison, as in `status is completed`"
                )
                return
            self._take(operator[0])
            sign, values = operator[1], self._values(operator[1])
            if len(values) > 1 and sign in ("=", "<>"):
                sign = "in" if sign == "=" else "not in"
            if not values and "null" not in sign:
                self.asked.why.append(f"'{phrase} {' '.join(operator[0])}' is compared with nothing")
                return
            self.asked.filters.append(AskedFilter(phrase, sign, tuple(values)))
            if not self._starts(("and",)):
                return
            self._at += 1

    def _values(self, sign: str) -> list[str]:
        if "null" in sign:
            return []
        values: list[str] = []
        words: list[str] = []
        while self._at < len(self._words):
            word = self._words[self._at]
            if word in ("or", ",", "(", ")"):
                values += [" ".join(words)] if words else []
                words = []
            elif word in ("and", *_WHERE, *_AMONG) or word in _WHEN or any(self._starts(by) for by in _BY):
                break
            elif word[0] in "'\"":
                words.append(self._raw[self._at][1:-1])
            else:
                words.append(self._raw[self._at])
            self._at += 1
        return [*values, " ".join(words)] if words else values


def read_sentence(name: str, text: str) -> Asked:
    """The parts of one sentence."""
    return Sentence(name, text).read()
