# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stage ``distribute`` makes of a host: the new root is imported beside the old one, where the agent will need it."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import PresentedChain
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import Attempt, Interruptions
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation


def needs_import(seen: HostResult) -> bool:
    return seen.state is State.NOT_COVERED


def import_needs_settling(seen: HostResult, interruptions: Interruptions) -> bool:
    """An interrupted run may have left a change whose end nobody knows, also on a host that looks well by now."""
    return bool(interruptions.certificates) and seen.state in (State.COVERED, State.NOT_COVERED)


def distribution_result(seen: HostResult, attempt: Attempt, interruptions: Interruptions) -> HostResult:
    """``seen`` is how the host looked last, after the import if there was one."""
    if attempt.error:
        return replace(seen, state=State.NOT_COVERED, detail=attempt.error, run=attempt.run)
    if seen.state is State.COVERED and interruptions.fault:
        return replace(seen, state=State.UNDETERMINED, detail=interruptions.fault)
    if attempt.changed and attempt.dry:
        return replace(seen, state=State.IMPORTED, detail="")
    if attempt.changed and seen.state is State.COVERED:
        return replace(seen, state=State.IMPORTED, run=attempt.run)
    return replace(seen, run=attempt.run)


def presented_chains(rotation: Rotation, run: str) -> list[PresentedChain]:
    """What is behind the gateways now, to be noted. Of one that has not loaded its certificate nobody knows what it presents."""
    return [
        PresentedChain(
            iso(rotation.now), run, tuple(sorted(each.names)), "".join(issuer.pem() for issuer in each.issuers)
        )
        for each in rotation.gateways
        if each.name not in rotation.not_loaded
    ]
