# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a gateway, and what is refused before any host is checked."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import (
    GivenGateway,
    KnownGateway,
    Reading,
    Voucher,
    know_gateway,
    newer_evidence,
    read_pins,
    require_in_inventory,
    require_own_names,
    was_read,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_LEAF, GATEWAY_NAME, ISSUING, ROOT
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue

ROOT_SHA256 = ROOT.certificate.sha256
CHAIN = (GATEWAY_LEAF, ISSUING.certificate, ROOT.certificate)
EVIDENCE = {"link": "up"}
OTHER = "AB" * 32
UNREACHABLE = {"unreachable": True, "msg": "nothing answers"}


def presented(*chain: Certificate, rooted: bool = True, **more: Any) -> Reading:
    """What a gateway with this chain tells."""
    pem = "".join(certificate.pem() for certificate in chain)
    certificate = {
        "certificate": {},
        "root": {} if rooted else None,
        "chain_pem": pem,
        "faults": [],
        "chain": {"problems": []},
        **more,
    }
    return {"gateway": {"certificate": certificate, "evidence": EVIDENCE}}


def refusal(given: GivenGateway, reading: Reading | None = None) -> str:
    with pytest.raises(ScomDmzError) as raised:
        know_gateway(given, reading, NOW)
    return str(raised.value)


def test_a_gateway_that_was_read_brings_its_chain_and_what_it_tells() -> None:
    known = know_gateway(GivenGateway("gw01", ("scom",), ("192.0.2.1",)), presented(*CHAIN), NOW)
    assert (known.name, known.aliases, known.addresses) == ("gw01", ("scom",), ("192.0.2.1",))
    assert (known.certificates, known.root, known.evidence) == (CHAIN, ROOT.certificate, EVIDENCE)
    assert known.issuers == (ISSUING.certificate, ROOT.certificate)
    assert known.chain == "".join(certificate.pem() for certificate in CHAIN)


@pytest.mark.parametrize("reading", [None, UNREACHABLE])
def test_a_root_that_is_given_is_enough(reading: Reading | None) -> None:
    known = know_gateway(GivenGateway("gw01", certificates=(ROOT.certificate,)), reading, NOW)
    assert (known.root, known.issuers, known.evidence) == (ROOT.certificate, (ROOT.certificate,), None)


def test_a_root_that_is_given_counts_and_what_the_gateway_tells_does_too() -> None:
    stranger = issue("Stranger").certificate
    known = know_gateway(GivenGateway("gw01", certificates=(stranger,)), presented(*CHAIN), NOW)
    assert (known.root, known.evidence) == (stranger, EVIDENCE)


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (None, "The gateway gw01 was not read: "),
        (UNREACHABLE, "The gateway gw01 cannot be read: nothing answers"),
        ({"failed": True, "msg": "access is denied"}, "The gateway gw01 cannot be read: access is denied"),
        (
            presented(rooted=False, faults=["it has expired"], chain={"problems": ["no issuer", "no root"]}),
            "The gateway gw01 presents no certificate that leads to a root: it has expired; no issuer; no root",
        ),
        (
            presented(GATEWAY_LEAF),
            f"The certificates given for the gateway gw01 hold 0 self-signed roots instead of one ({GATEWAY_LEAF.subject})",
        ),
    ],
)
def test_a_gateway_of_which_nothing_leads_to_a_root_is_refused(reading: Reading | None, words: str) -> None:
    assert refusal(GivenGateway("gw01"), reading).startswith(words)


@pytest.mark.parametrize(
    ("certificates", "number"),
    [((), 0), ((GATEWAY_LEAF,), 0), ((ISSUING.certificate,), 0), ((ROOT.certificate, issue("Second").certificate), 2)],
)
def test_anything_else_than_one_root_is_refused(certificates: tuple[Certificate, ...], number: int) -> None:
    words = f"hold {number} self-signed roots instead of one"
    assert words in refusal(GivenGateway("gw01", certificates=certificates))


def test_the_root_is_one_of_the_pinned_and_any_other_is_refused() -> None:
    given = {"name": "gw01", "certificates": CHAIN}
    assert know_gateway(GivenGateway(**given, pins=(OTHER, ROOT_SHA256)), None, NOW).root == ROOT.certificate
    assert refusal(GivenGateway(**given, pins=(OTHER, "CD" * 32))) == (
        f"The root of the gateway gw01, {ROOT.certificate.subject}, has the SHA-256 {ROOT_SHA256}, "
        f"not the pinned {OTHER} or {'CD' * 32}"
    )


