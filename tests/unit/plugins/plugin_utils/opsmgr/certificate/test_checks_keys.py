# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen of a channel certificate's keys: where its private key is kept, and how strong key and signature are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import ExaminedCertificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.pki.certificates import rsa_key
from tests.unit.plugins.plugin_utils.opsmgr.channel_certificates import (
    CNG_KEY,
    ENTRY,
    GOOD,
    KEY,
    ROOT,
    certificate,
    check,
    examined,
)
from tests.unit.plugins.plugin_utils.x509.authority import with_old_hash

TABLE = [
    ("private_key_missing", examined(key=None), False, f"{ENTRY} no private key"),
    ("private_key_missing", examined(), True, f"{ENTRY} the key web01-channel, which may or may not exist"),
    ("private_key_missing", examined(key=CNG_KEY), True, f"{ENTRY} the key web01-channel, which may or may not exist"),
    ("private_key_of_user", examined(key=None), None, f"{ENTRY} no private key"),
    (
        "private_key_of_user",
        examined(key=replace(KEY, machine_key_set=False)),
        False,
        f"{ENTRY} the key web01-channel of a user",
    ),
    ("private_key_of_user", examined(key=CNG_KEY), True, f"{ENTRY} the key web01-channel of the machine"),
    ("key_provider_cng", examined(), True, f"{ENTRY} a key of {KEY.provider}, type 12"),
    ("key_provider_cng", examined(key=CNG_KEY), False, f"{ENTRY} a key of {CNG_KEY.provider}, type 0"),
    ("key_provider_cng", examined(key=None), None, f"{ENTRY} no private key"),
    ("key_spec_wrong", examined(key=replace(KEY, key_spec=2)), False, f"{ENTRY} a key with KeySpec 2"),
    ("key_spec_wrong", examined(key=replace(KEY, key_spec=0)), False, f"{ENTRY} a key with KeySpec 0"),
    (
        "key_spec_wrong",
        examined(key=CNG_KEY),
        None,
        f"{ENTRY} a key of a CNG key storage provider, which has no KeySpec",
    ),
    ("key_spec_wrong", examined(key=None), None, f"{ENTRY} no private key"),
    (
        "key_unusable_algorithm",
        examined(certificate(key=ec.generate_private_key(ec.SECP256R1()))),
        False,
        "the channel certificate's public key is of the type EC",
    ),
    (
        "key_too_short",
        examined(certificate(key=rsa_key(1024))),
        False,
        "the channel certificate's RSA key has 1024 bits, 2048 are needed",
    ),
    ("key_too_short", examined(), True, "the channel certificate's RSA key has 2048 bits, 2048 are needed"),
    (
        "key_too_short",
        examined(certificate(key=ec.generate_private_key(ec.SECP256R1()))),
        None,
        "the channel certificate's public key is no RSA key that can be measured: EC",
    ),
    *(
        (
            "signature_hash_weak",
            examined(with_old_hash(GOOD, ROOT.key, algorithm)),
            False,
            f"the channel certificate is signed with {algorithm.name}WithRSAEncryption",
        )
        for algorithm in (hashes.MD5(), hashes.SHA1())
    ),
    ("signature_hash_weak", examined(), True, "the channel certificate is signed with sha256WithRSAEncryption"),
]


@pytest.mark.parametrize(
    ("kind", "asked", "passed", "evidence"),
    [pytest.param(*row, id=f"{row[0]} {row[2]} {number}") for number, row in enumerate(TABLE)],
)
def test_a_check_tells_what_it_saw(kind: str, asked: ExaminedCertificate, passed: bool | None, evidence: str) -> None:
    assert check(kind, asked) == (passed, evidence)


@pytest.mark.parametrize("kind", ["private_key_missing", "private_key_of_user", "key_provider_cng", "key_spec_wrong"])
def test_a_malformed_key_property_is_no_verdict(kind: str) -> None:
    asked = examined(key=CertificateError("the key information is cut short: 3 bytes"))
    evidence = "the channel certificate's private key is not known: the key information is cut short: 3 bytes"
    assert check(kind, asked) == (None, evidence)
