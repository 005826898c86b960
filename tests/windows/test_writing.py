# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Import, rollback and removal of a root that is made here and taken away again, if WINDOWS_WRITE=yes allows it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.lab.windows.certificate_store import CERTIFICATE, elements
from tests.windows.ansible import Ansible
from tests.windows.settings import Settings, Target
from tests.windows.shell import Shell, printed_hashes

ROOT_STORE = r"SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates"
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "scom.dmz throwaway test root")])


@dataclass(frozen=True)
class Root:
    """A root whose key is forgotten as soon as it is made."""

    der: bytes
    pem: str

    @property
    def thumbprint(self) -> str:
        return hashlib.sha1(self.der).hexdigest().upper()


def throwaway_root() -> Root:
    """A root for a day. Its key is never written anywhere, so nobody can sign with it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(NAME, NAME, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=12))
        .not_valid_after(now + timedelta(hours=12))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Root(certificate.public_bytes(Encoding.DER), certificate.public_bytes(Encoding.PEM).decode())


@pytest.fixture
def root(settings: Settings, ansible: Ansible, host: Target, tools: Shell) -> Iterator[Root]:
    """A root that is not on the host afterwards, whatever became of the test."""
    if not settings.allows("WINDOWS_WRITE"):
        pytest.skip("WINDOWS_WRITE=yes does not allow the import of a test root")
    made = throwaway_root()
    try:
        yield made
    finally:
        try:
            ansible.module(host, "root_certificate", thumbprint=[made.thumbprint], state="absent")
        finally:
            left = made.thumbprint in tools.subkeys(ROOT_STORE)
            assert not left, f"remove it by hand on {host.name}: certutil -delstore Root {made.thumbprint}"


def written(tools: Shell, root: Root) -> bytes | None:
    return tools.binary(f"{ROOT_STORE}\\{root.thumbprint}", "Blob")


def test_check_mode_writes_nothing(root: Root, ansible: Ansible, host: Target, tools: Shell) -> None:
    assert ansible.module(host, "root_certificate", "--check", content=root.pem)["changed"] is True
    assert written(tools, root) is None


def test_an_imported_root_is_found_by_windows_and_imported_once(
    root: Root, ansible: Ansible, host: Target, tools: Shell
) -> None:
    runs = [ansible.module(host, "root_certificate", content=root.pem) for _time in range(2)]
    assert [run["changed"] for run in runs] == [True, False]
    blob = written(tools, root)
    assert blob is not None
    assert elements(blob)[CERTIFICATE] == root.der
    shown = tools.run(f"certutil -verifystore Root {root.thumbprint}")
    assert (shown.exit_code, printed_hashes(shown.text)[:1]) == (0, [root.thumbprint])


def test_a_rollback_takes_the_root_away(root: Root, ansible: Ansible, host: Target, tools: Shell) -> None:
    before = tools.subkeys(ROOT_STORE)
    run = ansible.module(host, "root_certificate", content=root.pem)["run"]
    assert tools.subkeys(ROOT_STORE) == before | {root.thumbprint}
    ansible.module(host, "root_rollback", run=run)
    assert tools.subkeys(ROOT_STORE) == before


def test_a_removal_takes_the_root_away_once(root: Root, ansible: Ansible, host: Target, tools: Shell) -> None:
    ansible.module(host, "root_certificate", content=root.pem)
    removals = [
        ansible.module(host, "root_certificate", thumbprint=[root.thumbprint], state="absent") for _time in range(2)
    ]
    assert [removal["changed"] for removal in removals] == [True, False]
    assert written(tools, root) is None
