# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates come out of every kind of file that people have, and nothing but a sentence out of the others."""

from __future__ import annotations

import codecs
import re
import textwrap

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT_IDENTITY = issue("Root")
ROOT, OTHER = ROOT_IDENTITY.certificate, issue("Other").certificate
PEM = ROOT.pem()
PARSED = [x509.load_der_x509_certificate(certificate.der) for certificate in (ROOT, OTHER)]
PKCS7_PEM = pkcs7.serialize_certificates(PARSED, Encoding.PEM)
PKCS7_DER = pkcs7.serialize_certificates(PARSED, Encoding.DER)
VERSION_3, VERSION_4 = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x03"

FORMS = {
    "pem": PEM,
    "der": ROOT.der,
    "text around it": f"Subject: the root\n{PEM}\n-- that was it",
    "carriage returns": PEM.replace("\n", "\r\n"),
    "indented": textwrap.indent(PEM, "    \t"),
    "blank lines": PEM.replace("\n", "\n\n"),
    "utf-8 with a mark": codecs.BOM_UTF8 + PEM.encode(),
    "a string with a mark": "\ufeff" + PEM,
    "utf-16": PEM.encode("utf-16"),
    "big-endian utf-16": codecs.BOM_UTF16_BE + PEM.encode("utf-16-be"),
    "without a last line end": PEM.rstrip(),
    "the old label": PEM.replace("CERTIFICATE", "X509 CERTIFICATE"),
    "twice": PEM + PEM,
    "non-ASCII text around it": f"Grüße\n{PEM}".encode("latin-1"),
}

PKCS7_FORMS = {
    "pem": PKCS7_PEM,
    "der": PKCS7_DER,
    "under the label that Windows writes": PKCS7_PEM.replace(b"PKCS7", b"CERTIFICATE"),
    "carriage returns": PKCS7_PEM.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS.keys())
def test_a_certificate_is_found_in_every_form(data: bytes | str) -> None:
    assert load_certificates(data, "root.pem") == (ROOT,)


@pytest.mark.parametrize("data", PKCS7_FORMS.values(), ids=PKCS7_FORMS.keys())
def test_the_certificates_of_pkcs7_are_found(data: bytes) -> None:
    assert set(load_certificates(data, "chain.p7b")) == {ROOT, OTHER}


def test_the_order_of_the_file_is_kept_without_duplicates() -> None:
    assert load_certificates(OTHER.pem() + PEM + OTHER.pem(), "chain.pem") == (OTHER, ROOT)


@pytest.mark.parametrize("data", ["", b"", "hello", b"\x30\x00", "-----BEGIN CERTIFICATE REQUEST-----"])
def test_a_file_without_certificates_is_named(data: bytes | str) -> None:
    with pytest.raises(CertificateError, match="^root.pem holds no certificate: it is neither PEM, DER nor PKCS#7"):
        load_certificates(data, "root.pem")


def test_pkcs7_without_certificates_is_named() -> None:
    signed_data = "30 23 06092a864886f70d010702 a016 3014 020101 3100 300b 06092a864886f70d010701 3100"
    with pytest.raises(CertificateError, match="^empty.p7b holds no certificate"):
        load_certificates(bytes.fromhex(signed_data), "empty.p7b")


@pytest.mark.parametrize(
    "data",
    [
        PEM[: len(PEM) // 2],
        PEM + PEM[: len(PEM) // 2],
        PEM.replace("MII", "M*I"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ROOT.der[:-1] + b"",
        PKCS7_DER[:25] + bytes(len(PKCS7_DER) - 25),
    ],
    ids=[
        "cut",
        "second one cut",
        "not base64",
        "not DER",
        "DER cut",
        "PKCS#7 of zeros",
    ],
)
def test_a_damaged_file_is_refused_whole(data: bytes | str) -> None:
    with pytest.raises(CertificateError, match="^root.pem holds no certificate"):
        load_certificates(data, "root.pem")


def _private_key(form: serialization.PrivateFormat, encoding: Encoding = Encoding.PEM) -> bytes:
    key: bytes = ROOT_IDENTITY.key.private_bytes(encoding, form, serialization.NoEncryption())
    return key


def _pfx() -> bytes:
    encryption = serialization.BestAvailableEncryption(b"secret")
    return pkcs12.serialize_key_and_certificates(b"root", ROOT_IDENTITY.key, PARSED[0], None, encryption)


@pytest.mark.parametrize(
    "data",
    [
        PEM.encode() + _private_key(serialization.PrivateFormat.PKCS8),
        _private_key(serialization.PrivateFormat.TraditionalOpenSSL) + PEM.encode(),
        _private_key(serialization.PrivateFormat.PKCS8, Encoding.DER),
        (PEM + _private_key(serialization.PrivateFormat.PKCS8).decode()).encode("utf-16"),
        PEM.encode() + b"-----BEGIN ENCRYPTED PRIVATE KEY-----",
        _pfx(),
    ],
    ids=["pkcs8", "traditional", "der", "utf-16", "encrypted", "pfx"],
)
def test_a_private_key_is_refused(data: bytes) -> None:
    with pytest.raises(CertificateError, match="^root.pem holds a private key, which is never needed .* remove it"):
        load_certificates(data, "root.pem")


def test_a_file_beyond_the_size_limit_is_refused() -> None:
    limit = bundle.MAXIMUM_SIZE
    assert load_certificates(PEM.ljust(limit), "padded.pem") == (ROOT,)
    with pytest.raises(CertificateError, match=re.escape(f"larger than {limit} bytes")):
        load_certificates(PEM.ljust(limit + 1), "padded.pem")


@given(st.binary() | st.text() | st.binary().map(lambda data: b"-----BEGIN PKCS7-----" + data + b"-----END PKCS7-----"))
@example(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
@example("\ud800")
def test_arbitrary_input_gives_certificates_or_a_sentence(data: bytes | str) -> None:
    try:
        assert load_certificates(data, "noise")
    except CertificateError as error:
        assert str(error).startswith("noise holds ")


@given(st.sampled_from([ROOT.der, PKCS7_DER]), st.integers(min_value=0), st.integers(0, 255))
def test_a_changed_byte_gives_certificates_or_a_sentence(data: bytes, position: int, value: int) -> None:
    position %= len(data)
    try:
        found = load_certificates(data[:position] + bytes([value]) + data[position + 1 :], "noise")
    except CertificateError:
        return
    assert all(
        isinstance(certificate, Certificate) and certificate.self_signed in (True, False) for certificate in found
    )
