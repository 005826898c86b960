# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a host stands in the rotation of a root, as plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, Stage, question
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import Pointer, RotationStanding
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import brief_certificate

Result = dict[str, Any]


def describe_rotation(facts: HostFacts, standing: RotationStanding, rotation: Rotation, remove_foreign: bool) -> Result:
    """The result of ``root_rotation_info``."""
    return {
        "role": facts.agent.role,
        "pointed_at": [_describe_pointer(pointer) for pointer in standing.pointers],
        "parents_unknown": standing.parents_unknown,
        "covered": standing.covered,
        "gaps": list(standing.gaps),
        "new_root": {
            **brief_certificate(rotation.root),
            "physical_stores": list(standing.new_root.physical_stores) if standing.new_root else [],
        },
        "old_root": _describe_old_root(standing.old_root, remove_foreign) if standing.old_root else None,
        "process_id": facts.health_service.process_id,
        "last_event_record_id": facts.health_service.record_id,
    }


def describe_host_result(result: HostResult, stage: Stage, rotation: Rotation) -> Result:
    """What a stage made of a host, as ``root_rotation`` returns it."""
    return {
        "host": result.host,
        "stage": stage.value,
        "asked": question(stage, rotation.root.sha256, [gateway.name for gateway in rotation.gateways]),
        "gateways": list(result.gateways),
        "state": result.state.value,
        "detail": result.detail,
        "parents_unknown": result.parents_unknown,
        "same_key": result.same_key,
        "run": result.run,
    }


def _describe_pointer(pointer: Pointer) -> Result:
    parent = pointer.parent
    return {
        "gateway": pointer.gateway,
        "management_group": parent.management_group,
        "index": parent.index,
        "network_name": parent.network_name,
    }


def _describe_old_root(old: OldRoot, remove_foreign: bool) -> Result:
    return {
        **brief_certificate(old.entry.certificate),
        "store": old.store,
        "physical_stores": list(old.entry.physical_stores),
        "imported_by": old.imported_by,
        "same_key": old.same_key,
        "needs": [asdict(need) for need in old.needs],
        "reasons_to_keep": list(old.reasons_to_keep(remove_foreign)),
    }
