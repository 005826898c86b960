# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots of an agent's gateways that other runs have imported: an onboarding that finds them goes by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.reliance import note_reliances
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.trust_check import TrustCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.repairer import Repair
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate


def note_reliance_on_roots(journal: Journal, repair: Repair) -> None:
    """Note which entries the agent's gateways are trusted by. Of a host that could not be read, or repaired, nothing is known."""
    facts = repair.check.facts
    if repair.error or facts.unreadable is not None or isinstance(facts.stores, ScomDmzError):
        return
    concerned = [check for check in repair.check.gateways if _needs_root(check)]
    note_reliances(journal, facts.stores, _gateways(concerned))


def _needs_root(check: TrustCheck) -> bool:
    """An agent that authenticates by Kerberos does without the root of its gateway."""
    return check.diagnosis.verdict.concerns_gateway and not check.evidence.by_kerberos


def _gateways(checks: Sequence[TrustCheck]) -> Mapping[Certificate, Sequence[str]]:
    """The names of the gateways that each CA is needed for."""
    names: dict[Certificate, list[str]] = {}
    for gateway in (check.evidence.gateway for check in checks if check.evidence.gateway.importable):
        for certificate in dict.fromkeys((*gateway.issuers, *([gateway.root] if gateway.root else []))):
            names.setdefault(certificate, []).append(gateway.name)
    return names
