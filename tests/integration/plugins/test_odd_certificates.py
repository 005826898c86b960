# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that Windows takes and that are not as RFC 5280 wants them go through an onboarding like any other, whether they
are a gateway's, its issuers' or an agent's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates

from tests.integration.plugins.serving_odd_sites import Served, known, pin_of
from tests.lab.odd_sites import Place, forms_of, odd_site
from tests.pki.forms import FORMS, SILENT_FORMS

GATEWAY_SIDE = [(place, form) for place in Place if place is not Place.AGENT for form in FORMS]

DOUBTFUL = {"time_with_offset", "subject_key_identifier_twice"}
"""What programs differ about, so that trust in it is probable at most, and an import needs the pin."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Place, Served]]:
    with ExitStack() as stack:
        yield {place: Served(odd_site(place), stack, tmp_path_factory.mktemp(place)) for place in Place}


def assert_refused(result: Mapping[str, Any]) -> None:
    """For want of a pin."""
    assert (result["failed"], result["changed"]) == (True, False)
    assert "pin" in result["msg"]


@pytest.mark.parametrize(("place", "form"), GATEWAY_SIDE)
def test_an_agent_is_onboarded_whatever_form_the_certificates_of_its_gateway_have(
    sites: Mapping[Place, Served], place: Place, form: str
) -> None:
    site = sites[place]
    told, chain = site.read_gateway(form), site.chains[form]
    gateway = known(form, told)
    presented = [each.der for each in load_certificates(gateway["chain"], "the chain")]
    assert presented == [chain.gateway.encoded, chain.issuing.encoded, chain.root.encoded]
    assert told["certificate"]["faults"] == []
    if form in DOUBTFUL:
        assert_refused(site.onboard(form, gateway))
        assert site.imported(form) == (False, False)
        gateway |= pin_of(chain)
    assert site.onboard(form, gateway)["changed"]
    assert site.imported(form) == (True, True)
    assert site.linked(form)
    after = site.check(form, known(form, site.read_gateway(form)))
    assert (after["verdict"], after["confidence"]) == ("trusted", "probable" if form in DOUBTFUL else "confirmed")


@pytest.mark.parametrize("form", forms_of(Place.AGENT))
def test_a_linked_agent_is_not_told_to_register_its_certificate_again_because_of_its_form(
    sites: Mapping[Place, Served], form: str
) -> None:
    site = sites[Place.AGENT]
    assert site.linked(form)
    checked = site.check(form, known(form, site.read_gateway(form)))
    assert (checked["verdict"], checked["confidence"]) == ("trusted", "confirmed")
    assert {each["id"] for each in checked["findings"]} <= {"console_delay"}


@pytest.mark.parametrize("form", SILENT_FORMS)
def test_a_root_that_cannot_say_that_it_is_a_ca_is_imported_when_it_is_pinned(
    sites: Mapping[Place, Served], form: str
) -> None:
    site = sites[Place.ROOT]
    gateway = known(form, site.read_gateway(form))
    pin = pin_of(site.chains[form])
    for unpinned in (gateway, gateway | pin | {"root_vouched": False, "root_accepted": True}):
        assert_refused(site.onboard(form, unpinned, check_mode=True))
    assert site.onboard(form, gateway)["failed"]
    assert site.imported(form) == (False, False)
    assert site.onboard(form, gateway | pin)["changed"]
    assert site.imported(form) == (True, True)
    assert site.linked(form)
    after = site.check(form, known(form, site.read_gateway(form)))
    assert (after["verdict"], after["confidence"]) == ("trusted", "probable")
