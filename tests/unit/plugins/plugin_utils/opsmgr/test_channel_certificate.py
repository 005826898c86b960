# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The channel certificate is the one of My that the registry names, and everything that keeps it from serving is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import (
    find_channel_certificate,
    trust_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, ROOT, agent, entry, stores
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, leaf


def certificate(serial: bytes = b"\x6d\x0a", not_after: int = 0) -> Certificate:
    until = NOW + YEAR if not_after == 0 else NOW + timedelta(days=not_after)
    return leaf("web01", AGENT_ROOT, serial_number=int.from_bytes(serial, "big"), not_after=until)


@pytest.mark.parametrize("size", range(1, 21))
def test_a_serial_number_of_any_length_is_found(size: int) -> None:
    wanted = certificate(bytes(range(0x21, 0x21 + size)))
    others = [entry(certificate(bytes(range(0x22, 0x22 + size))))]
    found = find_channel_certificate(agent(serial=wanted.serial_bytes), stores(my=[*others, entry(wanted)]), NOW)
    assert found.certificate == wanted


@pytest.mark.parametrize("serial", [b"\x9d\x0a", b"\x00\x9d\x0a"], ids=["without the sign byte", "with the sign byte"])
def test_a_leading_zero_byte_does_not_matter(serial: bytes) -> None:
    wanted = certificate(b"\x9d\x0a")
    assert find_channel_certificate(agent(serial=serial), stores(my=[entry(wanted)]), NOW).certificate == wanted


def test_a_good_certificate_has_no_fault_and_its_chain() -> None:
    wanted = certificate()
    found = find_channel_certificate(agent(), stores([AGENT_ROOT.certificate], my=[entry(wanted)]), NOW)
    assert (found.faults, found.hash_matches) == ((), None)
    assert found.chain is not None and found.chain.certificates == (wanted, AGENT_ROOT.certificate)
    assert found.chain.trusted


@pytest.mark.parametrize("position", [0, 1])
def test_of_two_certificates_with_one_serial_the_hash_decides(position: int) -> None:
    twins = [certificate(), certificate()]
    registered = agent(certificate_hash=twins[position].thumbprint.lower())
    found = find_channel_certificate(registered, stores(my=[entry(twin) for twin in twins]), NOW)
    assert (found.certificate, found.hash_matches) == (twins[position], True)


def test_a_hash_that_names_another_certificate_is_told_and_is_no_fault() -> None:
    registered = agent(certificate_hash=ROOT.certificate.thumbprint)
    found = find_channel_certificate(registered, stores(my=[entry(certificate())]), NOW)
    assert (found.hash_matches, found.faults) == (False, ())


def test_a_certificate_without_its_private_key_is_told() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate(), private_key=False)]), NOW)
    assert found.faults == ("it has no private key on the host",)


def test_an_expired_certificate_is_told_with_its_dates() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate(not_after=-1))]), NOW)
    assert found.faults == ("it is valid from 2025-06-01 to 2026-05-31 only",)


def test_every_fault_is_told() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate(not_after=-1), private_key=False)]), NOW)
    assert len(found.faults) == 2


def test_a_serial_number_that_my_does_not_hold_is_told() -> None:
    elsewhere = stores(root=[certificate()], my=[entry(certificate(b"\x6d\x0b"))])
    found = find_channel_certificate(agent(), elsewhere, NOW)
    assert (found.certificate, found.chain) == (None, None)
    assert found.faults == ("the store My holds no certificate with the serial 6D0A",)


def test_a_host_without_a_registered_certificate_is_told() -> None:
    found = find_channel_certificate(agent(serial=None), stores(my=[entry(certificate())]), NOW)
    assert found.certificate is None
    assert found.faults == ("no channel certificate is registered (run MOMCertImport)",)


def test_certificates_of_my_are_not_trusted() -> None:
    assert trust_of(stores(my=[entry(ROOT.certificate)])).roots == ()


def test_what_is_disallowed_is_known_by_thumbprint() -> None:
    assert trust_of(stores(disallowed=[ROOT.certificate])).disallowed == {ROOT.certificate.thumbprint}
