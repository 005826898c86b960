# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journal has as imported for a gateway, whatever became of it later."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.approved_roots import ApprovedRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.journalled_roots import (
    approved_roots,
    imported_roots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    Blob,
    encode,
    encode_text,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.x509.authority import issue

FIRST, SECOND = issue("First"), issue("Second")
ISSUING = issue("Issuing", FIRST)


def change(certificate: Certificate | None, *gateways: str, entry: bytes | None = None) -> Change:
    after = entry if certificate is None else encode(Blob(certificate.der, {}))
    return Change("1", "run-1", "2026-01-01T00:00:00Z", "operator", "web01", "Root", "AB" * 20, None, after, gateways)


def roots(*changes: Change, names: Sequence[str] = ("gw01",), outcome: ChangeOutcome = ChangeOutcome.DONE) -> list[str]:
    return [root.common_name or "" for root in imported_roots([(each, outcome) for each in changes], names)]


def test_each_root_of_the_gateway_comes_once_in_the_order_of_the_changes() -> None:
    first, second = change(FIRST.certificate, "gw01"), change(SECOND.certificate, "gw02", "GW01")
    assert roots(second, first, second) == ["Second", "First"]


@pytest.mark.parametrize(
    "other",
    [
        change(FIRST.certificate),
        change(FIRST.certificate, "gw02"),
        change(ISSUING.certificate, "gw01"),
        change(None, "gw01"),
        change(None, "gw01", entry=b"damaged"),
    ],
    ids=["of no gateway", "of another gateway", "a CA below a root", "a removal", "what is no certificate"],
)
def test_nothing_else_is_a_root_of_the_gateway(other: Change) -> None:
    assert roots(other) == []


def test_a_gateway_is_known_by_all_its_names() -> None:
    assert roots(change(FIRST.certificate, "scom.corp.example"), names=("gw01", "SCOM.corp.example")) == ["First"]


@pytest.mark.parametrize("outcome", ChangeOutcome)
def test_an_import_counts_unless_it_never_came_about(outcome: ChangeOutcome) -> None:
    never = outcome in (ChangeOutcome.UNDONE, ChangeOutcome.FAILED)
    assert roots(change(FIRST.certificate, "gw01"), outcome=outcome) == ([] if never else ["First"])


MARK = "scom.dmz 20260601T120000Z-5f3a9c HealthService process 7 record 100"


@pytest.mark.parametrize(
    ("mark", "gateways", "counts"),
    [
        (MARK, (), True),
        (MARK, ("gw02",), False),
        ("scom.dmz 20260601T120000Z-5f3a9c", (), False),
        ("by hand", (), False),
    ],
    ids=["for an agent", "for another gateway", "for itself", "no mark"],
)
def test_what_an_earlier_version_imported_for_an_agent_counts_on_request(
    mark: str, gateways: tuple[str, ...], counts: bool
) -> None:
    entry = encode(Blob(FIRST.certificate.der, {DESCRIPTION: encode_text(mark)}))
    changes = [(change(None, *gateways, entry=entry), ChangeOutcome.DONE)]
    assert imported_roots(changes, ["gw01"]) == ()
    assert imported_roots(changes, ["gw01"], unattributed=True) == ((FIRST.certificate,) if counts else ())


def test_approved_roots_are_those_of_a_gateway_of_one_of_the_names() -> None:
    notes = [
        ApprovedRoot("2026-01-01T00:00:00Z", ("gw01.corp.example", "scom"), FIRST.certificate.pem()),
        ApprovedRoot("2026-01-02T00:00:00Z", ("gw02",), SECOND.certificate.pem()),
        ApprovedRoot("2026-01-03T00:00:00Z", ("gw01",), FIRST.certificate.pem()),
    ]
    assert approved_roots(notes, ["GW01", "Scom"]) == (FIRST.certificate,)
    assert approved_roots(notes, ["gw03"]) == ()
