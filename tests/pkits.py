# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NIST's Public Key Interoperability Test Suite: the paths that need neither CRLs nor policies.

The certificates are in the package cryptography-vectors; the name of an end-entity certificate has what its path is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

ROOT = "TrustAnchorRootCertificate"
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
def certificates() -> dict[str, bytes]:
    """All, in DER, by name. A test that needs them is skipped where they are missing."""
    vectors = pytest.importorskip("cryptography_vectors", reason="cryptography's test vectors are not installed")
    folder = Path(vectors.__path__[0], "x509", "PKITS_data", "certs")
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.crt"))}


def end_entities() -> list[str]:
    return [name for name in certificates() if END_ENTITY.fullmatch(name)]


def authorities() -> dict[str, bytes]:
    return {name: encoded for name, encoded in certificates().items() if not END_ENTITY.fullmatch(name)}


def expected() -> dict[str, bool]:
    """Whether each path is valid, by the name of its last certificate."""
    kept = [name for name in end_entities() if not any(reason.search(name) for reason in EXCLUDED.values())]
    return {name: name.startswith("Valid") for name in kept}
