# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collected files of administrators, where they are at hand: each is read or refused as its table says."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates, read_bundle
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.outside_cases import FOLDER, case, cases
from tests.pki.files import armoured, encoded, serialized_store, signed_data, signed_data_in_ber

PRESENT = sorted(path.name for path in FOLDER.glob("certificates/files/*"))

ROOT, ISSUING, GATEWAY, ODD = ("CN=Corp Root CA", "CN=Corp Issuing", "CN=gw01.dmz.example", "CN=Odd Root")

READ = {
    **{name: [ROOT] for name in ("01-wizard-crlf.cer", "02-der.cer")},
    **{name: [ROOT, GATEWAY, ISSUING] for name in ("03-certnew.p7b", "03b-certnew-pem-pkcs7.p7b")},
    "03c-certutil-label.p7b": [ROOT, ISSUING],
    **{
        name: [ROOT]
        for name in (
            "04-utf16le-bom.cer",
            "04b-utf16le-nobom.cer",
            "04c-utf8-bom.cer",
            "04d-utf16be-bom.cer",
            "04e-utf16be-nobom.cer",
            "04f-utf32.cer",
            "04g-der-utf8bom.cer",
            "05-indent.txt",
            "05c-nolinebreaks.txt",
            "05d-spaces.txt",
            "05e-onelongline.txt",
            "05f-literal-backslash-n.txt",
            "05g-cr-only.txt",
            "05h-trailing-ws.txt",
            "05i-nbsp.txt",
            "05j-zwsp.txt",
            "05k-blank-lines.txt",
            "05l-word-dashes.txt",
            "05m-quoted-printable.txt",
            "05n-lower.txt",
            "05o-no-trailing-newline.txt",
            "05p-nul-trailer.cer",
            "05q-ctrlz.cer",
            "06-trusted.pem",
            "06b-x509cert.pem",
        )
    },
    "06c-trusted-plus-cert.pem": [ROOT, ISSUING],
    "07-showcerts.txt": [GATEWAY, ISSUING],
    "07b-openssl-text.pem": [ROOT],
    "07c-bag-attributes.pem": [ROOT],
    "08-roots.sst": [ROOT, ISSUING],
    "08b-registry-blob.bin": [ROOT],
    "14b-html-with-pem.cer": [ROOT],
    "14d-yaml-block.yml": [ROOT],
    **{
        name: [ROOT]
        for name in (
            "15-naked-base64.cer",
            "15b-naked-one-line.cer",
            "15c-naked-crlf.cer",
            "15d-hex.txt",
            "15e-hexdump-asnhex.txt",
            "15f-base64-of-pem.txt",
            "15h-naked-utf16.cer",
            "16-certutil-dump.txt",
        )
    },
    "15g-naked-p7b.p7b": [ROOT, ISSUING],
    **{
        name: [ROOT]
        for name in (
            "17e-extra-dash.pem",
            "17f-comment-mentions.pem",
            "17g-comment-begin-only.pem",
            "17h-pem-headers.pem",
            "17i-urlsafe.pem",
            "17j-nopad.pem",
            "17n-der-trailing-nul.cer",
            "17o-pem-trailing-garbage-in-der.pem",
        )
    },
    "17k-two-certs-glued.pem": [ROOT, ISSUING],
    "17l-der-concat.cer": [ROOT, ISSUING],
    "20b-cms.pem": [ROOT, ISSUING],
    "20c-pkcs7-signed.pem": [ROOT, ISSUING],
    "netscape-cert-seq.der": [ROOT, ISSUING],
    **{
        name: [ROOT, ISSUING]
        for name in (
            "p7-ber-indefinite-data.p7b",
            "p7-ber-pem.p7b",
            "p7-der-with-crl.p7b",
            "p7-der.p7b",
            "p7-dupes.p7b",
        )
    },
    "p7-der-odd-member.p7b": [ROOT, ODD],
    "p7-version3-attrcert.p7b": [ROOT],
}

NOTED = {
    "06-trusted.pem": "trust settings",
    "06c-trusted-plus-cert.pem": "trust settings",
    "p7-der-with-crl.p7b": "CRL",
    "p7-version3-attrcert.p7b": "attribute certificate",
}

REFUSED = {
    "08c-reg-export.reg": "registry",
    "09-root.crl": "revocation list",
    "09b-root-crl.pem": "revocation list",
    "10-req.csr": "request",
    "10b-req.csr.pem": "request",
    "10c-new-req.pem": "request",
    "11p-pubkey.pem": "public key",
    "12-empty.cer": "empty",
    "12b-whitespace.cer": "empty",
    "14-html.cer": "HTML",
    "14c-json.json": "JSON",
    "17b-cut-end.pem": "without an end, with the subject CN=Corp Root CA",
    "17c-cut-middle.pem": "without an end, with the subject CN=Corp Root CA",
    "19-nested-ct.pem": "another label",
    "20-attribute-cert.pem": "attribute certificate",
    "20d-openvpn.ovpn": "OpenVPN",
    "21-zip.zip": "ZIP",
    "22-p7b-empty.p7b": "PKCS#7 without certificates",
}

