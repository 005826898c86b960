# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wine's crypt32 trusts a root from its import by root_certificate to its removal, and reads what was written with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.integration.plugins.acting import act
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import store_path, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.pki.certificates import Authority
from tests.pki.pem import pem
from tests.wine.judge import PARTIAL_CHAIN, TRUSTED, Found, Judge
from tests.wine.mirror import Mirror

Do = Callable[..., dict[str, Any]]

SHA1_HASH, ENHANCED_KEY_USAGE, FRIENDLY_NAME, DESCRIPTION = 3, 9, 11, 13
"""Property ids (wincrypt.h)."""

IMPORTS: dict[str, dict[str, Any]] = {
    "alone": {},
    "with a friendly name": {"friendly_name": "Größe ✓ 日本"},
    "for some purposes": {"purposes": ["serverAuth", "clientAuth"]},
    "with everything": {"friendly_name": "Corp Root", "purposes": ["1.3.6.1.4.1.311.20.2.2"], "note": "CHG-1"},
}


@pytest.fixture
def do(session: Session, mirror: Mirror, tmp_path: Path) -> Do:
    """Serve a task of root_certificate on the machine, and lay what it changed into the prefix."""

    def serve(**arguments: Any) -> dict[str, Any]:
        result = act(session, "root_certificate", tmp_path, **arguments)
        mirror.update()
        return result

    return serve


@pytest.fixture
def root(site: Dmz) -> Authority:
    return site.pki.root("Judged Root")


def _entry(root: Authority) -> str:
    return rf"{store_path('Root')}\Certificates\{thumbprint(root.certificate)}"


def _found(judge: Judge, root: Authority) -> Found:
    found = judge.find(thumbprint(root.certificate))
    assert found is not None
    return found


def _opinion(judge: Judge, root: Authority, leaf: x509.Certificate) -> tuple[bool, int]:
    return judge.find(thumbprint(root.certificate)) is not None, judge.chain_error(leaf)


@pytest.mark.parametrize("form", IMPORTS)
def test_a_root_is_trusted_from_its_import_to_its_removal(
    do: Do, judge: Judge, site: Dmz, root: Authority, form: str
) -> None:
    leaf = site.pki.host("gw01.corp.example", root)
    assert _opinion(judge, root, leaf) == (False, PARTIAL_CHAIN)
    do(content=pem(root.certificate), **IMPORTS[form])
    assert _opinion(judge, root, leaf) == (True, TRUSTED)
    do(thumbprint=thumbprint(root.certificate), state="absent")
    assert _opinion(judge, root, leaf) == (False, PARTIAL_CHAIN)


def test_an_imported_root_makes_no_other_root_trusted(do: Do, judge: Judge, site: Dmz, root: Authority) -> None:
    other = site.pki.root("Other Root")
    do(content=pem(root.certificate))
    assert _opinion(judge, other, site.pki.host("gw02.corp.example", other)) == (False, PARTIAL_CHAIN)


def test_a_chain_leads_over_an_imported_issuing_ca(do: Do, judge: Judge, site: Dmz, root: Authority) -> None:
    issuing = site.pki.issuing("Judged Issuing CA", root)
    leaf = site.pki.host("gw01.corp.example", issuing)
    do(content=pem(root.certificate))
    assert judge.chain_error(leaf) == PARTIAL_CHAIN
    do(content=pem(root.certificate, issuing.certificate))
    assert judge.chain_error(leaf) == TRUSTED
    do(content=pem(issuing.certificate), state="absent")
    assert judge.chain_error(leaf) == PARTIAL_CHAIN


def test_crypt32_reads_the_root_and_everything_that_was_written_with_it(do: Do, judge: Judge, root: Authority) -> None:
    purposes = ["serverAuth", "clientAuth"]
    run = do(content=pem(root.certificate), friendly_name="Größe ✓ 日本", purposes=purposes, note="CHG-1")["run"]
    found = _found(judge, root)
    assert found.certificate == root.certificate.public_bytes(Encoding.DER)
    assert found.properties.keys() == {SHA1_HASH, ENHANCED_KEY_USAGE, FRIENDLY_NAME, DESCRIPTION}
    assert found.properties[SHA1_HASH].hex().upper() == thumbprint(root.certificate)
    assert found.text(FRIENDLY_NAME) == "Größe ✓ 日本"
    assert found.text(DESCRIPTION) == f"scom.dmz {run} CHG-1"
    usages = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
    assert found.purposes == [usage.dotted_string for usage in usages]


@pytest.mark.parametrize("form", IMPORTS)
def test_crypt32_would_write_the_same_entry(do: Do, judge: Judge, machine: Machine, root: Authority, form: str) -> None:
    do(content=pem(root.certificate), **IMPORTS[form])
    assert machine.registry.data(_entry(root), "Blob") == _found(judge, root).element


def test_a_change_of_a_present_root_is_read(do: Do, judge: Judge, root: Authority) -> None:
    do(content=pem(root.certificate), friendly_name="Before", purposes=["serverAuth"])
    do(content=pem(root.certificate), friendly_name="After", purposes=["codeSigning"])
    found = _found(judge, root)
    assert found.text(FRIENDLY_NAME) == "After"
    assert found.purposes == [ExtendedKeyUsageOID.CODE_SIGNING.dotted_string]


def test_an_entry_that_lacks_a_byte_is_not_found(
    do: Do, judge: Judge, site: Dmz, machine: Machine, mirror: Mirror, root: Authority
) -> None:
    do(content=pem(root.certificate))
    blob = machine.registry.data(_entry(root), "Blob")
    assert isinstance(blob, bytes)
    machine.registry.set(_entry(root), "Blob", RegistryType.REG_BINARY, blob[:-1])
    mirror.update()
    assert _opinion(judge, root, site.pki.host("gw01.corp.example", root)) == (False, PARTIAL_CHAIN)