@pytest.mark.parametrize("accepts", [False, True])
@pytest.mark.parametrize(
    ("given", "voucher", "accepted"),
    [
        ({}, Voucher.NONE, Voucher.ACCEPTANCE),
        ({"pins": (ROOT_SHA256,)}, Voucher.PIN, Voucher.PIN),
        ({"certificates": CHAIN}, Voucher.FILE, Voucher.FILE),
        ({"certificates": CHAIN, "pins": (ROOT_SHA256,)}, Voucher.PIN, Voucher.PIN),
    ],
    ids=["nothing", "a pin", "a file", "both"],
)
def test_an_acceptance_counts_only_where_nobody_vouches(
    given: dict[str, Any], voucher: Voucher, accepted: Voucher, accepts: bool
) -> None:
    known = know_gateway(GivenGateway("gw01", **given, accepts_presented=accepts), presented(*CHAIN), NOW)
    assert known.voucher == (accepted if accepts else voucher)


def test_a_gateway_is_known_by_the_names_of_its_certificate_too() -> None:
    known = know_gateway(GivenGateway("GW01", ("scom",)), presented(*CHAIN), NOW)
    assert {"gw01", "scom", GATEWAY_NAME} <= known.names


@pytest.mark.parametrize(
    "text",
    [
        ROOT_SHA256,
        ROOT_SHA256.lower(),
        ":".join(ROOT_SHA256[at : at + 2] for at in range(0, 64, 2)),
        f" {ROOT_SHA256[:32]} {ROOT_SHA256[32:]}\n",
        f"\u200e{ROOT_SHA256}",
    ],
    ids=["upper case", "lower case", "colons", "blanks", "as Windows copies it"],
)
def test_a_pin_is_taken_in_any_spelling_that_tools_write(text: str) -> None:
    assert read_pins("gw01", [text]) == (ROOT_SHA256,)


@pytest.mark.parametrize(
    "text",
    [
        f"{ROOT_SHA256} (root)",
        "-".join(ROOT_SHA256[at : at + 2] for at in range(0, 64, 2)),
        f"sha256={ROOT_SHA256}",
        ROOT_SHA256[:42],
        f"{ROOT_SHA256}00",
        " ",
        "root",
    ],
    ids=["words behind", "hyphens", "words before", "cut", "too long", "blank", "no digits"],
)
def test_a_pin_that_is_something_else_is_refused(text: str) -> None:
    with pytest.raises(ScomDmzError) as raised:
        read_pins("gw01", [text])
    reason = f"the fingerprint {text!r} is not made of 64 hexadecimal digits"
    assert str(raised.value) == f"cannot pin the root of the gateway gw01: {reason}"


def test_a_sha_1_as_a_pin_is_refused_with_the_command_that_prints_the_sha_256() -> None:
    with pytest.raises(ScomDmzError, match=r"is a SHA-1.*certutil -hashfile FILE SHA256"):
        read_pins("gw01", [ROOT.certificate.thumbprint])


@pytest.mark.parametrize(
    ("gateways", "aliases", "addresses", "words"),
    [
        ((), (), (), "gateways is empty: name at least one gateway"),
        (("gw01", "gw02"), ("scom",), (), "would be taken for each of gw01, gw02: set them as variables"),
        (("gw01", "gw02"), (), ("192.0.2.1",), "would be taken for each of gw01, gw02: set them as variables"),
    ],
)
def test_names_that_belong_to_no_one_gateway_are_refused(
    gateways: tuple[str, ...], aliases: tuple[str, ...], addresses: tuple[str, ...], words: str
) -> None:
    with pytest.raises(OptionError, match=words):
        require_own_names(gateways, aliases, addresses)


def test_one_gateway_may_have_other_names_and_several_may_have_none() -> None:
    require_own_names(("gw01",), ("scom",), ("192.0.2.1",))
    require_own_names(("gw01", "gw02"), (), ())


def test_a_gateway_that_ansible_does_not_know_is_refused() -> None:
    require_in_inventory("gw01", {"gw01"})
    with pytest.raises(OptionError, match="^The gateway gw02 is not in the inventory: add it, or give its root as a"):
        require_in_inventory("gw02", {"gw01"})


@pytest.mark.parametrize(
    ("reading", "read"),
    [(None, False), (UNREACHABLE, False), ({"failed": True}, False), (presented(*CHAIN), True)],
)
def test_only_an_answer_counts_as_read(reading: Reading | None, read: bool) -> None:
    assert was_read(reading) == read


