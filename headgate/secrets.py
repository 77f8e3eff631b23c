"""Secrets in text, masked before anything leaves the machine: a report, a prompt, a comment."""

from __future__ import annotations

import re

MASK = "[masked secret]"

_SHAPES = (
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?"
    r"(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|\Z)",
    r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b",
    r"\bgithub_pat_[A-Za-z0-9_]{22,255}\b",
    r"\bglpat-[A-Za-z0-9_-]{20,}",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"\bsk-[A-Za-z0-9_-]{20,}",
    r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    r"\bAIza[0-9A-Za-z_-]{35}\b",
    r"\bya29\.[0-9A-Za-z_-]{20,}",
    r"\bdapi[0-9a-f]{32}\b",
    r"\bhf_[A-Za-z0-9]{30,}\b",
    r"\bnpm_[A-Za-z0-9]{36}\b",
    r"\bpypi-[A-Za-z0-9_-]{50,}",
    r"\bSG\.[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{40,50}",
    r"(?<=\bsig=)[A-Za-z0-9%+/=]{20,255}",
    r"(?<=\bBearer )[A-Za-z0-9._~+/=-]{16,2000}",
    r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]*",
)
"""Secrets that are known by their form alone, whoever issued them."""

_WHOLE = re.compile("|".join(_SHAPES))
_TELLTALES = (
    "-----BEGIN ", "AKIA", "ASIA", "AROA", "AIDA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-",
    "xox", "sk-", "k_live_", "k_test_", "AIza", "ya29.", "dapi", "hf_", "npm_", "pypi-", "SG.", "sig=",
    "Bearer ", "eyJ",
)  # fmt: skip
"""One of these is in every text in which `_WHOLE` finds something."""
# These start at a literal and are bounded behind it: a prefix of any word would cost minutes on a megabyte.
_IN_URL = re.compile(r"(?P<before>://[^\s:/@'\"]{0,200}:)(?P<secret>[^\s@/'\"]{1,200})(?=@)")
_NAMED = re.compile(
    r"(?P<before>(?:password|passwd|pwd|secret|api_?key|access_?key|account_?key|auth_?token|private_?key)"
    r"[\w.-]{0,20}[\"']?\s{0,4}(?:=>|[:=])\s{0,4}[\"'])(?P<secret>[^\"'\n]{4,500})(?=[\"'])",
    re.I,
)
_BARE = re.compile(
    r"(?P<before>(?:password|passwd|pwd|passphrase|secret|token|api_?key|access_?key|account_?key|private_?key)"
    r"[\w.-]{0,20}\s{0,4}[:=]\s{0,4})"
    r"(?P<secret>(?=[A-Za-z+/_=-]{0,200}\d)[A-Za-z0-9+/_=-]{10,500})(?![\w.(\[{])",
    re.I,
)
"""A value without quotation marks, as in .properties and YAML; code that calls or looks up is none."""
_NAMES = ("passw", "pwd", "passphrase", "secret", "token", "key")
"""One of these is in every text in which `_NAMED` or `_BARE` finds something."""
_REFERENCE = re.compile(r"^(?:\$|\{\{|\{|<|%\(|env|vault|secret|arn:|projects/|\*+$)", re.I)
"""A value that names a secret's place, and is none itself."""


def mask(text: str) -> str:
    """`text` with keys, tokens, private keys, and passwords in URLs and assignments masked; lines keep their numbers.

    >>> mask("jdbc: postgresql://etl:hunter22@db/shop")
    'jdbc: postgresql://etl:[masked secret]@db/shop'
    >>> mask("password = '{{ env_var(\\"PW\\") }}'")
    'password = \\'{{ env_var("PW") }}\\''
    """
    if any(sign in text for sign in _TELLTALES):
        text = _WHOLE.sub(lambda found: MASK + "\n" * found[0].count("\n"), text)
    if "://" in text:
        text = _IN_URL.sub(_hide, text)
    folded = text.lower()
    # A letter beyond ASCII may fold into one of these words for an expression, and not for `lower`.
    if any(word in folded for word in _NAMES) or not text.isascii():
        text = _BARE.sub(_hide, _NAMED.sub(_hide, text))
    return text


def secrets_in(text: str) -> frozenset[str]:
    """What `mask` would mask in `text`, to be known again elsewhere, where nothing around it tells.

    >>> sorted(secrets_in("password = 'hunter22'"))
    ['hunter22']
    """
    told = any(sign in text for sign in _TELLTALES)
    found = {match[0] for match in _WHOLE.finditer(text)} if told else set()
    for form in (_IN_URL, _NAMED, _BARE):
        found |= {match["secret"] for match in form.finditer(text) if not _REFERENCE.match(match["secret"])}
    return frozenset(found)


def _hide(found: re.Match[str]) -> str:
    if _REFERENCE.match(found["secret"]) or MASK in found["secret"]:
        return found[0]
    return found["before"] + MASK
