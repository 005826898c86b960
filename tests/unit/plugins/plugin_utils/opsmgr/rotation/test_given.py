# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is given wrongly for a rotation is said before any host is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.given import (
    Given,
    check_given,
    check_new_root,
    check_old,
    known_gateway,
    unread_gateways,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import Stage
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, GW2, NEW, OLD
from tests.unit.plugins.plugin_utils.x509.authority import issue

ISSUING = issue("Corp Issuing CA 2", NEW)
BUNDLE = (NEW.certificate, ISSUING.certificate)
OTHER = issue("Other Root CA").certificate
SUBJECT, SHA256 = NEW.certificate.subject, NEW.certificate.sha256
OLD_SHA256 = OLD.certificate.sha256


def colons(sha256: str) -> str:
    return ":".join(sha256[at : at + 2] for at in range(0, 64, 2)).lower()


@pytest.mark.parametrize("stage", ["distribute", "decide", "verify", "remove"])
@pytest.mark.parametrize("gateways", [[GW1, GW2], f"{GW1}, {GW2}", [f"{GW1},{GW2}", GW1]])
def test_a_stage_and_its_gateways_are_given(stage: str, gateways: Any) -> None:
    assert check_given(stage, gateways, [], colons(OLD_SHA256)) == Given(Stage(stage), (GW1, GW2), (), OLD_SHA256)


def test_the_aliases_are_those_of_the_only_gateway() -> None:
    assert check_given("decide", GW1, "scom, Gateway", "").aliases == ("scom", "Gateway")


@pytest.mark.parametrize("aliases", [[], [""], "", " , "])
def test_without_aliases_there_may_be_several_gateways(aliases: Any) -> None:
    assert check_given("decide", [GW1, GW2], aliases, "").gateways == (GW1, GW2)


@pytest.mark.parametrize("stage", ["distribute", "decide", "verify"])
def test_the_old_root_need_not_be_named_before_it_is_removed(stage: str) -> None:
    assert check_given(stage, GW1, [], "").old_sha256 is None


