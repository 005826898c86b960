# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate lets good roots through, and names each rule that a bad one breaks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import (
    RULES,
    SHA1_DIGITS,
    SHA256_DIGITS,
    Refusal,
    judge,
    normalize_fingerprint,
)
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tests.unit.plugins.plugin_utils.x509.authority import (
    NOW,
    YEAR,
    extension,
    issue,
    leaf,
    rsa_key,
    version_1,
    with_extensions,
)

IDENTITY = issue("Root")
ROOT = IDENTITY.certificate
NAME = "CN=Root,O=DMZ\\, Example"
COLONS = ":".join(ROOT.sha256[index : index + 2] for index in range(0, SHA256_DIGITS, 2))
DAMAGED = Certificate.from_der(ROOT.der[:-1] + bytes([ROOT.der[-1] ^ 1]))
CUT = with_extensions(IDENTITY, lambda extensions: [extension(b"\x55\x1d\x13", b"\x30\x03"), *extensions[1:]])

REFUSALS = {
    "leaf": (issue("Root", ca=False).certificate, "ca", "is not a CA: its basic constraints do not say so"),
    "no constraints": (issue("Root", ca=None).certificate, "ca", "is not a CA: its basic constraints do not say so"),
    "version 1": (version_1(IDENTITY), "ca", "is an X.509 version 1 certificate, which cannot say that it is a CA"),
    "unreadable": (CUT, "ca", "has extensions that cannot be read: 2.5.29.19"),
    "issued": (
        issue("Root", issue("Upper")).certificate,
        "self_signed",
        "is not self-signed: CN=Upper,O=DMZ\\, Example issued it",
    ),
    "tampered": (DAMAGED, "self_signed", "is not self-signed: its own key does not verify its signature"),
    "early": (
        issue("Root", not_before=NOW + timedelta(seconds=1)).certificate,
        "in_date",
        "is not valid before 2026-06-01T12:00:01Z",
    ),
    "late": (
        issue("Root", not_after=NOW - timedelta(seconds=1)).certificate,
        "in_date",
        "expired at 2026-06-01T11:59:59Z",
    ),
    "short RSA key": (
        issue("Root", key=rsa_key(1024)).certificate,
        "key_strength",
        "has a weak key: RSA with 1024 bits, 2048 are needed",
    ),
    "short EC key": (
        issue("Root", key=ec.generate_private_key(ec.SECP224R1())).certificate,
        "key_strength",
        "has a weak key: EC with 224 bits, 256 are needed",
    ),
}


@pytest.mark.parametrize(
    "key", [rsa_key(), IDENTITY.key, ed25519.Ed25519PrivateKey.generate()], ids=["RSA", "EC", "Ed25519"]
)
def test_gate_passes_a_good_root(key: object) -> None:
    assert judge(issue("Root", key=key).certificate, NOW) == ()


@pytest.mark.parametrize(("certificate", "rule", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_gate_refuses(certificate: Certificate, rule: str, reason: str) -> None:
    assert judge(certificate, NOW) == (Refusal(rule, f"{NAME} {reason}"),)


@pytest.mark.parametrize(("certificate", "rule", "_reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_waived_rule_refuses_nothing(certificate: Certificate, rule: str, _reason: str) -> None:
    assert judge(certificate, NOW, waived=[rule]) == ()


def test_every_broken_rule_is_named_in_order() -> None:
    expired_leaf = leaf("gw01", IDENTITY, not_after=NOW - timedelta(days=1))
    assert [refusal.rule for refusal in judge(expired_leaf, NOW, pin=ROOT.sha256)] == [
        "ca",
        "self_signed",
        "in_date",
        "pin",
    ]


@pytest.mark.parametrize(
    "pin",
    [ROOT.sha256, ROOT.sha256.lower(), COLONS, COLONS.replace(":", " "), f"\u200e{COLONS}\n"],
    ids=["plain", "lower case", "colons", "spaces", "invisible characters"],
)
def test_the_pin_matches_however_it_is_written(pin: str) -> None:
    assert judge(ROOT, NOW, pin) == ()


def test_another_pin_is_refused() -> None:
    pin = "0" * SHA256_DIGITS
    assert judge(ROOT, NOW, pin) == (Refusal("pin", f"{NAME} has the SHA-256 {ROOT.sha256}, not the pinned {pin}"),)


@pytest.mark.parametrize(
    "pin",
    ["", ROOT.sha256[1:], ROOT.sha256 + "0", ROOT.thumbprint, "G" * SHA256_DIGITS],
    ids=["empty", "short", "long", "SHA-1", "no hexadecimal"],
)
def test_a_malformed_pin_is_an_error_even_if_the_rule_is_waived(pin: str) -> None:
    with pytest.raises(CertificateError, match="is not made of 64 hexadecimal digits"):
        judge(ROOT, NOW, pin, waived=["pin"])


def test_waiving_an_unknown_rule_names_the_known_ones() -> None:
    with pytest.raises(CertificateError) as raised:
        judge(ROOT, NOW, waived=["pins", "in_date"])
    assert str(raised.value) == f"cannot waive pins: the rules are {', '.join(rule.name for rule in RULES)}"


@pytest.mark.parametrize(
    "text",
    [
        "\u200e" + "aB" * 20,
        "ab " * 20,
        "ab:" * 19 + "ab",
        "\ufeff" + "AB" * 20 + "\u202c",
        "ab\u00a0" * 20,
        "\t" + "AB" * 20 + "\r\n",
    ],
)
def test_a_copied_thumbprint_is_normalized(text: str) -> None:
    assert normalize_fingerprint(text, SHA1_DIGITS) == "AB" * 20


@pytest.mark.parametrize("text", ["AB" * 19, "AB" * 21, "AB" * 19 + "A", "0x" + "AB" * 19, "\uff11" * 40, "AB-" * 20])
def test_anything_but_the_digits_is_refused(text: str) -> None:
    with pytest.raises(CertificateError, match="is not made of 40 hexadecimal digits"):
        normalize_fingerprint(text, SHA1_DIGITS)


def test_both_ends_of_the_validity_period_are_in_date() -> None:
    assert judge(ROOT, NOW - YEAR) == judge(ROOT, NOW + YEAR) == ()
