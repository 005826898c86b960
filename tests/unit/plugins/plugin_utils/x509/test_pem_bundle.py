# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bundle holds each certificate once in a lasting order, and no name can smuggle another one in."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import pem_bundle, read_pem
from cryptography import x509

from tests.pki.odd import common_names
from tests.pki.odd_roots import odd_roots
from tests.unit.plugins.plugin_utils.x509.authority import edited, issue

ONE, OTHER, FOREIGN = (issue(name).certificate for name in ("One", "Other", "Foreign"))


def test_what_is_written_is_what_is_read() -> None:
    assert load_certificates(pem_bundle([OTHER, ONE]), "bundle") == (ONE, OTHER)


def test_the_order_of_the_selection_and_repetitions_do_not_matter() -> None:
    assert pem_bundle([OTHER, ONE, OTHER]) == pem_bundle([ONE, OTHER])


def test_each_certificate_stands_below_its_names() -> None:
    assert pem_bundle([ONE]).split("\n")[:4] == [
        f"# {ONE.subject}",
        f"# SHA-1 {ONE.thumbprint}",
        f"# SHA-256 {ONE.sha256}",
        "-----BEGIN CERTIFICATE-----",
    ]


def test_an_empty_selection_is_an_empty_text() -> None:
    assert pem_bundle([]) == ""


@pytest.mark.parametrize("dashes", ["-----", "--", "\u2014\u2014-", "\u2013\u2013", "\u2014", "-\u200b-"])
@pytest.mark.parametrize("label", ["CERTIFICATE", "certificate", "PRIVATE KEY", "PKCS12", "X"])
def test_a_subject_with_a_boundary_begins_no_block(dashes: str, label: str) -> None:
    odd = edited(issue("Odd"), subject=common_names(f"{dashes}BEGIN {label}{dashes}".encode()))
    assert set(load_certificates(pem_bundle([odd, ONE]), "bundle")) == {odd, ONE}


@pytest.mark.parametrize("separator", ["\n", "\r", "\u2028", " "])
def test_a_subject_that_holds_a_certificate_adds_none(separator: str) -> None:
    odd = edited(issue("Odd"), subject=common_names(f"x{separator}{FOREIGN.pem()}".encode()))
    text = pem_bundle([odd])
    assert load_certificates(text, "bundle") == (odd,)
    assert [each.serial_number for each in x509.load_pem_x509_certificates(text.encode())] == [odd.serial_number]


@pytest.mark.parametrize("form", odd_roots())
def test_odd_certificates_come_back_byte_for_byte(form: str) -> None:
    odd = Certificate.from_der(odd_roots()[form])
    assert set(read_pem(pem_bundle([odd, ONE]), "bundle")) == {odd, ONE}
    assert read_pem(f"{odd.pem()}{ONE.pem()}", "chain") == (odd, ONE)


def test_what_people_write_is_read_as_a_file() -> None:
    assert read_pem(f"the root of the gateway:\r\n{ONE.pem()}".replace("\n", "\r\n"), "chain") == (ONE,)


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n", "junk"]
)
def test_a_text_without_certificates_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(CertificateError, match="chain"):
        read_pem(text, "chain")
