# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Purposes are written as the extended key usage that others read, and read back by name."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import PURPOSE_NAMES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes, name_purposes
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

UNNAMED = "1.2.3.4"


def _as_an_extension(encoded: bytes) -> list[x509.ObjectIdentifier]:
    """What cryptography reads when these bytes stand in a certificate's extension."""
    extension = x509.UnrecognizedExtension(x509.ExtendedKeyUsage.oid, encoded)
    name = x509.Name([])
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(name).add_extension(extension, critical=False)
    return list(request.sign(key, hashes.SHA256()).extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)


def test_purposes_are_the_extended_key_usage_that_cryptography_reads() -> None:
    encoded = encode_purposes([*PURPOSE_NAMES.values(), UNNAMED])
    assert [each.dotted_string for each in _as_an_extension(encoded)] == [*PURPOSE_NAMES, UNNAMED]


def test_server_and_client_authentication_are_these_bytes() -> None:
    assert encode_purposes(["serverAuth", "clientAuth"]).hex() == "301406082b0601050507030106082b06010505070302"


def test_a_name_and_its_number_are_the_same() -> None:
    assert encode_purposes(["serverAuth"]) == encode_purposes(["1.3.6.1.5.5.7.3.1"])


def test_purposes_are_read_back_by_name_where_there_is_one() -> None:
    purposes = ["clientAuth", UNNAMED, "serverAuth"]
    assert name_purposes(encode_purposes(purposes)) == purposes


@pytest.mark.parametrize("data", [b"", b"\x30\x05", b"\x04\x00", b"\x30\x03\x06\x01\x80"])
def test_what_is_no_list_of_purposes_is_shown_as_it_is(data: bytes) -> None:
    assert name_purposes(data) == [f"0x{data.hex()}"]


@pytest.mark.parametrize(
    "purpose", ["tls", "", "server_auth", "1", "3.1.2", "1.99.1", "1.2.", "1.02.3", " 1.2.3", "1.2\n"]
)
def test_an_unknown_purpose_is_named_with_the_way_out(purpose: str) -> None:
    with pytest.raises(CertificateError) as caught:
        encode_purposes(["serverAuth", purpose])
    assert str(caught.value) == (
        f"the purpose {purpose} is not known: use a name such as serverAuth or clientAuth, or a dotted OID"
    )


def test_no_purpose_at_all_is_refused() -> None:
    with pytest.raises(CertificateError, match="^the list of purposes is empty: name at least one"):
        encode_purposes([])
