# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that holds a private key in any form is refused as such, and no error ever shows a byte of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates, read_bundle
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.pki.certificates import rsa_key
from tests.pki.files import ENCODINGS, TEXTS, armoured, encoded, serialized_store, signed_data
from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT = issue("Root", key=rsa_key())
PEM = ROOT.certificate.pem().encode()
KEYS: dict[str, Any] = {
    "RSA": rsa_key(),
    "EC": ec.generate_private_key(ec.SECP256R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}
SHORTEST_SECRET = 8
"""Characters of base64 or of hexadecimal digits; so many of a key are no coincidence."""


def written(name: str, form: PrivateFormat, encrypted: bool = False) -> bytes:
    encryption: Any = BestAvailableEncryption(b"secret") if encrypted else NoEncryption()
    der: bytes = KEYS[name].private_bytes(Encoding.DER, form, encryption)
    return der


def pfx(name: str) -> bytes:
    return pkcs12.serialize_key_and_certificates(b"x", KEYS[name], None, None, BestAvailableEncryption(b"secret"))


def openssh() -> bytes:
    pem: bytes = KEYS["Ed25519"].private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return base64.b64decode(b"".join(pem.split(b"\n")[1:-2]))


OLD = PrivateFormat.TraditionalOpenSSL
DER_KEYS: dict[str, tuple[bytes, str, str]] = {
    **{f"PKCS#8, {name}": (written(name, PrivateFormat.PKCS8), "PRIVATE KEY", "private key") for name in KEYS},
    **{
        f"encrypted PKCS#8, {name}": (
            written(name, PrivateFormat.PKCS8, encrypted=True),
            "ENCRYPTED PRIVATE KEY",
            "encrypted private key",
        )
        for name in KEYS
    },
    "PKCS#1": (written("RSA", OLD), "RSA PRIVATE KEY", "private key"),
    "SEC 1": (written("EC", OLD), "EC PRIVATE KEY", "private key"),
    **{f"PFX, {name}": (pfx(name), "PKCS12", "PFX") for name in KEYS},
}
LABELLED = {**DER_KEYS, "OpenSSH": (openssh(), "OPENSSH PRIVATE KEY", "private key (OpenSSH)")}

WRAPPINGS: dict[str, Callable[[bytes, str], bytes]] = {
    "under its label": lambda der, label: armoured(der, label).encode(),
    "in UTF-16": lambda der, label: armoured(der, label).encode("utf-16"),
    "in UTF-16 without a mark": lambda der, label: armoured(der, label).encode("utf-16-le"),
    "in small letters": lambda der, label: armoured(der, label.lower()).encode(),
    "with dashes of a word processor": lambda der, label: armoured(der, label).replace("--", "\u2014").encode(),
    "quoted": lambda der, label: armoured(der, label).replace("\n", "\n> ").encode(),
    "beside a certificate": lambda der, label: PEM + armoured(der, label).encode(),
    "before a certificate": lambda der, label: armoured(der, label).encode() + PEM,
    "behind DER": lambda der, label: ROOT.certificate.der + armoured(der, label).encode(),
    "cut off": lambda der, label: armoured(der, label).encode()[:-40],
    "without its first line": lambda der, label: armoured(der, label).partition("\n")[2].encode(),
    "in JSON": lambda der, label: b'{"key": "' + armoured(der, label).replace("\n", "\\n").encode() + b'"}',
    "in HTML": lambda der, label: f"<html><pre>{armoured(der, label)}</pre></html>".encode(),
    "in a profile": lambda der, label: f"client\n<key>\n{armoured(der, label)}</key>\n".encode(),
}
"""Where the label tells it."""

BARE: dict[str, Callable[[bytes], bytes]] = {
    "DER": bytes,
    "DER before a line end": lambda der: der + b"\r\n",
    "behind DER": lambda der: ROOT.certificate.der + der,
    "base64": lambda der: encoded(der).encode(),
    "base64 in UTF-16": lambda der: encoded(der).encode("utf-16"),
    "base64 that is damaged": lambda der: encoded(der).encode()[:200] + b"*" + encoded(der).encode()[200:],
    "hexadecimal": lambda der: der.hex().encode(),
    "rows of hexadecimal": lambda der: TEXTS["certutil -encodehex"](der).encode(),
    "under the label of a certificate": lambda der: armoured(der).encode(),
    "in place of trust settings": lambda der: armoured(ROOT.certificate.der + der, "TRUSTED CERTIFICATE").encode(),
    "under the label of PKCS#7": lambda der: armoured(der, "PKCS7").encode(),
    "under a label that is not known": lambda der: armoured(der, "ODD THING").encode(),
    "in a block without an end": lambda der: armoured(der).encode()[:-30],
    "in a damaged block": lambda der: armoured(der).replace("\n-----END", "*\n-----END").encode(),
    "cut off": lambda der: der[: len(der) // 2],
    "in a cut block": lambda der: armoured(der[:-20]).encode(),
    "among the members of PKCS#7": lambda der: signed_data(ROOT.certificate.der, der),
    "in a serialized store": lambda der: serialized_store(ROOT.certificate.der, der),
}
"""Where its shape tells it."""

TEXT_KEYS: dict[str, Any] = {
    "PuTTY": (
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\nAAAAIGVsZXBoYW50c2VjcmV0\n",
        "PuTTY",
    ),
    "SSH2": (
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAAc2VjcmV0\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
        "private",
    ),
    "OpenPGP": ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nlFgEc2VjcmV0\n-----END PGP PRIVATE KEY BLOCK-----", "private"),
    "OpenVPN": (
        "-----BEGIN OpenVPN Static key V1-----\n6acef03f62675b4b\n-----END OpenVPN Static key V1-----",
        "OpenVPN",
    ),
    "the words of openssl": (
        "RSA Private-Key: (2048 bit, 2 primes)\nprivateExponent:\n    6a:ce:f0:3f:62:67:5b",
        "private",
    ),
    "age": ("AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQS", "private key"),
}


def refused(data: bytes | str) -> str:
    with pytest.raises(CertificateError) as caught:
        read_bundle(data, "root.cer")
    return str(caught.value)


def shows(error: str, secret: bytes) -> bool:
    """Whether the error repeats a piece of the secret as base64 or in hexadecimal digits."""
    texts = (base64.b64encode(secret).decode(), secret.hex(), secret.hex().upper(), secret.hex(":"), repr(secret))
    pieces = {text[at : at + SHORTEST_SECRET] for text in texts for at in range(len(text) - SHORTEST_SECRET + 1)}
    return any(error[at : at + SHORTEST_SECRET] in pieces for at in range(len(error)))


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("key", LABELLED)
def test_a_private_key_is_known_by_its_label(key: str, wrapping: str) -> None:
    der, label, word = LABELLED[key]
    error = refused(WRAPPINGS[wrapping](der, label))
    assert error.startswith("root.cer holds a")
    assert word in error
    assert not shows(error, der)


@pytest.mark.parametrize("form", BARE)
@pytest.mark.parametrize("key", DER_KEYS)
def test_a_private_key_is_known_by_its_shape(key: str, form: str) -> None:
    der, _label, _word = DER_KEYS[key]
    error = refused(BARE[form](der))
    assert "private key" in error
    assert "never needed to trust a root" in error
    assert not shows(error, der)


@pytest.mark.parametrize(
    "form",
    ["DER", "base64", "base64 in UTF-16", "hexadecimal", "under the label of a certificate", "in a damaged block"],
)
def test_a_key_of_openssh_is_known_without_its_label(form: str) -> None:
    error = refused(BARE[form](openssh()))
    assert "private key (OpenSSH)" in error
    assert not shows(error, openssh())


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("key", TEXT_KEYS)
def test_a_private_key_that_is_text_is_known_by_its_words(key: str, encoding: str) -> None:
    text, word = TEXT_KEYS[key]
    error = refused(ENCODINGS[encoding](text))
    assert word in error
    assert not shows(error, text.encode())
    assert refused(text + PEM.decode()) == error


@pytest.mark.parametrize("key", DER_KEYS)
def test_a_certificate_beside_a_key_is_not_read_although_others_would_be_taken(key: str) -> None:
    der, label, _word = DER_KEYS[key]
    assert "holds a" in refused(PEM + armoured(der, label).encode())


def test_a_sentence_about_private_keys_is_none() -> None:
    text = (
        f"# At the end, keep your private key private; a PFX is not needed - begin with PEM.\n{ROOT.certificate.pem()}"
    )
    assert load_certificates(text, "root.cer") == (ROOT.certificate,)


def test_a_pfx_with_its_certificate_is_refused() -> None:
    parsed = x509.load_der_x509_certificate(ROOT.certificate.der)
    data = pkcs12.serialize_key_and_certificates(b"x", ROOT.key, parsed, None, NoEncryption())
    assert "PFX" in refused(data)


@given(st.sampled_from(sorted(DER_KEYS)), st.sampled_from(sorted(BARE)), st.data())
def test_no_error_about_a_damaged_key_shows_a_byte_of_it(key: str, form: str, data: st.DataObject) -> None:
    der, _label, _word = DER_KEYS[key]
    content = BARE[form](der)
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    damaged = content[:start] + data.draw(st.binary(max_size=8)) + content[end:]
    try:
        found = read_bundle(damaged, "root.cer")
    except CertificateError as error:
        assert not shows(str(error), der)
    else:
        assert not any(shows(str(each), der) for each in (*found.unread, *found.notes))
