# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway is described by its names and a chain to its root; what leads to no root, or to another one, is refused."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import (
    describe_gateway,
    parent_on,
    suspected_parent_on,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.pki.certificates import dns_names
from tests.unit.plugins.plugin_utils.opsmgr.hosts import (
    GATEWAY_LEAF,
    GATEWAY_NAME,
    ISSUING,
    ROOT,
    agent,
    gateway,
    parent,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue, leaf, version_1

CHAIN = (GATEWAY_LEAF, ISSUING.certificate, ROOT.certificate)
SHA256 = ROOT.certificate.sha256


def refusal(*certificates: Certificate, pin: str | None = None) -> str:
    with pytest.raises(CertificateError) as raised:
        describe_gateway(GATEWAY_NAME, certificates, pin, NOW)
    return str(raised.value)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "".join(map(str, order)))
def test_the_root_is_found_in_any_order(order: tuple[int, ...]) -> None:
    found = describe_gateway(GATEWAY_NAME, [CHAIN[position] for position in order], None, NOW)
    assert (found.certificate, found.root) == (GATEWAY_LEAF, ROOT.certificate)
    assert set(found.issuers) == set(CHAIN[1:])


def test_a_root_that_did_not_sign_the_chain_is_not_the_gateways() -> None:
    found = describe_gateway(GATEWAY_NAME, [issue("Stranger").certificate, *CHAIN], None, NOW)
    assert found.root == ROOT.certificate


def test_names_come_from_the_inventory_the_subject_and_the_alternative_names() -> None:
    alternative = dns_names("GW-Alias.corp.example", "gw01")
    certificate = leaf("GW01.corp.example", ROOT, extensions=(alternative,))
    found = describe_gateway("Gateway", [certificate, ROOT.certificate], None, NOW)
    assert found.names == {"gateway", "gw01.corp.example", "gw-alias.corp.example", "gw01"}


def test_aliases_name_the_gateway_in_any_case() -> None:
    found = describe_gateway(GATEWAY_NAME, CHAIN, None, NOW, ("GW-Alias", "gw01"))
    assert found.names == {GATEWAY_NAME, "gw-alias", "gw01"}


def test_a_parent_is_the_gateway_by_an_alias() -> None:
    found = describe_gateway(GATEWAY_NAME, [ROOT.certificate], None, NOW, ("gw-alias",))
    assert found.is_parent(parent("GW-Alias"))


def test_blanks_around_names_are_none_of_them_and_an_empty_name_names_nobody() -> None:
    found = describe_gateway(f"{GATEWAY_NAME} ", CHAIN, None, NOW, ("gw-alias", " GW-Other\t", " ", ""))
    assert found.names == {GATEWAY_NAME, "gw-alias", "gw-other"}
    assert not found.is_parent(parent(""))


def test_a_root_alone_names_the_gateway_by_its_inventory_name_only() -> None:
    found = describe_gateway(GATEWAY_NAME, [ROOT.certificate], None, NOW)
    assert (found.certificate, found.first, found.root) == (None, ROOT.certificate, ROOT.certificate)
    assert found.names == {GATEWAY_NAME}


def test_a_chain_without_its_root_says_what_is_missing() -> None:
    assert refusal(GATEWAY_LEAF, ISSUING.certificate) == (
        "the chain of the gateway gw01.corp.example ends at CN=Corp Issuing CA,O=DMZ\\, Example: its issuer "
        "CN=Corp Root CA,O=DMZ\\, Example is missing, so the root has to be given as a file"
    )


def test_an_issuer_that_was_given_and_has_another_key_is_not_called_missing() -> None:
    found = refusal(GATEWAY_LEAF, ISSUING.certificate, issue("Corp Root CA").certificate)
    assert found.startswith(f"the chain of the gateway {GATEWAY_NAME} ends at {ISSUING.certificate.subject}: ")
    assert f"the certificate of {ROOT.certificate.subject} that was given is not the one that issued it" in found
    assert "missing" not in found


def test_two_end_entity_certificates_are_refused() -> None:
    sentence = "the chain of the gateway gw01.corp.example holds 2 end-entity certificates"
    assert refusal(*CHAIN, leaf("gw02", ROOT)) == sentence


def test_a_version_1_root_is_no_end_entity() -> None:
    old = issue("Old Root", key_identifiers=False)
    root, certificate = version_1(old), leaf(GATEWAY_NAME, old)
    found = describe_gateway(GATEWAY_NAME, [root, certificate], None, NOW)
    assert (found.certificate, found.issuers, found.root) == (certificate, (root,), root)


def test_an_issuer_that_does_not_say_that_it_is_a_ca_is_no_end_entity() -> None:
    silent = issue("Old Issuing CA", ROOT, ca=None)
    certificate = leaf(GATEWAY_NAME, silent)
    found = describe_gateway(GATEWAY_NAME, [silent.certificate, certificate, ROOT.certificate], None, NOW)
    assert (found.certificate, found.root) == (certificate, ROOT.certificate)


