# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NIST's Public Key Interoperability Test Suite: of its paths that need neither CRLs nor policies each is judged as it says.

The certificates are in the package cryptography-vectors; the name of an end-entity certificate has what its path is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

NOW = datetime(2020, 1, 1, tzinfo=UTC)
END_ENTITY = re.compile(r"(Valid|Invalid)?(.+)Test\d+EE")

EXCLUDED = {
    "a CRL decides": re.compile("[Cc]RL|Revoked|istributionPoint|onlySomeReasons|onlyContains|IDP|SeparateCertificate"),
    "a policy decides": re.compile("Polic|Qualifier|inhibit|xplicit"),
    # Their issuers and serial numbers are in order, and CRLs revoke them.
    "a CRL revokes it": re.compile(
        "InvalidBasicSelfIssuedNewWithOldTest5|InvalidBasicSelfIssuedOldWithNewTest2"
        "|InvalidLongSerialNumberTest18|InvalidNegativeSerialNumberTest15"
    ),
    # RFC 3279, 2.3.2: the issuer has the parameters of the key. The library that verifies does not know that.
    "its key has no parameters": re.compile("DSAParameterInheritance"),
}
"""The paths that are not judged here, and why."""


@cache
def certificates() -> dict[str, Certificate]:
    vectors = pytest.importorskip("cryptography_vectors", reason="cryptography's test vectors are not installed")
    folder = Path(vectors.__path__[0], "x509", "PKITS_data", "certs")
    return {file.stem: Certificate.from_der(file.read_bytes()) for file in sorted(folder.glob("*.crt"))}


def judged() -> dict[str, bool]:
    """Whether each path is valid, by the name of its last certificate."""
    names = [name for name in certificates() if END_ENTITY.fullmatch(name)]
    kept = [name for name in names if not any(reason.search(name) for reason in EXCLUDED.values())]
    return {name: name.startswith("Valid") for name in kept}


def is_accepted(name: str) -> bool:
    found = certificates()
    trust = Trust((found["TrustAnchorRootCertificate"],), (), frozenset())
    others = [certificate for each, certificate in found.items() if not END_ENTITY.fullmatch(each)]
    return build_chain(found[name], trust, others, purposes=(), now=NOW).trusted


def test_no_path_is_accepted_that_is_invalid_and_none_refused_that_is_valid() -> None:
    expected = judged()
    assert (sum(expected.values()), len(expected)) == (45, 90)
    assert {name: is_accepted(name) for name in expected} == expected


def test_every_reason_to_leave_a_path_out_leaves_some_out() -> None:
    names = [name for name in certificates() if END_ENTITY.fullmatch(name)]
    assert all(any(reason.search(name) for name in names) for reason in EXCLUDED.values())
