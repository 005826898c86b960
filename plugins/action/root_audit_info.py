# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit the trusted roots of a host. Documented in plugins/modules/root_audit_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.audit import audit, summed_up
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import (
    Baseline,
    from_fingerprints,
    merge,
    read_baseline,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import root_of
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.reading import read_trusted
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import LEAD_DAYS, Measure
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.suppressions import read_suppressions, sift
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audit import (
    count,
    describe_concern,
    describe_root,
    describe_suppressions,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

LONGEST_LEAD_DAYS = 36500


class ActionModule(WindowsAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "allow": {"type": "list", "elements": "path", "default": []},
        "allow_sha256": {"type": "list", "elements": "str", "default": []},
        "deny": {"type": "list", "elements": "path", "default": []},
        "deny_sha256": {"type": "list", "elements": "str", "default": []},
        "expiry_lead_days": {"type": "int", "default": LEAD_DAYS},
        "ignore": {"type": "list", "elements": "raw", "default": []},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        """What was given is read before the host, which has nothing to do with a fault in it."""
        measure, suppressions = self._measure(arguments), read_suppressions(arguments["ignore"])
        trusted = read_trusted(host)
        concerns = audit(trusted, measure)
        sifted = sift(concerns, suppressions, self.now)
        findings = [describe_concern(concern) for concern in summed_up(sifted.reported)]
        return {
            "changed": False,
            "findings": findings,
            "counts": count(findings),
            "ignored": [describe_concern(concern) for concern in summed_up(sifted.ignored)],
            "suppressions": describe_suppressions(suppressions, concerns, self.now),
            "roots": sorted(map(describe_root, map(root_of, trusted.root.possible_entries)), key=_by_subject),
        }

    def _measure(self, arguments: dict[str, Any]) -> Measure:
        lead_days = arguments["expiry_lead_days"]
        if not 0 <= lead_days <= LONGEST_LEAD_DAYS:
            raise OptionError(f"expiry_lead_days is {lead_days}: it must be from 0 to {LONGEST_LEAD_DAYS} days")
        allow, deny = (merge(self._baselines(arguments, option)) for option in ("allow", "deny"))
        return Measure(self.now, lead_days, allow, deny)

    def _baselines(self, arguments: dict[str, Any], option: str) -> list[Baseline]:
        found = [read_baseline(self.read_file(path, "list of roots"), path) for path in arguments[option]]
        fingerprints = arguments[f"{option}_sha256"]
        return [*found, from_fingerprints(fingerprints, f"{option}_sha256")] if fingerprints else found


def _by_subject(root: dict[str, Any]) -> tuple[str, str]:
    return root["subject"].casefold(), root["sha256"]
