# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what is known of hosts into a folder, and a report of all that lies there. Documented in plugins/modules/trust_report.py."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, ClassVar

from ansible.release import __version__ as ansible_version
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.version import collection_version
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.check_table import table
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.checked_host import FACT, CheckedHost, read_host
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.gateway_table import gateway_lines, say_failing_gateways
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import (
    BatchOutcome,
    judge_outcome,
    read_batch,
    say_unused,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered, registered_targets
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.registry import UNDETERMINED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import UNREACHABLE
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import (
    FoundRecords,
    gateway_path,
    read,
    record_path,
    write_if_different,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.report.gateway_record import gateway_record
from ansible_collections.scom.dmz.plugins.plugin_utils.report.page import page
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Controller, Record, host_record, record_text
from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import figures, summary, verdicts
from ansible_collections.scom.dmz.plugins.plugin_utils.report.tables import as_csv, as_json

_NO_TARGETS: dict[str, Any] = {"gateway_verdicts": (), "statement": ()}

FORMATS = ["csv", "html", "json"]


class ActionModule(ControllerAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "folder": {"type": "path"},
        "more_folders": {"type": "list", "elements": "path", "default": []},
        "hosts": {"type": "list", "elements": "str", "default": []},
        "play_hosts": {"type": "bool", "default": False},
        "gateways": {"type": "list", "elements": "str", "default": []},
        "asked": {"type": "list", "elements": "str", "default": []},
        "targets": {"type": "str"},
        "fail_when_unused": {"type": "bool", "default": False},
        "failing_verdicts": {"type": "list", "elements": "str", "default": [UNREACHABLE.id, UNDETERMINED.id]},
        "formats": {"type": "list", "elements": "str", "choices": FORMATS, "default": FORMATS},
        "title": {"type": "str", "default": "SCOM agents and the trust in their gateway"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        batch = read_batch(task_vars) if arguments["play_hosts"] else None
        names = batch.to_report if batch else arguments["hosts"]
        if not (arguments["folder"] or names):
            raise OptionError("there is nothing to report on: name hosts, or a folder that holds records")
        hosts = self._hosts(names, arguments["asked"], task_vars)
        failing = [host for host in hosts if not host.is_served(arguments["failing_verdicts"])]
        failed = {printable(host.name): host.sentence for host in failing}
        dry = bool(task_vars.get("ansible_check_mode", False))
        ends = frozenset(
            printable(host.name) for host in failing if host.was_changed or (host.repair_failed and not dry)
        )
        try:
            made = self._report(hosts, arguments, task_vars)
        except ScomDmzError as error:
            made = {"changed": False, "failed": True, "msg": str(error)}
        shown = table(hosts, arguments["asked"], dry)
        targets = _targets(arguments, task_vars)
        gateways = targets["gateway_verdicts"]
        problems = [*say_failing_gateways(gateways, arguments["failing_verdicts"]), *self._unused(hosts, arguments)]
        problem = " ".join([*printable(problems), *([made["msg"]] if "msg" in made else [])]) or None
        outcome = judge_outcome(failed, batch, problem, ends) if batch else BatchOutcome({})
        return {
            "table": [*shown, *gateway_lines(gateways), *targets["statement"]],
            "failed_hosts": [{"host": name, "sentence": sentence} for name, sentence in failed.items()],
            **outcome.pack(),
            **made,
        }

    def _unused(self, hosts: Sequence[CheckedHost], arguments: dict[str, Any]) -> list[str]:
        if not arguments["fail_when_unused"]:
            return []
        read = [host.pointed_at for host in hosts if host.was_read]
        said = say_unused(arguments["asked"], read, len(hosts) - len(read))
        return [said] if said else []

    def _hosts(self, names: Sequence[str], asked: Sequence[str], task_vars: dict[str, Any]) -> list[CheckedHost]:
        hosts = [read_host(name, each, self.now) for name, each in registered(FACT, names, task_vars).items()]
        return [host for host in hosts if not asked or host.result["asked"] in ([], asked)]

    def _report(
        self, hosts: Sequence[CheckedHost], arguments: dict[str, Any], task_vars: dict[str, Any]
    ) -> dict[str, Any]:
        if arguments["folder"] is None:
            nothing: dict[str, Any] = {"figures": None, "verdicts": [], "problems": [], "lines": []}
            return {"changed": False, "recorded": 0, "files": [], **nothing}
        folder = Path(arguments["folder"])
        records = self._records(hosts, {name.strip() for name in arguments["gateways"]}, task_vars)
        gateways = self._gateway_records(arguments, task_vars)
        texts = {record_path(folder, each["host"], each["gateway"]): record_text(each) for each in records}
        texts |= {gateway_path(folder, each["gateway"]): record_text(each) for each in gateways}
        reading = read([folder, *map(Path, arguments["more_folders"])], records, own=folder, fresh_gateways=gateways)
        reports = self._reports(reading, folder, arguments["formats"], arguments["title"])
        changed = [write_if_different(path, text, dry=self.check_mode) for path, text in {**texts, **reports}.items()]
        counted, files = figures(reading.records), [str(path) for path in reports]
        return {
            "changed": any(changed),
            "recorded": len(records),
            "files": files,
            "figures": counted,
            "verdicts": [{"verdict": name, "hosts": count} for name, count in verdicts(reading.records).items()],
            "problems": list(reading.problems),
            "lines": summary(counted, files, reading.problems),
        }

    def _gateway_records(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> list[Record]:
        told = _targets(arguments, task_vars)["gateway_verdicts"]
        return [printable(gateway_record(each, iso(self.now), _controller())) for each in told]

    def _records(
        self, hosts: Sequence[CheckedHost], gateways: AbstractSet[str], task_vars: dict[str, Any]
    ) -> list[Record]:
        by = _controller()
        dry = bool(task_vars.get("ansible_check_mode", False))
        return [
            printable(host_record(host.name, short, trust, host.result["asked"], host.result["time"], by, dry))
            for host in hosts
            for short, trust in host.gateways
            if not gateways or short["gateway"] in gateways
        ]

    def _reports(self, reading: FoundRecords, folder: Path, formats: Sequence[str], title: str) -> dict[Path, str]:
        title, now = printable(title), self.now
        makers: dict[str, Callable[[], str]] = {
            "csv": lambda: as_csv(reading),
            "html": lambda: page(reading, title, now),
            "json": lambda: as_json(reading, title, iso(now)),
        }
        return {folder / f"report.{name}": makers[name]() for name in FORMATS if name in formats}


def _targets(arguments: dict[str, Any], task_vars: dict[str, Any]) -> Mapping[str, Any]:
    return registered_targets(arguments["targets"], task_vars) if arguments["targets"] else _NO_TARGETS


def _controller() -> Controller:
    return Controller(socket.gethostname(), ansible_version, collection_version())
