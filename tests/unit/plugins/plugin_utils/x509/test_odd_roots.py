# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roots with one oddity each, which lie beside the project: all are identified, and the gate refuses those that are to be refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge

from tests.outside_cases import cases
from tests.unit.plugins.plugin_utils.x509.judges import (
    by_cryptography,
    differences_from_cryptography,
    differences_from_openssl,
    shown_by_openssl,
)

MIDDLE = datetime(2030, 1, 1, tzinfo=UTC)
"""All of them are valid then, if at all."""

SIGNATURE = "self_signed"
NAMES_BY_RULES = {
    ("well_formed",): "serial-empty trail-in-cert",
    ("ca",): "bc-ca-false-explicit bc-empty ext-empty-seq v1 v1-explicit-version v2 v2-uid v3-noext",
    ("ca", "critical_extensions"): "bc-dup bc-old-2.5.29.10 bc-pl-neg bc-trailing",
    (
        "critical_extensions",
    ): "aia-crit caversion-crit ian-crit ms-template-crit nc-broken netscape-crit pkup-crit qc-crit unk-crit",
    ("key_cert_sign",): "ku-empty ku-nosign ku-unusedbits-nonzero",
    ("key_cert_sign", "critical_extensions"): "ku-indefinite ku-zero-len",
    ("extended_key_usage",): "eku-dup",
    ("signature_algorithm",): "alg-inner-null-outer-none inner-outer-mismatch",
    (SIGNATURE,): "badsig rsa-16384 rsa-e-huge rsa-e3 rsa-n-even sig-bitstring-unused sig-empty sig-short",
    (SIGNATURE, "key_strength"): "gost key-garbage rsa-512 rsa-e-even rsa-e1 rsa-n-neg slhdsa sm2",
    ("key_strength",): "dsa1024-sha1 ec-secp224r1 rsa1024",
    ("signature_hash",): "md5",
    ("in_date",): "ts-feb30 ts-gen-frac ts-gen-local ts-hour24 ts-reversed ts-sec60 ts-year0",
}
REFUSED = {name: set(rules) for rules, names in NAMES_BY_RULES.items() for name in names.split()}
"""The rules that refuse a root; all others pass the gate."""

BY_YOUNG_LIBRARIES = {"mldsa44"}
"""Whose signature is wrong, and can be verified by younger releases of cryptography only."""

REFUSED_BY_OPENSSL = {
    *("name-bmp-odd", "name-bmp-surrogate", "name-general", "name-octet", "name-utf8-invalid", "name-visible"),
    *("serial-empty", "serial-nonmin-neg", "trail-in-cert"),
}
OTHERWISE_BY_OPENSSL = {
    # What is in BER it writes anew in DER before it makes the fingerprint, and it leaves out what follows.
    "ber-indef": {"sha256"},
    "ber-longlen": {"sha256"},
    "trailing-bytes": {"sha256"},
    "name-multirdn-unsorted": {"subject", "issuer"},
    # Of an extension that occurs twice it takes the first.
    "eku-dup": {"extended_key_usage"},
    # It writes the year with as few digits as it has.
    "ts-year1": {"not_before"},
}


def odd_roots() -> dict[str, Certificate]:
    return {name: Certificate.from_der(content) for name, content in cases("certificates/odd/*.cer").items()}


def test_the_gate_refuses_what_is_to_be_refused_and_nothing_else() -> None:
    found = {name: {refusal.rule for refusal in judge(root, MIDDLE)} for name, root in odd_roots().items()}
    differing = {name: rules for name, rules in found.items() if rules != REFUSED.get(name, set())}
    assert differing.keys() <= BY_YOUNG_LIBRARIES
    assert all(SIGNATURE in rules for rules in differing.values())
    assert REFUSED.keys() <= found.keys()


@pytest.mark.parametrize("name", ["gost", "sm2", "slhdsa", "key-garbage"])
def test_a_signature_that_cannot_be_verified_is_not_called_wrong(name: str) -> None:
    root = odd_roots()[name]
    assert root.own_key_signed is None
    assert root.signature_algorithm in root.signature_refusal


def test_cryptography_agrees_on_every_field_of_what_it_reads() -> None:
    roots = odd_roots()
    read = {name: parsed for name, root in roots.items() if (parsed := by_cryptography(root))}
    assert len(read) > 100
    differing = {name: differences_from_cryptography(roots[name], parsed) for name, parsed in read.items()}
    assert {name: found for name, found in differing.items() if found} == {}


def test_openssl_agrees_with_named_exceptions(tmp_path: Path, openssl: str) -> None:
    differing, refused = {}, set()
    for name, root in odd_roots().items():
        file = tmp_path / f"{name}.der"
        file.write_bytes(root.der)
        shown = shown_by_openssl(file, openssl)
        if shown is None:
            refused.add(name)
        elif found := differences_from_openssl(root, shown):
            differing[name] = found.keys()
    assert refused == REFUSED_BY_OPENSSL
    assert differing == OTHERWISE_BY_OPENSSL
