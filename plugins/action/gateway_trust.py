# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make an agent trust its gateways. Documented in plugins/modules/gateway_trust.py."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.trust_action import Detail, TrustAction, asked
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.repairer import Repair, Repairer
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.restart import LATENT_FAULT, state_after
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import describe_outcome, diff_of_outcomes
from ansible_collections.scom.dmz.plugins.plugin_utils.results.diagnosis import describe_host_check
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host


class ActionModule(TrustAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **TrustAction.ARGUMENTS,
        "latent_fault": LATENT_FAULT,
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        request = self.request(arguments)
        writer = CertificateWriter(host, Journal(Path(arguments["journal"]), host.name))
        repairer = Repairer(host, writer, self.now, arguments["latent_fault"], self.check_mode)
        unsettled = repairer.settle()
        check = self.check(host, request)
        repair = repairer.repair(check, unsettled)
        onboarding = repair.onboarding(self.check_mode)
        if onboarding.waiting:
            with suppress(ScomDmzError):  # while the connection is there; if it is lost, a later look will tell
                check, onboarding = self.look(host, request, onboarding)
        brief = bool(repair.error) or arguments["detail"] == Detail.BRIEF  # Ansible shows all of a failure
        return {
            "changed": bool(repair.changes),
            **describe_host_check(check, asked(arguments), self.now, onboarding, brief=brief),
            "certificates": [describe_outcome(outcome) for outcome in repair.outcomes],
            "diff": _diff(repair),
            **({"warnings": [repair.risk.warning(host.name)]} if repair.risk else {}),
            **({"failed": True, "msg": repair.error} if repair.error else {}),
        }


def _diff(repair: Repair) -> list[dict[str, Any]]:
    before = repair.check.facts.service
    diffs = [diff_of_outcomes(repair.outcomes)] if repair.imports else []
    if before and repair.service:
        diffs.append({"before": {"state": before.state}, "after": {"state": state_after(before)}})
    return diffs
