# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check what is given for a rotation, and put together what is known of its gateways. Documented in plugins/modules/root_rotation_plan_info.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.presented_gateways import ALIASES, PRESENTED
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.journalled_roots import read_journalled_roots
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import waivable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.beginning import find_old, say_not_yet
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.decision import say_not_switched
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.given import (
    Given,
    check_given,
    check_new_root,
    check_old,
    known_gateway,
    unread_gateways,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import Stage
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation, plan_with_known
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import brief_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

NO_HOST = "No host was asked."


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "stage": {"type": "str", "default": ""},
        "gateways": {"type": "list", "elements": "str", "default": []},
        "gateway_aliases": {"type": "list", "elements": "str", "default": []},
        "root_file": {"type": "path"},
        "root_text": {"type": "str"},
        "root_sha256": {"type": "str", "default": ""},
        "old_sha256": {"type": "str", "default": ""},
        "old_root_file": {"type": "path"},
        "journal": {"type": "path"},
        "waive": {"type": "list", "elements": "str", "default": []},
        "approved": {"type": "str", "default": ""},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        given, given_old = self._given(arguments)
        new = self._new(arguments)
        root = check_new_root(new, arguments["root_sha256"], given.old_sha256)
        presented = registered(PRESENTED, given.gateways, task_vars)
        known = [_known(name, presented, given, task_vars) for name in given.gateways if name in presented]
        rotation = plan_with_known(known, new, given.old_sha256, self.now)
        unread, not_switched = unread_gateways(given, presented), say_not_switched(rotation)
        old, refusal = _judge(given, given_old, rotation, arguments) if not unread else (given_old, "")
        return {
            "changed": False,
            "names": list(given.gateways),
            "unread": unread,
            "gateways": known,
            "new_root": brief_certificate(root),
            "pem": "".join(certificate.pem() for certificate in new),
            "old_sha256": given.old_sha256 or "",
            "old_pem": old.pem() if old else "",
            "needs_approval": bool(arguments["approved"]) and given.stage in (Stage.DISTRIBUTE, Stage.REMOVE),
            "checks_links": given.stage is Stage.VERIFY,
            "switched": not not_switched,
            "not_switched": f"{not_switched}. {NO_HOST}" if not_switched else "",
            "may_begin": not refusal,
            "refusal": f"{refusal}. {NO_HOST}" if refusal else "",
        }

    def _given(self, arguments: dict[str, Any]) -> tuple[Given, Certificate | None]:
        """What is given, with the old root when it is given itself, by which it is named then."""
        file = arguments["old_root_file"]
        names = (arguments["stage"], arguments["gateways"], arguments["gateway_aliases"], arguments["old_sha256"])
        given = check_given(*names, has_old_file=bool(file))
        old = check_old(self.load_certificates([file], None) if file else (), given.old_sha256)
        return (replace(given, old_sha256=old.sha256) if old else given), old

    def _new(self, arguments: dict[str, Any]) -> tuple[Certificate, ...]:
        file = arguments["root_file"]
        return self.load_certificates([file] if file else [], None if file else arguments["root_text"] or None)


def _judge(
    given: Given, given_old: Certificate | None, rotation: Rotation, arguments: Mapping[str, Any]
) -> tuple[Certificate | None, str]:
    """The old root, and why the stage may not begin. Only a removal asks the journal, which may be long."""
    journal = read_journalled_roots(arguments["journal"] if given.stage is Stage.REMOVE else None)
    old = find_old(given_old, rotation, journal)
    waived = waivable(arguments["waive"])
    return old, say_not_yet(given.stage, rotation, old, journal.problems, waived)


def _known(name: str, presented: Mapping[str, Any], given: Given, task_vars: dict[str, Any]) -> dict[str, Any]:
    """Its aliases may be a template, so they are read with Ansible's templating."""
    return known_gateway(name, presented[name], task_vars["hostvars"][name].get(ALIASES, []), given)
