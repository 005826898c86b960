# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make an agent trust its gateways. Documented in plugins/modules/gateway_trust.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.trust_action import Detail, TrustAction, asked
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_limit import ChangeLimit
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered_targets
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import require_approval, require_same_word
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.history import with_history
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.reliance import note_reliance_on_roots
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.repairer import Repair, Repairer
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.restart import LATENT_FAULT, state_after
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import describe_outcome, diff_of_outcomes
from ansible_collections.scom.dmz.plugins.plugin_utils.results.diagnosis import describe_host_check
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import ENHANCED_KEY_USAGE
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import SERVER_AUTHENTICATION
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes, read_purposes

_WORD = {
    "root_file": {"type": "str"},
    "root_text": {"type": "str"},
    "root_sha256": {"type": "raw"},
    "accept_presented_root": {"type": "bool"},
}


class ActionModule(TrustAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **TrustAction.ARGUMENTS,
        "approval": {"type": "str"},
        "word": {"type": "dict", "options": _WORD},
        "latent_fault": LATENT_FAULT,
        "purposes": {"type": "list", "elements": "str"},
        "stop_after": {"type": "int", "default": 0},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
        "change_id": {"type": "str", "default": ""},
    }

    def gateways(self, arguments: dict[str, Any], task_vars: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Those that ``gateway_targets`` has put together need an approval; who gives others in the task vouches for them."""
        known, variable = super().gateways(arguments, task_vars), arguments["targets"]
        if variable or not all(each["root_vouched"] for each in known):
            require_approval(known, task_vars.get(arguments["approval"] or ""))
        if variable and arguments["word"] is not None:
            require_same_word(registered_targets(variable, task_vars)["word"], arguments["word"])
        return known

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        properties = _properties(arguments["purposes"])
        folder = Path(arguments["journal"])
        journal = Journal(folder, host.name, occasion=self._occasion(arguments))
        limit = ChangeLimit(folder, RUN, arguments["stop_after"])
        request = with_history(self.request(arguments), journal)
        writer = CertificateWriter(host, journal)
        repairer = Repairer(host, writer, limit, self.now, arguments["latent_fault"], self.check_mode, properties)
        unsettled = repairer.settle()
        check = self.check(host, request)
        repair = repairer.repair(check, unsettled)
        if not self.check_mode:
            note_reliance_on_roots(journal, repair)
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
            **({"warnings": list(repair.warnings)} if repair.warnings else {}),
            **({"failed": True, "msg": repair.error} if repair.error else {}),
        }

    def _occasion(self, arguments: dict[str, Any]) -> Occasion:
        word = arguments["word"] or {}
        given = word.get("root_file") or ("root_text" if word.get("root_text") else "")
        return Occasion(
            module="gateway_trust",
            stage="onboard",
            reason="the host lacks a root of its agent's gateway",
            source=given or ", ".join(asked(arguments)),
            change_id=arguments["change_id"],
            remote_user=self.remote_user,
        )


def _properties(purposes: Sequence[str] | None) -> dict[int, bytes]:
    """Raises :class:`OptionError` for purposes with which no agent would trust its gateway, and :class:`CertificateError`."""
    if purposes is None:
        return {}
    encoded = encode_purposes(purposes)
    if SERVER_AUTHENTICATION not in read_purposes(encoded):
        raise OptionError("purposes lacks serverAuth: an agent would not trust its gateway by a root without it")
    return {ENHANCED_KEY_USAGE: encoded}


def _diff(repair: Repair) -> list[dict[str, Any]]:
    before = repair.check.facts.service
    diffs = [diff_of_outcomes(repair.outcomes)] if repair.imports else []
    if before and repair.service:
        diffs.append({"before": {"state": before.state}, "after": {"state": state_after(before)}})
    return diffs
