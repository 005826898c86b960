# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lab's machines load and read of a certificate, held against Wine's verdicts and against cryptography."""

from __future__ import annotations

import warnings

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.pki import BOTH_USAGES, Pki
from tests.lab.windows.certificate_signature import issued
from tests.lab.windows.clock import Clock
from tests.lab.windows.held_certificate import HeldCertificate, as_held, decode
from tests.outside_cases import cases
from tests.pki.odd_roots import odd_roots

REFUSED_BY_WINE = {
    "serial-empty",
    "ts-feb30",
    "ts-gen-frac",
    "ts-hour24",
    "ts-sec60",
    "ts-year0",
    "ts-year1",
    "trail-in-cert",
}


PASSED_OVER = {
    "serial number without a byte",
    "field that is none",
    "fraction of a second",
    "day that is none",
    "bytes in it, behind the signature",
}
"""By crypt32, as tests/wine shows, of the roots that tests/pki makes."""


def loaded(certificate: bytes) -> HeldCertificate | None:
    try:
        return decode(certificate)
    except ValueError:
        return None


def by_cryptography(certificate: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(certificate)
    except (ValueError, x509.InvalidVersion):
        return None


@pytest.fixture
def pki(clock: Clock) -> Pki:
    return Pki(clock.now())


def test_a_machine_loads_what_wine_loads() -> None:
    odd = cases("certificates/odd/*")
    assert {name for name, certificate in odd.items() if loaded(certificate) is None} == REFUSED_BY_WINE


def test_an_odd_certificate_is_loaded_unless_wine_passes_it_over() -> None:
    roots = {name: loaded(certificate) for name, certificate in odd_roots().items()}
    assert {name for name, root in roots.items() if root is None} == PASSED_OVER
    assert [name for name, root in roots.items() if root and not issued(root, root)] == []


def test_what_cryptography_reads_of_a_certificate_is_what_a_machine_holds() -> None:
    compared = 0
    with warnings.catch_warnings(action="ignore"):
        for name, certificate in cases("certificates/odd/*").items():
            ours, theirs = loaded(certificate), by_cryptography(certificate)
            if ours is None or theirs is None:
                continue
            assert (ours.not_before, ours.not_after) == (theirs.not_valid_before_utc, theirs.not_valid_after_utc), name
            assert int.from_bytes(ours.serial, "big", signed=True) == theirs.serial_number, name
            compared += 1
    assert compared > 100


def test_its_names_usages_and_key_are_read(pki: Pki) -> None:
    root = pki.root("Root")
    certificate = pki.host("web01.dmz.example", root)
    held = as_held(certificate)
    assert held.common_name == "web01.dmz.example"
    assert held.subject == certificate.subject.public_bytes()
    assert held.usages == {usage.dotted_string for usage in BOTH_USAGES}
    assert held.key_identifier == x509.SubjectKeyIdentifier.from_public_key(pki.host_key.public_key()).digest


def test_an_issuer_has_the_name_and_the_key(pki: Pki) -> None:
    root, namesake = pki.root("Root"), pki.root("Root")
    held = as_held(pki.host("web01.dmz.example", root))
    assert issued(as_held(root.certificate), held)
    assert issued(as_held(root.certificate), as_held(root.certificate))
    assert not issued(as_held(namesake.certificate), held)
    assert not issued(as_held(pki.root("Other", renews=root).certificate), held)


@pytest.mark.parametrize("garbage", [b"", b"0", b"\x30\x00", bytes(40), b"\xff" * 40])
def test_what_is_no_certificate_is_not_loaded(garbage: bytes) -> None:
    assert loaded(garbage) is None


def test_every_cut_certificate_is_not_loaded(pki: Pki) -> None:
    whole = pki.root("Root").certificate.public_bytes(Encoding.DER)
    assert [size for size in range(len(whole)) if loaded(whole[:size])] == []
