# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import would come to: whether the host trusts the gateway afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.clock import tell_clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import SERVER_AUTHENTICATION


def judged_by_a_wrong_clock(evidence: Evidence) -> str:
    """Why the rules for an import cannot be relied on: whether a root is in date is judged by the controller's clock."""
    if not evidence.clocks.controller_is_wrong:
        return ""
    return f"nothing was imported, since the controller's clock is wrong: {tell_clocks(evidence)}; correct it first"


def in_vain(evidence: Evidence, imported: Sequence[Certificate], now: datetime) -> str:
    """Why the host would not trust the gateway with these certificates, or not for certain although nobody pinned the root.

    Empty when it would, and for a host whose stores are not known.
    """
    gateway, trust = evidence.gateway, evidence.trust
    if trust is None or gateway.first is None or gateway.root is None:
        return ""
    roots = tuple(each for each in imported if each.self_signed)
    others = tuple(each for each in imported if not each.self_signed)
    after = replace(trust, roots=(*trust.roots, *roots), intermediates=(*trust.intermediates, *others))
    chain = build_chain(gateway.first, after, purposes=[SERVER_AUTHENTICATION], now=now)
    name = gateway.name
    if chain.problems:
        return f"nothing was imported, since {name} would not be trusted with its root either: {chain.problems[0].sentence}"
    if chain.doubts and not gateway.pinned:
        return (
            f"nothing was imported, since {name} would be trusted probably and not for certain with its root: "
            f"{chain.doubts[0]}; pin the SHA-256 of the root, {gateway.root.sha256}, if it is to be imported all the same"
        )
    return ""