@pytest.mark.parametrize(
    ("stage", "gateways", "aliases", "old", "sentence"),
    [
        ("", GW1, [], "", "root_rotation_stage is '': it must be distribute, decide, verify or remove."),
        ("switch", GW1, [], "", "root_rotation_stage is 'switch': it must be distribute, decide, verify or remove."),
        ("Decide", GW1, [], "", "root_rotation_stage is 'Decide': it must be distribute, decide, verify or remove."),
        ("decide", "", [], "", "root_rotation_gateway names no gateway."),
        ("decide", " , ", [], "", "root_rotation_gateway names no gateway."),
        ("decide", [], ["scom"], "", "root_rotation_gateway names no gateway."),
        (
            *("decide", [GW1, GW2], ["scom"], ""),
            (
                f"root_rotation_gateway_aliases would be taken for each of the gateways {GW1}, {GW2}: "
                "set gateway_trust_gateway_aliases as a variable of the one that they belong to."
            ),
        ),
        (
            *("remove", GW1, [], ""),
            (
                "root_rotation_old_sha256 is empty: the stage remove needs the SHA-256 fingerprint of the old root, or its "
                "file in root_rotation_old_root_file."
            ),
        ),
        *(
            (
                *(stage, GW1, [], old),
                f"root_rotation_old_sha256: the fingerprint '{old}' is not made of 64 hexadecimal digits.",
            )
            for stage, old in (
                ("remove", "4711"),
                ("distribute", "4711"),
                ("decide", f"{'AB' * 32} (root)"),
                ("decide", "-".join(["AB"] * 32)),
            )
        ),
    ],
    ids=lambda given: str(given)[:20],
)
def test_what_is_given_wrongly_is_named(stage: str, gateways: Any, aliases: Any, old: str, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        check_given(stage, gateways, aliases, old)
    assert str(refused.value) == f"{sentence} No host was asked."


@pytest.mark.parametrize("certificates", [BUNDLE, BUNDLE[::-1], (NEW.certificate,)])
@pytest.mark.parametrize(
    "pin",
    ["", SHA256, SHA256.lower(), colons(SHA256), f"\u200e{SHA256} "],
    ids=["no pin", "upper case", "lower case", "colons", "as Windows copies it"],
)
@pytest.mark.parametrize("old", [None, OLD_SHA256], ids=["no old root", "old root"])
def test_the_new_root_is_the_self_signed_one_and_the_pinned_one(
    certificates: Sequence[Certificate], pin: str, old: str | None
) -> None:
    assert check_new_root(certificates, pin, old) == NEW.certificate


REFUSED = [
    ((), "", None, "The new root is not given in root_rotation_root_file or root_rotation_root_text."),
    (
        *((ISSUING.certificate,), "", None),
        "The certificates given for the new root hold 0 self-signed roots instead of one.",
    ),
    *(
        (
            *(two, "", OLD_SHA256),
            "The certificates given for the new root hold 2 self-signed roots instead of one.",
        )
        for two in ((NEW.certificate, OTHER), (NEW.certificate, OLD.certificate), (*BUNDLE, OTHER))
    ),
    (BUNDLE, "00" * 32, None, f"The new root {SUBJECT} has the SHA-256 {SHA256}, not the pinned {'00' * 32}."),
    (
        *(BUNDLE, ISSUING.certificate.sha256, None),
        f"The new root {SUBJECT} has the SHA-256 {SHA256}, not the pinned {ISSUING.certificate.sha256}.",
    ),
    *(
        (
            *(BUNDLE, pin, None),
            f"root_rotation_root_sha256: the fingerprint '{pin}' is not made of 64 hexadecimal digits.",
        )
        for pin in ("4711", f"{SHA256} (root)", "-".join(["AB"] * 32))
    ),
    *(
        (
            *((OLD.certificate,), pin, OLD_SHA256),
            (
                f"The new root {OLD.certificate.subject} has the SHA-256 {OLD_SHA256}, "
                "which is also given as that of the old root."
            ),
        )
        for pin in ("", OLD_SHA256, "00" * 32)
    ),
    (
        *(BUNDLE, "", ISSUING.certificate.sha256),
        (
            f"The new CA {ISSUING.certificate.subject} has the SHA-256 {ISSUING.certificate.sha256}, "
            "which is also given as that of the old one."
        ),
    ),
]


@pytest.mark.parametrize(("certificates", "pin", "old", "sentence"), REFUSED, ids=map(str, range(len(REFUSED))))
def test_another_root_than_one_new_one_is_refused(
    certificates: Sequence[Certificate], pin: str, old: str | None, sentence: str
) -> None:
    with pytest.raises(OptionError) as refused:
        check_new_root(certificates, pin, old)
    assert str(refused.value) == f"{sentence} No host was asked."


def test_the_old_root_is_no_new_one_in_whatever_form_its_fingerprint_is_written() -> None:
    for text in (OLD_SHA256, OLD_SHA256.lower(), colons(OLD_SHA256)):
        with pytest.raises(OptionError, match="which is also given as that of the old root"):
            check_new_root((OLD.certificate,), "", check_given("distribute", GW1, [], text).old_sha256)


def test_the_old_root_need_not_be_named_when_its_file_is_given() -> None:
    assert check_given("remove", GW1, [], "", has_old_file=True).old_sha256 is None


@pytest.mark.parametrize(
    ("file", "named", "found"),
    [
        ((), None, None),
        ((), OLD_SHA256, None),
        ((OLD.certificate,), None, OLD.certificate),
        ((OLD.certificate,), OLD_SHA256, OLD.certificate),
        ((OTHER, OLD.certificate), OLD_SHA256, OLD.certificate),
    ],
    ids=["nothing", "a name", "the only one", "the named one", "the named one of two"],
)
def test_the_old_root_of_a_file_is_the_named_one_or_the_only_one(
    file: Sequence[Certificate], named: str | None, found: Certificate | None
) -> None:
    assert check_old(file, named) == found


@pytest.mark.parametrize(
    ("file", "named", "sentence"),
    [
        (
            *((OTHER,), OLD_SHA256),
            f"root_rotation_old_root_file holds no certificate with the SHA-256 {OLD_SHA256} of root_rotation_old_sha256.",
        ),
        (
            *((OTHER, OLD.certificate), None),
            "root_rotation_old_root_file holds 2 certificates: name the old root in root_rotation_old_sha256.",
        ),
    ],
    ids=["another one", "several"],
)
def test_a_file_without_the_old_root_is_refused(file: Sequence[Certificate], named: str | None, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        check_old(file, named)
    assert str(refused.value) == f"{sentence} No host was asked."


PRESENTED = {"certificate": {"chain_pem": "the chain"}, "certificate_loaded": True}


@pytest.mark.parametrize(
    ("read", "unread"),
    [((), [GW1, GW2]), ((GW1,), [GW2]), ((GW2,), [GW1]), ((GW1, GW2), []), (("gw03",), [GW1, GW2])],
)
def test_a_gateway_was_read_when_it_was_read_itself(read: Sequence[str], unread: list[str]) -> None:
    given = Given(Stage.DECIDE, (GW1, GW2), (), None)
    assert unread_gateways(given, dict.fromkeys(read, PRESENTED)) == unread


@pytest.mark.parametrize(
    ("own", "given", "names"),
    [
        ([], (), []),
        (["scom"], (), ["scom"]),
        ("scom, gateway.corp.example", (), ["scom", "gateway.corp.example"]),
        ([], ("gateway",), ["gateway"]),
        (["scom"], ("gateway",), ["scom", "gateway"]),
    ],
)
def test_a_gateway_is_known_by_its_own_aliases_and_by_those_that_are_given(
    own: Any, given: tuple[str, ...], names: list[str]
) -> None:
    known = known_gateway(GW1, PRESENTED, own, Given(Stage.DECIDE, (GW1,), given, None))
    assert known == {"name": GW1, "aliases": names, "chain": "the chain", "certificate_loaded": True}


@pytest.mark.parametrize(("told", "loaded"), [(True, True), (None, True), (False, False)])
def test_a_gateway_has_loaded_its_certificate_unless_its_log_shows_that_it_has_not(
    told: bool | None, loaded: bool
) -> None:
    given = Given(Stage.VERIFY, (GW1,), (), None)
    assert known_gateway(GW1, {**PRESENTED, "certificate_loaded": told}, [], given)["certificate_loaded"] is loaded


def test_a_gateway_without_a_registered_certificate_cannot_be_rotated() -> None:
    told = {"certificate": {"chain_pem": None}, "certificate_loaded": None}
    with pytest.raises(OptionError, match=f"^The gateway {GW1} has no certificate that is registered: .* No host was"):
        known_gateway(GW1, told, [], Given(Stage.DECIDE, (GW1,), (), None))
