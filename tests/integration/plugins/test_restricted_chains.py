# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains whose CAs are limited in what they may issue, and certificates that say who issued them: a gateway is trusted, its root
imported and the agent linked only where all of the chain holds.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.integration.plugins.diagnosing import diagnose, read_gateway
from tests.integration.plugins.serving_odd_sites import Served, known, pin_of
from tests.lab.demonstration import GROUP
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.odd_sites import Chain, Place, gateway_name, odd_site
from tests.lab.scenarios import AGENT
from tests.lab.scenarios.site import usual_site
from tests.pki.certificates import Authority
from tests.pki.forms import Form, reissued
from tests.pki.restrictions import (
    ACCEPTED_CA_FORMS,
    REFUSED_CA_FORMS,
    for_any_purpose,
    for_clients,
    for_servers,
    names_another_serial_number,
    names_the_issuer_in_capitals,
    names_the_issuer_in_capitals_alone,
    unknown_critical_extension,
)

CAS = (Place.ISSUING, Place.ROOT)
SUBJECTS = {Place.ISSUING: "CN=Example Corp Issuing CA", Place.ROOT: "CN=Example Corp Root CA"}
OF_ITS_OWN = {form.__name__: form for form in (unknown_critical_extension,)}
NAMING: Mapping[str, Form] = {
    form.__name__: form
    for form in (names_another_serial_number, names_the_issuer_in_capitals, names_the_issuer_in_capitals_alone)
}
DOUBTFUL: Mapping[str, Form] = {form.__name__: form for form in (for_any_purpose,)}
FORMS: Mapping[Place, Mapping[str, Form]] = {
    Place.ROOT: {**REFUSED_CA_FORMS, **ACCEPTED_CA_FORMS, **DOUBTFUL},
    Place.ISSUING: {**REFUSED_CA_FORMS, **ACCEPTED_CA_FORMS, **DOUBTFUL, **NAMING},
    Place.GATEWAY: {**OF_ITS_OWN, **NAMING},
}
RULES = {
    "no_certificate_signing": "keyCertSign",
    "unknown_critical_extension": "critical extensions",
    "for_code_signing": "extended key usage lacks serverAuth",
    "for_clients": "extended key usage lacks serverAuth",
    "excludes_the_domain": "may not issue for gw-excludes-the-domain.corp.example",
    "permits_another_domain": "may not issue for gw-permits-another-domain.corp.example",
    "permits_another_organization": "may not issue for CN=gw-permits-another-organization.corp.example",
}
"""What the sentence names."""

REFUSED = [(place, form) for place in CAS for form in REFUSED_CA_FORMS] + [(Place.GATEWAY, form) for form in OF_ITS_OWN]
ACCEPTED = [(place, form) for place in CAS for form in ACCEPTED_CA_FORMS]
NAMED = (Place.ISSUING, Place.GATEWAY)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Place, Served]]:
    with ExitStack() as stack:
        yield {
            place: Served(odd_site(place, forms), stack, tmp_path_factory.mktemp(place))
            for place, forms in FORMS.items()
        }


def whole(form: str, chain: Chain) -> dict[str, Any]:
    """A gateway whose chain somebody gives, the root with it."""
    texts = (ssl.DER_cert_to_PEM_cert(each.encoded) for each in (chain.gateway, chain.issuing, chain.root))
    return {"name": gateway_name(form), "chain": "".join(texts)}


def sentence_of(check: Mapping[str, Any], identifier: str) -> str:
    [evidence] = [each["evidence"] for each in check["findings"] if each["id"] == identifier]
    return str(evidence)


@pytest.mark.parametrize(("place", "form"), REFUSED)
def test_a_chain_that_breaks_a_rule_is_not_imported_and_not_trusted_where_all_of_it_lies(
    sites: Mapping[Place, Served], place: Place, form: str
) -> None:
    site = sites[place]
    gateway, before = known(form, site.read_gateway(form)), site.registry(form)
    result = site.onboard(form, gateway)
    assert (result["changed"], result["verdict"]) == (False, "gateway_certificate_unusable")
    assert (site.registry(form), site.linked(form)) == (before, False)
    site.give_issuers(form)
    found = site.check(form, gateway)
    assert (found["verdict"], found["confidence"], site.linked(form)) == (
        "gateway_certificate_unusable",
        "confirmed",
        False,
    )
    for check in (result["gateway_trust"], found):
        sentence = sentence_of(check, "gateway_certificate_unusable")
        assert sentence.startswith(SUBJECTS.get(place, f"CN={gateway_name(form)}"))
        assert RULES[form] in sentence


