# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate that is met again is not read again, however it is met; only so many are kept."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import known_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.known_certificates import KnownCertificates

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost
from tests.unit.plugins.plugin_utils.windows.stores import ONE, OTHER, ROOT, put


def test_a_root_of_a_file_is_not_read_again_in_a_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_certificates, "KNOWN", KnownCertificates())
    host = FakeHost()
    put(host, ROOT, ONE)
    (of_file,) = load_certificates(ONE.pem(), "root.pem")
    (stores,) = read_all(Host(host), StoreReader(["Root"]))
    assert stores["Root"].entries[0].certificate is of_file


def test_the_certificate_that_was_not_met_for_longest_is_forgotten() -> None:
    known = KnownCertificates(limit=1)
    first = known.read(ONE.der)
    assert known.read(bytes(bytearray(ONE.der))) is first
    known.read(OTHER.der)
    assert known.read(ONE.der) is not first


def test_what_is_no_certificate_is_refused_each_time() -> None:
    known = KnownCertificates()
    for _attempt in range(2):
        with pytest.raises(CertificateError):
            known.read(b"0")
