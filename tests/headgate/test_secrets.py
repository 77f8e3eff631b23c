"""Secrets are masked wherever they stand; what only speaks of them is not."""

from __future__ import annotations

import pytest

from headgate.secrets import MASK, mask

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabcdef\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("spark.hadoop.fs.s3a.secret.key=wJalrXUtnFEMI7MDENG", "wJalrXUtnFEMI7MDENG"),
        ("password: hunter2hunter2", "hunter2hunter2"),
        ("AccountName=x;AccountKey=Zm9vYmFyMTIzNDU2Nzg5;EndpointSuffix=y", "Zm9vYmFyMTIzNDU2Nzg5"),
        ("curl -H 'Authorization: Bearer abcdefghij0123456789'", "abcdefghij0123456789"),
        ("https://x.blob/y?sv=1&sig=abcdefghij0123456789%3D", "abcdefghij0123456789"),
        ("SLACK_TOKEN = 'xoxb-1234567890-abcdef'", "xoxb-1234567890-abcdef"),
        (KEY, "MIIEpAIBAAKCAQEA"),
    ],
)
def test_a_secret_is_masked(text: str, secret: str) -> None:
    assert secret not in mask(text)
    assert MASK in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "token = get_token2(request)",
        "token = settings.token_v2_of_user",
        "password: {{ env_var('PASSWORD_1') }}",
        "select token, secret_id from sessions",
        "api_key: ${API_KEY_2024}",
        "primary_key = 'order_id_2'",
    ],
)
def test_what_names_a_secret_stays(text: str) -> None:
    assert mask(text) == text


def test_lines_keep_their_numbers() -> None:
    text = f"a\n{KEY}\nlast"
    assert mask(text).split("\n")[-1] == "last"
    assert mask(text).count("\n") == text.count("\n")
