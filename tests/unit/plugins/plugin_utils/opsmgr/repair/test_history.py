# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of a host makes roots known that were imported there for its agent, also by a version that named no gateway."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.history import with_history
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    Blob,
    encode,
    encode_text,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, gateway
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue

KNOWN = gateway()
FORMER, OTHER = issue("Former").certificate, issue("Other").certificate
MARK = encode_text("scom.dmz 20260601T120000Z-abcdef HealthService process 7 record 100")
SECOND = GatewayTarget(replace(KNOWN, name="gw02", names=frozenset({"gw02"}), root=OTHER))


def former_roots(history: Journal, *targets: GatewayTarget) -> list[tuple[Certificate, ...]]:
    request = with_history(CheckRequest(targets or (GatewayTarget(KNOWN),), NOW), history)
    return [target.former_roots for target in request.targets]


def imported(history: Journal, root: Certificate, *gateways: str) -> None:
    history.intend("Root", root.thumbprint, None, encode(Blob(root.der, {DESCRIPTION: MARK})), gateways)


@pytest.fixture
def history(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "web01")


@pytest.mark.parametrize("gateways", [(GATEWAY_NAME,), ()], ids=["for the gateway", "for an agent"])
def test_what_was_imported_for_the_agent_is_a_former_root(history: Journal, gateways: tuple[str, ...]) -> None:
    imported(history, FORMER, *gateways)
    assert former_roots(history) == [(FORMER,)]


def test_what_was_known_before_stays_and_comes_once(history: Journal) -> None:
    imported(history, FORMER)
    imported(history, KNOWN.root)
    assert former_roots(history, GatewayTarget(KNOWN, former_roots=(OTHER, FORMER))) == [(OTHER, FORMER)]


def test_what_was_imported_for_another_gateway_or_is_its_root_now_is_none(history: Journal) -> None:
    imported(history, FORMER, "gw02")
    imported(history, OTHER)
    assert former_roots(history, GatewayTarget(KNOWN), SECOND) == [(), (FORMER,)]


def test_a_history_that_cannot_be_read_adds_nothing(history: Journal, tmp_path: Path) -> None:
    (tmp_path / "web01.jsonl").mkdir()
    assert former_roots(history) == [()]