def test_a_gateway_that_was_read_again_tells_something_newer_and_one_that_was_not_tells_nothing() -> None:
    loop = {"ansible_loop_var": "one"}
    told = {**loop, "one": "gw01", **presented(*CHAIN)}
    assert newer_evidence([told, {**loop, "one": "gw02", **UNREACHABLE}]) == {"gw01": EVIDENCE}


OTHER_ROOT = issue("Other Root CA").certificate


def unregistered(
    *candidate: Certificate, trusted: tuple[Certificate, ...] = (), computer_name: str | None = GATEWAY_NAME
) -> Reading:
    """What a gateway without a registered certificate tells, that could register one with this chain."""
    pem = "".join(each.pem() for each in candidate)
    certificate = {
        "certificate": None,
        "root": None,
        "chain_pem": None,
        "chain": None,
        "faults": ["none is registered"],
    }
    roots = "".join(each.pem() for each in trusted)
    finding = {"id": "gateway_certificate_not_registered", "fix": "Register it."}
    told = {
        "agent": {"computer_name": computer_name},
        "certificate": certificate,
        "candidate": {"chain_pem": pem, "root": {}} if candidate else None,
        "findings": [{"id": "gateway_stopped", "fix": "Start it."}, finding],
        "evidence": {"trusted_roots": roots},
    }
    return {"gateway": told}


def known_unregistered(reading: Reading, **given: Any) -> KnownGateway:
    return know_gateway(GivenGateway("gw01", **given), reading, NOW, allow_unregistered=True)


@pytest.mark.parametrize("accepts", [False, True])
def test_of_a_gateway_without_a_registered_certificate_a_candidate_is_a_guess_whatever_is_accepted(
    accepts: bool,
) -> None:
    known = known_unregistered(unregistered(*CHAIN), accepts_presented=accepts)
    assert (known.certificates, known.root, known.voucher) == (CHAIN, ROOT.certificate, Voucher.GUESS)
    assert (known.guessed, known.issuers) == (True, ())
    assert known.names == {"gw01", GATEWAY_NAME}


@pytest.mark.parametrize("accepts", [False, True])
def test_without_a_candidate_nothing_is_known_of_its_root(accepts: bool) -> None:
    known = known_unregistered(unregistered(computer_name=None), accepts_presented=accepts)
    assert (known.certificates, known.root, known.guessed, known.issuers) == ((), None, True, ())
    assert known.names == {"gw01"}


@pytest.mark.parametrize(
    "reading",
    [
        unregistered(*CHAIN),
        unregistered(trusted=(OTHER_ROOT, ROOT.certificate)),
        unregistered(OTHER_ROOT, trusted=(ROOT.certificate,)),
    ],
    ids=["of the candidate", "in Root", "in Root, beside another candidate"],
)
def test_a_pinned_root_stands_alone_wherever_the_gateway_holds_it(reading: Reading) -> None:
    known = known_unregistered(reading, pins=(ROOT_SHA256,))
    assert (known.certificates, known.root, known.voucher) == ((ROOT.certificate,), ROOT.certificate, Voucher.PIN)
    assert not known.guessed


@pytest.mark.parametrize(
    ("reading", "pins"),
    [
        (unregistered(*CHAIN), (OTHER,)),
        (unregistered(trusted=(OTHER_ROOT, ROOT.certificate)), (ROOT_SHA256, OTHER_ROOT.sha256)),
    ],
    ids=["another root", "both are there"],
)
def test_a_pin_that_tells_no_one_root_leaves_none_and_no_candidate_stands_in(
    reading: Reading, pins: tuple[str, ...]
) -> None:
    known = known_unregistered(reading, pins=pins)
    assert (known.root, known.certificates, known.guessed) == (None, (), True)


def test_a_root_that_is_given_makes_a_registered_certificate_needless() -> None:
    known = know_gateway(GivenGateway("gw01", certificates=(ROOT.certificate,)), unregistered(*CHAIN), NOW)
    assert (known.root, known.voucher, known.guessed) == (ROOT.certificate, Voucher.FILE, False)


def test_where_a_root_is_needed_such_a_gateway_is_refused_with_what_is_to_be_registered() -> None:
    words = "The gateway gw01 has no certificate that is registered: none is registered. Register it"
    assert refusal(GivenGateway("gw01"), unregistered(*CHAIN)) == words
    assert know_gateway(GivenGateway("gw01", pins=(ROOT_SHA256,)), unregistered(*CHAIN), NOW).root == ROOT.certificate