NOT_FOR_OPENSSL = {"15g-naked-p7b.p7b", "p7-der-odd-member.p7b", "p7-version3-attrcert.p7b"}
"""It decodes no base64 without a label, and no member that isn't in DER or is no certificate."""

PARTLY_READ = {
    "09c-crl-plus-cert.pem": (1, None, "revocation list"),
    "17-begin-twice.pem": (1, None, "without an end"),
    "17d-one-damaged.pem": (2, ISSUING, "cut off or damaged"),
}
"""The root is read; of the other member the position, the subject and what it is."""

pytestmark = pytest.mark.skipif(not PRESENT, reason="the files of administrators are not here")


def data_of(name: str) -> bytes:
    return case(f"certificates/files/{name}")


def test_every_file_has_an_expectation() -> None:
    assert sorted({*READ, *REFUSED, *PARTLY_READ}) == PRESENT


@pytest.mark.parametrize("name", READ)
def test_what_is_to_be_read_is_read_whole(name: str) -> None:
    found = load_certificates(data_of(name), name)
    assert [each.subject for each in found] == READ[name]


@pytest.mark.parametrize("name", [name for name in READ if READ[name] == [ROOT] and not name.startswith("p7-")])
def test_the_root_of_every_form_is_the_same_byte_by_byte(name: str) -> None:
    assert [each.der for each in load_certificates(data_of(name), name)] == [data_of("02-der.cer")]


@pytest.mark.parametrize("name", [name for name in READ if name.endswith(".p7b") and name not in NOT_FOR_OPENSSL])
def test_openssl_finds_the_same_in_pkcs7(name: str, openssl: str) -> None:
    data = data_of(name)
    command = [openssl, "pkcs7", "-print_certs", "-inform", "PEM" if data.startswith(b"-----") else "DER"]
    data = data.replace(b"CERTIFICATE-----", b"PKCS7-----")  # the label that Windows writes
    shown = x509.load_pem_x509_certificates(subprocess.run(command, input=data, capture_output=True, check=True).stdout)
    assert {each.sha256 for each in load_certificates(data_of(name), name)} == {
        each.fingerprint(hashes.SHA256()).hex().upper() for each in shown
    }


@pytest.mark.parametrize("name", READ)
def test_what_is_passed_over_is_told_and_nothing_else(name: str) -> None:
    notes = read_bundle(data_of(name), name).notes
    assert [NOTED[name] in note for note in notes] == ([True] if name in NOTED else [])


def test_an_odd_member_of_pkcs7_stays_as_it_is() -> None:
    data = data_of("p7-der-odd-member.p7b")
    root, odd = load_certificates(data, "odd.p7b")
    behind = data.partition(root.der)[2]
    assert odd.der == behind[: 4 + int.from_bytes(behind[2:4], "big")]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_certificate_is_named_for_what_it_is(name: str) -> None:
    with pytest.raises(CertificateError) as caught:
        load_certificates(data_of(name), name)
    assert str(caught.value).startswith(f"{name} holds no certificate: it is ")
    assert REFUSED[name] in str(caught.value)


@pytest.mark.parametrize("name", PARTLY_READ)
def test_a_member_that_cannot_be_read_is_named_and_the_other_one_read(name: str) -> None:
    found, (position, subject, kind) = read_bundle(data_of(name), name), PARTLY_READ[name]
    (unread,) = found.unread
    assert [each.subject for each in found.certificates] == [ROOT]
    assert (unread.position, unread.subject) == (position, subject)
    assert kind in unread.kind
    with pytest.raises(CertificateError, match=f"member {position} of {name}"):
        load_certificates(data_of(name), name)


CONTAINERS: dict[str, Callable[[bytes], bytes]] = {
    "DER": bytes,
    "PEM": lambda der: armoured(der).encode(),
    "base64": lambda der: encoded(der).encode(),
    "hexadecimal": lambda der: der.hex().encode(),
    "PKCS#7": signed_data,
    "PKCS#7 in BER": signed_data_in_ber,
    "a serialized store": serialized_store,
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_an_odd_root_is_read_out_of_every_form_as_it_is(container: str) -> None:
    odd = {name: der for name, der in cases("certificates/odd/*").items() if name != "trailing-bytes"}
    read = {
        name: [each.der for each in load_certificates(CONTAINERS[container](der), name)] for name, der in odd.items()
    }
    assert read == {name: [der] for name, der in odd.items()}
