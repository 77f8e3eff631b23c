"""Nothing secret and no reviewed code leaves where only queries may."""

from __future__ import annotations

import pytest

from agents.mcp.arguments import RefusedError
from agents.mcp.outgoing import Outgoing
from headgate.source.snapshot import MemorySnapshot

SNAPSHOT = MemorySnapshot(
    {
        "models/margin.sql": "select customer_id,\n       sum(revenue - cost_of_goods) as margin\nfrom finance.ledger\n",
        "conf/db.yml": "user: etl\npassword: 'Tr0ub4dor&3'\n",
        "docs/readme.md": "How Delta merges a schema when a column is added by a writer.\n",
        "keys.txt": "AKIAIOSFODNN7EXAMPLE\n",
    }
)
ENVIRONMENT = {"OPENAI_API_KEY": "local-key-77", "HOME": "/home/somebody", "DB_PASSWORD": "postgres"}
GUARD = Outgoing(SNAPSHOT, ENVIRONMENT)


def out(text: str) -> str:
    GUARD.refuse_code({"query": text})
    return str(GUARD.without_secrets({"query": text})["query"])


def test_a_question_in_general_words_leaves_as_it_is() -> None:
    assert out("spark adaptive execution skew join threshold") == "spark adaptive execution skew join threshold"


@pytest.mark.parametrize(
    "question",
    [
        "why is sum(revenue - cost_of_goods) as margin null",
        "SELECT customer_id, SUM(revenue - cost_of_goods) AS margin",
        "customer_id,\tsum(revenue  -  cost_of_goods)".replace("  ", " "),
    ],
)
def test_reviewed_code_is_not_sent_as_a_question(question: str) -> None:
    with pytest.raises(RefusedError):
        out(question)


def test_prose_of_the_repository_may_be_asked_about() -> None:
    assert out("How Delta merges a schema when a column is added by a writer.")


@pytest.mark.parametrize("secret", ["Tr0ub4dor&3", "AKIAIOSFODNN7EXAMPLE", "local-key-77"])
def test_a_secret_is_masked_wherever_it_stands(secret: str) -> None:
    assert out(f"log in with {secret} fails") == "log in with [masked secret] fails"


def test_secrets_are_masked_in_nested_values_and_names() -> None:
    passed = GUARD.without_secrets({"a": [{"local-key-77": "Tr0ub4dor&3"}], "n": 3})
    assert passed == {"a": [{"[masked secret]": "[masked secret]"}], "n": 3}


def test_a_password_that_is_a_word_does_not_mask_the_word() -> None:
    assert out("postgres jsonb index") == "postgres jsonb index"
