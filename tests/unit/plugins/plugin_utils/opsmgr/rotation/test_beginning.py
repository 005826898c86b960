# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The old root goes only after the switch, and only if it was behind one of the gateways, and never when Windows needs it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.approved_roots import ApprovedRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import PresentedChain
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.journalled_roots import JournalledRoots
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation import beginning
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.beginning import (
    find_old,
    require_one,
    say_not_yet,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.distribution import presented_chains
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import Stage
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob, encode
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, NEW, NEW_GATEWAY, OLD, OLD_GATEWAY, rotation
from tests.unit.plugins.plugin_utils.x509.authority import issue

OTHER = issue("Root CA of another team").certificate
SWITCHED, UNSWITCHED = rotation({GW1: NEW_GATEWAY}), rotation({GW1: OLD_GATEWAY})
TIME = "2026-01-01T00:00:00Z"


def imported(certificate: Certificate, *gateways: str) -> tuple[Change, ChangeOutcome]:
    after = encode(Blob(certificate.der, {}))
    change = Change("1", "run-1", TIME, "operator", "web01", "Root", "AB" * 20, None, after, gateways)
    return change, ChangeOutcome.DONE


def presented(certificate: Certificate, *names: str) -> PresentedChain:
    return PresentedChain(TIME, "run-1", names, certificate.pem())


NOTHING = JournalledRoots()
SEEN = JournalledRoots(presented=(presented(OTHER, GW1), presented(OLD.certificate, "scom", GW1)))
APPROVED = JournalledRoots(approved=(ApprovedRoot(TIME, (GW1,), OLD.certificate.pem()),))
IMPORTED = JournalledRoots(changes=(imported(OLD.certificate, GW1),))
OF_OTHERS = JournalledRoots(
    changes=(imported(OLD.certificate), imported(OLD.certificate, "gw09")),
    approved=(ApprovedRoot(TIME, ("gw09",), OLD.certificate.pem()),),
    presented=(presented(OLD.certificate, "gw09"), presented(OTHER, GW1)),
)


@pytest.mark.parametrize(
    ("given", "journal", "found"),
    [
        (OLD.certificate, NOTHING, OLD.certificate),
        (None, SEEN, OLD.certificate),
        (None, APPROVED, OLD.certificate),
        (None, IMPORTED, OLD.certificate),
        (None, OF_OTHERS, None),
        (None, NOTHING, None),
    ],
    ids=["given", "seen", "approved", "imported", "of others", "nothing"],
)
def test_the_old_root_is_known_by_itself_or_as_one_of_the_gateways(
    given: Certificate | None, journal: JournalledRoots, found: Certificate | None
) -> None:
    assert find_old(given, SWITCHED, journal) == found


def test_an_issuing_ca_is_known_as_well() -> None:
    issuing = issue("Issuing", NEW).certificate
    of_it = rotation({GW1: NEW_GATEWAY}, old=issuing)
    assert find_old(None, of_it, JournalledRoots(presented=(presented(issuing, GW1),))) == issuing
    assert find_old(None, of_it, JournalledRoots(changes=(imported(issuing, GW1),))) == issuing


@pytest.mark.parametrize(
    ("stage", "plan", "old", "words"),
    [
        ("distribute", UNSWITCHED, None, None),
        ("decide", UNSWITCHED, None, None),
        ("verify", SWITCHED, None, None),
        ("verify", UNSWITCHED, None, f"{GW1} did not switch to"),
        ("remove", SWITCHED, OLD.certificate, None),
        ("remove", UNSWITCHED, OLD.certificate, f"{GW1} did not switch to"),
        ("remove", SWITCHED, None, f"was ever behind {GW1}: give the file of that root in root_rotation_old_root_file"),
    ],
)
def test_a_stage_begins_when_the_gateways_and_the_old_root_allow_it(
    stage: str, plan: Rotation, old: Certificate | None, words: str | None
) -> None:
    said = say_not_yet(Stage(stage), plan, old, ())
    assert (words in said) if words else said == ""


def test_a_journal_that_cannot_be_read_is_named() -> None:
    assert f"behind {GW1}, and cannot read it: give" in say_not_yet(Stage.REMOVE, SWITCHED, None, ("cannot read it",))


def test_what_windows_requires_goes_only_where_that_rule_is_waived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "is_required", lambda certificate: certificate == OLD.certificate)
    said = say_not_yet(Stage.REMOVE, SWITCHED, OLD.certificate, ())
    assert said.startswith(f"{OLD.certificate.subject} is required by Windows")
    assert said.endswith("(rule required_by_windows)")
    assert say_not_yet(Stage.REMOVE, SWITCHED, OLD.certificate, (), ["required_by_windows"]) == ""
    assert say_not_yet(Stage.VERIFY, SWITCHED, OLD.certificate, ()) == ""


def test_what_is_behind_the_gateways_is_noted_as_they_present_themselves() -> None:
    [note] = presented_chains(UNSWITCHED, "run-1")
    assert (note.run, note.issuers, GW1 in note.names) == ("run-1", OLD.certificate.pem(), True)
    assert find_old(None, SWITCHED, JournalledRoots(presented=(note,))) == OLD.certificate
    assert presented_chains(rotation({GW1: OLD_GATEWAY}, not_loaded=[GW1]), "run-1") == []


@pytest.mark.parametrize(
    ("content", "named", "words"),
    [
        ((), None, "old_content holds 0 certificates instead of the old root alone"),
        ((OLD.certificate, OTHER), None, "old_content holds 2 certificates instead of the old root alone"),
        ((OTHER,), OLD.certificate.sha256, f"and old_sha256 is {OLD.certificate.sha256}"),
    ],
    ids=["none", "several", "another one"],
)
def test_another_one_than_the_named_is_refused(content: Sequence[Certificate], named: str | None, words: str) -> None:
    with pytest.raises(OptionError, match=words):
        require_one(content, named)


@pytest.mark.parametrize(
    "named", [None, "", OLD.certificate.sha256.lower()], ids=["no name", "an empty one", "its name"]
)
def test_the_old_root_itself_may_be_named_too(named: str | None) -> None:
    assert require_one((OLD.certificate,), named) == OLD.certificate