@pytest.mark.parametrize(("place", "form"), ACCEPTED)
def test_a_chain_whose_cas_are_limited_to_what_they_issued_is_imported_and_trusted(
    sites: Mapping[Place, Served], place: Place, form: str
) -> None:
    assert_onboarded(sites[place], form)


@pytest.mark.parametrize("place", CAS)
def test_a_ca_for_any_purpose_is_imported_by_a_pin_and_never_certain(
    sites: Mapping[Place, Served], place: Place
) -> None:
    site, form = sites[place], for_any_purpose.__name__
    gateway = whole(form, site.chains[form])
    assert_refused_without_a_pin(site, form, gateway)
    assert site.onboard(form, {**gateway, **pin_of(site.chains[form])})["changed"]
    assert site.imported(form) == (True, True)
    assert site.check(form, gateway)["confidence"] == "probable"


@pytest.mark.parametrize("place", NAMED)
def test_an_issuer_that_is_named_in_other_letters_is_found_by_its_key_identifier(
    sites: Mapping[Place, Served], place: Place
) -> None:
    assert_onboarded(sites[place], names_the_issuer_in_capitals.__name__)


def assert_refused_without_a_pin(site: Served, form: str, gateway: Mapping[str, Any]) -> None:
    before = site.registry(form)
    refused = site.onboard(form, {**gateway, "root_vouched": True})
    assert (refused["failed"], site.registry(form)) == (True, before)
    assert "pin the SHA-256" in refused["msg"]


def assert_onboarded(site: Served, form: str) -> None:
    gateway = known(form, site.read_gateway(form))
    assert site.onboard(form, gateway)["changed"]
    assert (site.imported(form), site.linked(form)) == ((True, True), True)
    found = site.check(form, gateway)
    assert (found["verdict"], found["confidence"]) == ("trusted", "confirmed")


@pytest.mark.parametrize("place", NAMED)
def test_an_issuer_that_only_its_name_in_other_letters_tells_is_imported_by_a_pin_and_never_certain(
    sites: Mapping[Place, Served], place: Place
) -> None:
    site, form = sites[place], names_the_issuer_in_capitals_alone.__name__
    gateway = whole(form, site.chains[form])
    assert_refused_without_a_pin(site, form, gateway)
    site.give_issuers(form)
    found = site.check(form, gateway)
    assert found["confidence"] == "probable"
    assert "in other bytes" in sentence_of(found, "chain_in_doubt")


@pytest.mark.parametrize("place", NAMED)
def test_a_certificate_that_names_another_serial_number_of_its_issuer_has_no_chain(
    sites: Mapping[Place, Served], place: Place
) -> None:
    site, form = sites[place], names_another_serial_number.__name__
    gateway, before = whole(form, site.chains[form]), site.registry(form)
    for judge in (site.check, site.onboard):
        with pytest.raises(CertificateError, match="that was given is not the one that issued it"):
            judge(form, gateway)
    assert site.registry(form) == before
    site.give_issuers(form)
    assert not site.linked(form)


def checked(form: Form, folder: Path) -> tuple[dict[str, Any], bool]:
    """The check of an agent whose root has this form, and whether it is linked."""
    dmz = Dmz()
    usual = dmz.agent_authority
    assert isinstance(usual.key, rsa.RSAPrivateKey)
    limited = x509.load_der_x509_certificate(reissued(usual.certificate, usual.key, form))
    dmz.agent_authority = Authority(limited, usual.key)
    agent = usual_site(dmz).agent(AGENT)
    dmz.boot()
    with serve_watched(dmz) as served:
        found = diagnose(served.endpoint, read_gateway(served.endpoint, folder), folder)
    return found, GROUP in agent.links


def test_a_gateway_asks_the_cas_of_an_agent_for_client_authentication(tmp_path: Path) -> None:
    found, linked = checked(for_servers, tmp_path)
    assert (found["verdict"], linked) == ("own_certificate_unusable", False)
    sentence = sentence_of(found, "own_certificate_unusable")
    assert sentence.startswith("CN=Example DMZ Root CA")
    assert "extended key usage lacks clientAuth" in sentence


def test_an_agent_needs_no_server_authentication_of_its_cas(tmp_path: Path) -> None:
    found, linked = checked(for_clients, tmp_path)
    assert (found["verdict"], linked) == ("trusted", True)
