# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Import, rollback and removal of a root that is made here and taken away again, if WINDOWS_WRITE=yes allows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.windows.certificate_store import CERTIFICATE, elements, thumbprint
from tests.pki.certificates import issue, key_identifiers, key_usage, name_of
from tests.pki.pem import pem
from tests.windows.ansible import Ansible
from tests.windows.settings import Settings, Target
from tests.windows.shell import Shell, printed_hashes

ROOT_STORE = r"SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates"


def throwaway_root() -> x509.Certificate:
    """A root for a day. Its key is never written anywhere, so nobody can sign with it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now, half = datetime.now(UTC), timedelta(hours=12)
    return issue(
        name_of("scom.dmz throwaway test root"),
        key,
        validity=(now - half, now + half),
        extensions=key_identifiers(key),
        critical=[x509.BasicConstraints(ca=True, path_length=None), key_usage("key_cert_sign", "crl_sign")],
    )


@pytest.fixture
def root(settings: Settings, ansible: Ansible, host: Target, tools: Shell) -> Iterator[x509.Certificate]:
    """A root that is not on the host afterwards, whatever became of the test."""
    if not settings.allows("WINDOWS_WRITE"):
        pytest.skip("WINDOWS_WRITE=yes does not allow the import of a test root")
    made = throwaway_root()
    try:
        yield made
    finally:
        try:
            ansible.module(host, "root_certificate", thumbprint=[thumbprint(made)], state="absent")
        finally:
            left = thumbprint(made) in tools.subkeys(ROOT_STORE)
            assert not left, f"remove it by hand on {host.name}: certutil -delstore Root {thumbprint(made)}"


def written(tools: Shell, root: x509.Certificate) -> bytes | None:
    return tools.binary(f"{ROOT_STORE}\\{thumbprint(root)}", "Blob")


def test_check_mode_writes_nothing(root: x509.Certificate, ansible: Ansible, host: Target, tools: Shell) -> None:
    assert ansible.module(host, "root_certificate", "--check", content=pem(root))["changed"] is True
    assert written(tools, root) is None


def test_an_imported_root_is_found_by_windows_and_imported_once(
    root: x509.Certificate, ansible: Ansible, host: Target, tools: Shell
) -> None:
    runs = [ansible.module(host, "root_certificate", content=pem(root)) for _time in range(2)]
    assert [run["changed"] for run in runs] == [True, False]
    blob = written(tools, root)
    assert blob is not None
    assert elements(blob)[CERTIFICATE] == root.public_bytes(Encoding.DER)
    shown = tools.run(f"certutil -verifystore Root {thumbprint(root)}")
    assert (shown.exit_code, printed_hashes(shown.text)[:1]) == (0, [thumbprint(root)])


def test_a_rollback_takes_the_root_away(root: x509.Certificate, ansible: Ansible, host: Target, tools: Shell) -> None:
    before = tools.subkeys(ROOT_STORE)
    run = ansible.module(host, "root_certificate", content=pem(root))["run"]
    assert tools.subkeys(ROOT_STORE) == before | {thumbprint(root)}
    ansible.module(host, "root_rollback", run=run, force=True)  # no gateway was read
    assert tools.subkeys(ROOT_STORE) == before


def test_a_removal_takes_the_root_away_once(
    root: x509.Certificate, ansible: Ansible, host: Target, tools: Shell
) -> None:
    ansible.module(host, "root_certificate", content=pem(root))
    removals = [
        ansible.module(host, "root_certificate", thumbprint=[thumbprint(root)], state="absent") for _time in range(2)
    ]
    assert [removal["changed"] for removal in removals] == [True, False]
    assert written(tools, root) is None
