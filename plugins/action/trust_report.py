# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what is known of hosts into a folder, and a report of all that lies there. Documented in plugins/modules/trust_report.py."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, ClassVar

from ansible.release import __version__ as ansible_version
from ansible_collections.scom.dmz.plugins.plugin_utils.collection_version import collection_version
from ansible_collections.scom.dmz.plugins.plugin_utils.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.moments import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import (
    Reading,
    read,
    record_path,
    write_if_different,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.report.page import page
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import (
    Controller,
    Facts,
    Record,
    host_record,
    record_text,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import figures, verdicts
from ansible_collections.scom.dmz.plugins.plugin_utils.report.tables import as_csv, as_json

FORMATS = ["csv", "html", "json"]

_SETTLED = ("up", "standby")
"""Links that need nobody."""


class ActionModule(ControllerAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "folder": {"type": "path", "required": True},
        "more_folders": {"type": "list", "elements": "path", "default": []},
        "hosts": {"type": "list", "elements": "str", "default": []},
        "gateways": {"type": "list", "elements": "str", "default": []},
        "formats": {"type": "list", "elements": "str", "choices": FORMATS, "default": FORMATS},
        "title": {"type": "str", "default": "SCOM agents and the trust in their gateway"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        folder = Path(arguments["folder"])
        gateways = {name.strip() for name in arguments["gateways"]}
        records = self._records(arguments["hosts"], gateways, task_vars)
        texts = {record_path(folder, each["host"], each["gateway"]): record_text(each) for each in records}
        reading = read(
            [each for each in (folder, *map(Path, arguments["more_folders"])) if self._is_read(each, folder)], records
        )
        reports = self._reports(reading, folder, arguments["formats"], arguments["title"])
        changed = [write_if_different(path, text, dry=self.check_mode) for path, text in {**texts, **reports}.items()]
        return {
            "changed": any(changed),
            "recorded": len(records),
            "files": [str(path) for path in reports],
            "figures": figures(reading.records),
            "verdicts": [{"verdict": name, "hosts": count} for name, count in verdicts(reading.records).items()],
            "problems": list(reading.problems),
        }

    def _is_read(self, folder: Path, own: Path) -> bool:
        """The folder that is written is made when it is not there; another one that is missing is a problem."""
        return folder != own or folder.is_dir()

    def _records(self, hosts: Sequence[str], gateways: AbstractSet[str], task_vars: dict[str, Any]) -> list[Record]:
        """Read here and not passed as an argument: templating the facts of a fleet takes longer than the report."""
        by = Controller(socket.gethostname(), ansible_version, collection_version())
        time, dry = iso(self.now), bool(task_vars.get("ansible_check_mode", False))
        facts = {host: task_vars["hostvars"][host] for host in hosts if host in task_vars["hostvars"]}
        return [
            printable(host_record(host, result, trust, _asked(variables), time, by, dry))
            for host, variables in facts.items()
            for result, trust in _found(variables)
            if not gateways or result["gateway"] in gateways
        ]

    def _reports(self, reading: Reading, folder: Path, formats: Sequence[str], title: str) -> dict[Path, str]:
        title, now = printable(title), self.now
        makers: dict[str, Callable[[], str]] = {
            "csv": lambda: as_csv(reading),
            "html": lambda: page(reading, title, now),
            "json": lambda: as_json(reading, title, iso(now)),
        }
        return {folder / f"report.{name}": makers[name]() for name in FORMATS if name in formats}


def _found(variables: Facts) -> list[tuple[Facts, Facts]]:
    """A result and a check for each gateway that the agent of a host is pointed at, or else one of the host."""
    overall, check = variables.get("gateway_trust_result"), variables.get("gateway_trust_check") or {}
    if not overall:
        return []
    seen = [(_result(overall, each), each) for each in check.get("gateways") or []]
    return seen or [(overall, check.get("gateway_trust") or {})]


def _result(overall: Facts, trust: Facts) -> Facts:
    """The result with regard to one gateway. What a run changed, it changed for all of them."""
    before = overall.get("verdicts_before", {}).get(trust["gateway"], overall["verdict_before"])
    settled = trust["verdict"] == "trusted" and trust["link"] in _SETTLED
    fix = "" if settled else next((finding["fix"] for finding in trust["findings"]), "")
    seen = {name: trust[name] for name in ("gateway", "verdict", "confidence", "link")}
    return {**overall, **seen, "verdict_before": before, "fix": fix}


def _asked(variables: Facts) -> Sequence[str]:
    """All gateways that the last run asked a host about."""
    names: Sequence[str] = (variables.get("gateway_trust_state") or {}).get("gateways") or ()
    return names
