# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What crypt32 says of chains whose CAs are limited, and of issuers that are named in other letters or by another serial number.

It is asked for no purpose, so extended key usages are not compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeAlias

import pytest
from cryptography import x509

from tests.lab.odd_sites import Place, odd_site
from tests.lab.windows.certificate_store import CERTIFICATE, element
from tests.lab.windows.held_certificate import HeldCertificate
from tests.lab.windows.machine import Machine
from tests.pki.forms import Form
from tests.pki.restrictions import (
    ACCEPTED_CA_FORMS,
    REFUSED_CA_FORMS,
    for_clients,
    for_code_signing,
    names_another_serial_number,
    names_the_issuer_in_capitals,
    names_the_issuer_in_capitals_alone,
)
from tests.wine.judge import PARTIAL_CHAIN, TRUSTED, Judge
from tests.wine.mirror import Mirror

Status: TypeAlias = Callable[[Place, Form], int]

CAS = (Place.ISSUING, Place.ROOT)
NAMED = (Place.ISSUING, Place.GATEWAY)
REFUSED = [form for form in REFUSED_CA_FORMS.values() if form not in (for_clients, for_code_signing)]


@pytest.fixture
def status(machine: Machine, mirror: Mirror, judge: Judge) -> Status:
    """What crypt32 says of a gateway with that form, where its issuers lie in Root and CA."""

    def ask(place: Place, form: Form) -> int:
        _site, chains = odd_site(place, {form.__name__: form})
        [chain] = chains.values()
        lay(machine, "Root", chain.root)
        lay(machine, "CA", chain.issuing)
        mirror.update()
        return judge.chain_error(x509.load_der_x509_certificate(chain.gateway.encoded))

    return ask


def lay(machine: Machine, store: str, held: HeldCertificate) -> None:
    name = hashlib.sha1(held.encoded).hexdigest().upper()
    machine.stores.add_entry(store, name, element(CERTIFICATE, held.encoded))


@pytest.mark.parametrize("place", CAS)
@pytest.mark.parametrize("form", REFUSED)
def test_crypt32_refuses_a_chain_with_a_ca_that_may_not_have_issued_it(
    status: Status, place: Place, form: Form
) -> None:
    assert status(place, form) != TRUSTED


@pytest.mark.parametrize("place", CAS)
@pytest.mark.parametrize("form", ACCEPTED_CA_FORMS.values())
def test_crypt32_trusts_a_chain_that_is_trusted_here(status: Status, place: Place, form: Form) -> None:
    assert status(place, form) == TRUSTED


@pytest.mark.parametrize("place", NAMED)
def test_crypt32_finds_an_issuer_by_its_key_identifier(status: Status, place: Place) -> None:
    assert status(place, names_the_issuer_in_capitals) == TRUSTED


@pytest.mark.parametrize("place", NAMED)
@pytest.mark.parametrize("form", [names_the_issuer_in_capitals_alone, names_another_serial_number])
def test_crypt32_finds_no_issuer_that_is_named_otherwise(status: Status, place: Place, form: Form) -> None:
    assert status(place, form) == PARTIAL_CHAIN
