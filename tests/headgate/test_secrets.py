"""Secrets are masked wherever they stand; what only speaks of them is not."""

from __future__ import annotations

import pytest

from headgate.secrets import MASK, mask, secrets_in

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


@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        "ASIAIOSFODNN7EXAMPLE",
        "gho_" + "a" * 36,
        "github_pat_" + "a" * 22,
        "glpat-" + "a" * 20,
        "xoxb-1234567890",
        "sk-" + "a" * 20,
        "rk_live_" + "a" * 16,
        "sk_test_" + "a" * 16,
        "AIza" + "a" * 35,
        "ya29." + "a" * 20,
        "dapi" + "0" * 32,
        "hf_" + "a" * 30,
        "npm_" + "a" * 36,
        "pypi-" + "a" * 50,
        "SG." + "a" * 22 + "." + "b" * 43,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc",
    ],
)
def test_a_secret_is_found_to_be_known_again_elsewhere(secret: str) -> None:
    assert mask(f"x {secret} y") == f"x {MASK}{chr(10) * secret.count(chr(10))} y"
    assert secrets_in(f"x {secret} y") == {secret}


def test_secrets_by_their_name_are_found_and_places_of_secrets_are_none() -> None:
    text = "jdbc://etl:hunter22@db\npassword = 'open sesame'\ntoken = 'x'\npwd: \"${PW}\"\nsecret_key=abcdef12345\n"
    assert secrets_in(text) == {"hunter22", "open sesame", "abcdef12345"}
