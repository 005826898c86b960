# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each signature algorithm has a name and a hash, the broken ones too."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import read_signature_algorithm


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("300d 06092a864886f70d010102 0500", ("md2WithRSAEncryption", "md2")),
        ("300d 06092a864886f70d010104 0500", ("md5WithRSAEncryption", "md5")),
        ("3009 06052b0e03021d 0500", ("sha1WithRSA", "sha1")),
        ("3009 06072a8648ce3d0401", ("ecdsa-with-SHA1", "sha1")),
        ("3005 06032b6570", ("ed25519", None)),
        ("3005 06032a0304", ("1.2.3.4", None)),
    ],
)
def test_the_algorithm_names_its_hash(identifier: str, expected: tuple[str, str | None]) -> None:
    assert read_signature_algorithm(bytes.fromhex(identifier))[:2] == expected


PSS = "06092a864886f70d01010a"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (f"300b {PSS}", "sha1"),
        (f"300d {PSS} 3000", "sha1"),
        (f"301c {PSS} 300f a00d 300b 0609608648016503040201", "sha256"),
        (f"3016 {PSS} 3009 a007 3005 06032a0304", None),
    ],
    ids=["no parameters", "empty parameters", "named", "unknown"],
)
def test_rsassa_pss_names_the_hash_in_its_parameters(identifier: str, expected: str | None) -> None:
    assert read_signature_algorithm(bytes.fromhex(identifier))[:2] == ("rsassaPss", expected)


SPECIFIED = "06072a8648ce3d0403"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (f"3016 {SPECIFIED} 300b 0609608648016503040201", "sha256"),
        (f"3018 {SPECIFIED} 300d 0609608648016503040202 0500", "sha384"),
        (f"3010 {SPECIFIED} 3005 06032a0304", None),
    ],
    ids=["no parameters", "NULL", "unknown"],
)
def test_ecdsa_with_specified_names_the_hash_in_its_parameters(identifier: str, expected: str | None) -> None:
    assert read_signature_algorithm(bytes.fromhex(identifier))[:2] == ("ecdsa-with-Specified", expected)


@pytest.mark.parametrize(
    "identifier",
    [
        "0500",
        "3000",
        "3002 0601",
        f"300f {PSS} 3002 a000",
        f"3013 {PSS} 3006 a002 3000 0500",
        f"3009 {SPECIFIED}",
        f"300b {SPECIFIED} 0500",
        f"300b {SPECIFIED} 3000",
    ],
)
def test_what_is_no_algorithm_identifier_is_refused(identifier: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_signature_algorithm(bytes.fromhex(identifier))
