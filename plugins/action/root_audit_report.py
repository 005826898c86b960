# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put together what audits found on hosts, and compare them. Documented in plugins/modules/root_audit_report.py."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.audit_table import table
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.audited_hosts import (
    FAIL_ON,
    NEVER,
    AuditedHost,
    compared,
    describe_host,
    describe_rules,
    read_host,
    sum_suppressions,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import BatchOutcome, judge_outcome, read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.trusted_roots import baseline_of, describe_roots
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import write_if_different, write_new

SCHEMA = "scom.dmz/audit/1"
FILE = "audit.json"
FACT = "root_audit_check"
"""What the role registers an audit as."""
PART = "root_audit_part"
"""What the role registers on the hosts that it is for, when it reports."""


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "hosts": {"type": "list", "elements": "str", "default": []},
        "play_hosts": {"type": "bool", "default": False},
        "groups": {"type": "list", "elements": "str", "default": []},
        "fail_on": {"type": "str", "choices": list(FAIL_ON), "default": NEVER},
        "folder": {"type": "path"},
        "baseline_from": {"type": "str"},
        "baseline_file": {"type": "path"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        golden = _golden(arguments)
        batch = read_batch(task_vars) if arguments["play_hosts"] else None
        names = list(registered(PART, batch.targeted, task_vars)) if batch else arguments["hosts"]
        groups = [_members(group, task_vars) for group in arguments["groups"]] or [names]
        hosts = compared(_audited(names, task_vars), groups, self.now)
        rows = [describe_host(host, arguments["fail_on"]) for host in hosts]
        rules, used = describe_rules(hosts), sum_suppressions(hosts)
        summary = {"hosts": rows, "rules": rules, "suppressions": used}
        writings = [partial(self._write_report, arguments["folder"], summary, hosts)] if arguments["folder"] else []
        if golden and (golden.host in names or not batch or batch.is_last):
            writings.append(partial(self._write_baseline, golden, hosts))
        changed, problem = _written(writings)
        failed = {printable(row["host"]): row["sentence"] for row in rows if row["fails"]}
        outcome = judge_outcome(failed, batch, problem) if batch else BatchOutcome({})
        return {
            "changed": changed,
            **summary,
            "table": table(rows, rules, used),
            "problem": problem,
            **outcome.pack(),
        }

    def _write_report(self, folder: str, summary: dict[str, Any], hosts: Sequence[AuditedHost]) -> bool:
        found = [{"findings": host.findings, "ignored_findings": host.ignored} for host in hosts]
        rows = [{**row, **findings} for row, findings in zip(summary["hosts"], found, strict=True)]
        report = {"schema": SCHEMA, "time": iso(self.now), **summary, "hosts": rows, "roots": describe_roots(hosts)}
        text = json.dumps(printable(report), indent=1) + "\n"
        return write_if_different(Path(folder) / FILE, text, dry=self.check_mode)

    def _write_baseline(self, golden: Golden, hosts: Sequence[AuditedHost]) -> bool:
        host = next((host for host in hosts if host.name == golden.host), None)
        if host is None or host.error:
            reason = host.error if host else "it is none of the hosts that were audited"
            raise OptionError(f"cannot make a baseline of {golden.host}: {reason}")
        return write_new(golden.file, baseline_of(host), dry=self.check_mode)


@dataclass(frozen=True)
class Golden:
    """The host whose roots become a baseline, and the file for it."""

    host: str
    file: Path


def _golden(arguments: dict[str, Any]) -> Golden | None:
    host, file = arguments["baseline_from"], arguments["baseline_file"]
    if not host and not file:
        return None
    if not host or not file:
        raise OptionError(
            "cannot make a baseline: baseline_from names the host and baseline_file the file, so give both"
        )
    return Golden(host, Path(file))


def _written(writings: Iterable[Callable[[], bool]]) -> tuple[bool, str | None]:
    """Whether a file changed, and what could not be written, which keeps no host from being judged."""
    changed, problems = False, list[str]()
    for write in writings:
        try:
            changed = write() or changed
        except ScomDmzError as error:
            problems.append(str(error))
    return changed, ". ".join(problems) or None


def _audited(names: Sequence[str], task_vars: Mapping[str, Any]) -> list[AuditedHost]:
    unknown = [name for name in names if name not in task_vars["hostvars"]]
    if unknown:
        raise OptionError(f"cannot report on {', '.join(unknown)}: the inventory has no such host")
    return [read_host(name, check) for name, check in registered(FACT, names, task_vars).items()]


def _members(group: str, task_vars: Mapping[str, Any]) -> Sequence[str]:
    if group not in task_vars["groups"]:
        raise OptionError(f"cannot compare the hosts of the group {group}: the inventory has no such group")
    members: Sequence[str] = task_vars["groups"][group]
    return members
