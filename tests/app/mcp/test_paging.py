"""Long answers are cut where lines end, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.mcp.paging import CHARACTERS, Pages, cut


@given(st.lists(st.text(alphabet="ab \n", max_size=9_000), max_size=12).map("\n".join))
def test_pages_together_are_the_text(text: str) -> None:
    pages = cut(text)
    assert "".join(pages) == text
    assert all(len(page) <= CHARACTERS for page in pages)


def test_a_later_page_is_of_the_same_answer() -> None:
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return f"answer {len(made)}\n" * 3_000

    pages = Pages()
    first, second = pages.page("key", 1, make), pages.page("key", 2, make)
    assert first.startswith("answer 1")
    assert second.startswith("answer 1")
    assert "[page 1 of 2; ask again with page=2 for more]" in first
    assert pages.page("key", 1, make).startswith("answer 2"), "the first page is made anew"


def test_old_answers_are_let_go() -> None:
    pages = Pages()
    for number in range(20):
        pages.page(str(number), 1, lambda: "x\n" * 20_000)
    assert pages.page("0", 2, lambda: "y\n" * 20_000).startswith("y")