@pytest.mark.parametrize(
    ("certificates", "count"),
    [
        ((ROOT.certificate, issue("Stranger").certificate), 2),
        ((ISSUING.certificate,), 0),
        ((), 0),
    ],
    ids=["two roots", "an intermediate", "nothing"],
)
def test_without_an_end_entity_there_must_be_one_root(certificates: tuple[Certificate, ...], count: int) -> None:
    sentence = f"the gateway gw01.corp.example needs exactly one root certificate, {count} were given"
    assert refusal(*certificates) == sentence


@pytest.mark.parametrize("pin", [SHA256, f" {SHA256.lower()}\n"], ids=["plain", "copied"])
def test_a_pin_that_fits_is_accepted(pin: str) -> None:
    assert describe_gateway(GATEWAY_NAME, CHAIN, pin, NOW).root == ROOT.certificate


def test_a_pin_that_differs_is_refused_with_the_roots_fingerprint() -> None:
    assert refusal(*CHAIN, pin="0" * 64) == (
        "the root of the gateway gw01.corp.example, CN=Corp Root CA,O=DMZ\\, Example, "
        f"has the SHA-256 {SHA256}, not the pinned one"
    )


@pytest.mark.parametrize(
    "pin", ["", SHA256[1:], "Z" * 64, "Z" * 40], ids=["empty", "short", "no hex", "no hex as short as a SHA-1"]
)
def test_a_malformed_pin_is_refused(pin: str) -> None:
    assert "is not made of 64 hexadecimal digits" in refusal(*CHAIN, pin=pin)


@pytest.mark.parametrize(
    ("host", "found"),
    [
        (agent(parent("GW01.CORP.example")), 0),
        (agent(parent("ms01"), parent(index=1)), 1),
        (agent(parent(group="A", index=1), parent(group="B")), 0),
        (agent(parent("ms01")), None),
        (agent(parent("gw01")), None),
        (Agent(), None),
    ],
    ids=["other case", "failover", "a primary before a failover", "elsewhere", "short name", "no agent"],
)
def test_the_first_parent_that_is_the_gateway_is_found(host: Agent, found: int | None) -> None:
    known = parent_on(host, gateway())
    assert (known.index if known else None) == found


SERVED = {
    "a group that it serves": (("CORP",), "CORP"),
    "the other group": (("A",), "A"),
    "both groups": (("A", "CORP"), "A"),
    "neither group": (("PROD",), "A"),
    "no group that is known": ((), "A"),
}


@pytest.mark.parametrize(("served", "group"), SERVED.values(), ids=SERVED.keys())
def test_the_parent_of_a_group_that_the_gateway_serves_is_preferred(served: tuple[str, ...], group: str) -> None:
    known = parent_on(agent(parent(group="A"), parent(group="CORP", index=1)), gateway(), served)
    assert known is not None and known.management_group == group


def test_the_authentication_name_alone_names_the_gateway_too() -> None:
    by_address = Parent("CORP", 0, "192.0.2.1", GATEWAY_NAME, 5723)
    assert parent_on(agent(by_address), gateway()) == by_address


SEEMING: dict[str, tuple[str, bool]] = {
    "short": ("GW01", True),
    "its own full name": ("gateway.corp.example", True),
    "its own short name": ("gateway", True),
    "its address": ("192.0.2.1", True),
    "its address, mapped": ("::ffff:192.0.2.1", True),
    "another short name": ("gw02", False),
    "the beginning of its name": ("gw0", False),
    "its name in another domain": ("gw01.partner.example", False),
    "another address": ("192.0.2.2", False),
    "the beginning of an address": ("192", False),
}


def seeming(*parents: Parent, served: Sequence[str] = ("CORP",)) -> Parent | None:
    own_names = ("gateway.corp.example", "gateway")
    return suspected_parent_on(agent(*parents), gateway(), own_names, ("192.0.2.1",), served)


@pytest.mark.parametrize(("name", "suspected"), SEEMING.values(), ids=SEEMING.keys())
def test_a_parent_seems_to_be_the_gateway_by_its_short_name_or_its_address(name: str, suspected: bool) -> None:
    assert (seeming(parent(name)) is not None) is suspected


def test_a_parent_that_is_authenticated_by_another_name_is_another_machine() -> None:
    assert seeming(Parent("CORP", 0, "GW01", "gw01.partner.example", 5723)) is None


def test_a_management_group_that_the_gateway_does_not_serve_has_a_machine_of_its_own() -> None:
    assert seeming(parent("gw01", group="PARTNER")) is None
    assert seeming(parent("gw01", group="PARTNER"), served=()) == parent("gw01", group="PARTNER")
