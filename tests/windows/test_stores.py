# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trusted roots as the collection reads them, beside what reg.exe and certutil.exe say."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.windows.certificate_store import CERTIFICATE, elements
from tests.windows.ansible import Ansible
from tests.windows.physical_stores import PHYSICAL_STORES
from tests.windows.settings import Target
from tests.windows.shell import Shell, printed_hashes

SAMPLE = 10


def der(certificate: dict[str, Any]) -> bytes:
    return x509.load_pem_x509_certificate(certificate["pem"].encode()).public_bytes(Encoding.DER)


@pytest.fixture
def sample(roots: dict[str, Any]) -> list[dict[str, Any]]:
    """Some certificates from all over the store."""
    found: list[dict[str, Any]] = roots["certificates"]
    return found[:: max(1, len(found) // SAMPLE)]


@pytest.mark.parametrize("physical", PHYSICAL_STORES)
def test_a_physical_store_has_the_certificates_that_reg_lists(
    roots: dict[str, Any], tools: Shell, physical: str
) -> None:
    listed = tools.subkeys(f"{PHYSICAL_STORES[physical]}\\Certificates")
    returned = {each["registry_key"] for each in roots["certificates"] if physical in each["physical_stores"]}
    unreadable = {each["registry_key"] for each in roots["unreadable"] if physical in each["physical_stores"]}
    assert returned | unreadable == listed


def test_a_certificate_has_the_bytes_that_reg_reads(sample: list[dict[str, Any]], tools: Shell) -> None:
    for certificate in sample:
        store = PHYSICAL_STORES[certificate["physical_stores"][0]]
        blob = tools.binary(f"{store}\\Certificates\\{certificate['thumbprint']}", "Blob")
        assert blob is not None
        assert elements(blob)[CERTIFICATE] == der(certificate)


def test_a_thumbprint_is_the_hash_of_the_certificate(roots: dict[str, Any]) -> None:
    assert roots["certificates"]
    computed = [hashlib.sha1(der(each)).hexdigest().upper() for each in roots["certificates"]]
    assert [each["thumbprint"] for each in roots["certificates"]] == computed


def test_certutil_finds_each_certificate(sample: list[dict[str, Any]], tools: Shell) -> None:
    for certificate in sample:
        thumbprint = certificate["thumbprint"]
        assert thumbprint in printed_hashes(tools.run(f"certutil -verifystore Root {thumbprint}").text)


def test_certutil_lists_the_same_certificates(roots: dict[str, Any], tools: Shell) -> None:
    listed = tools.run("certutil -store Root")
    if listed.exit_code:
        pytest.skip(f"certutil does not list the store: {(listed.text + listed.errors).strip()}")
    assert set(printed_hashes(listed.text)) == {each["thumbprint"] for each in roots["certificates"]}


def test_an_audit_looks_at_every_certificate_of_the_store(
    roots: dict[str, Any], ansible: Ansible, host: Target
) -> None:
    audited = {each["thumbprint"] for each in ansible.module(host, "root_audit_info")["roots"]}
    assert audited == {each["thumbprint"] for each in roots["certificates"]}
