# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: check, onboard, and onboard again the agents of a simulated DMZ, over real WinRM with NTLM."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.authorities import fingerprint, presented_roots
from tests.lab.demonstration import GATEWAY, REFUSING, ROOT_MISSING, demo
from tests.lab.hygiene import misdeeds
from tests.lab.serving import serve
from tests.lab.wsman.request_log import RequestLog

REPORT = Path(".venv", "demo")
"""Where the first onboarding leaves its report."""

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
RECAP = re.compile(
    r"^(?P<host>\S+)\s+: ok=\d+\s+changed=(?P<changed>\d+)\s+unreachable=\d+\s+failed=(?P<failed>\d+)", re.MULTILINE
)
TABLE = re.compile(r'^\s+"(host +verdict before.*?)"\n\s+\]', re.MULTILINE | re.DOTALL)

Row = tuple[str, str, str]
"""A host's verdict before, verdict and link."""

UNTOUCHED: Mapping[str, Row] = {
    "bare01.dmz.example": ("no_agent", "no_agent", "unknown"),
    "db01.dmz.example": ("trusted", "trusted", "up"),
    "down01.dmz.example": ("unreachable", "unreachable", "unknown"),
    "gpo01.dmz.example": ("trusted", "trusted", "up"),
    "gw02.corp.example": ("not_an_agent", "not_an_agent", "unknown"),
    "mail01.dmz.example": ("not_pointed_at_gateway", "not_pointed_at_gateway", "unknown"),
    "multi01.dmz.example": ("trusted", "trusted", "up"),
    "old01.dmz.example": ("root_distrusted", "root_distrusted", "down"),
}


@dataclass(frozen=True)
class Run:
    """What a playbook run said in its recap and in its table."""

    changed: frozenset[str]
    failed: frozenset[str]
    table: str

    @property
    def rows(self) -> dict[str, Row]:
        # Sentences to the operator may follow the hosts.
        lines = [line.split() for line in self.table.splitlines() if line.split()[0].endswith(".example")]
        return {host: (before, verdict, link) for host, before, verdict, link, *_changes in lines}


@dataclass(frozen=True)
class Expected:
    """What a run must give for the agents that lack the root; everybody else stays as they are."""

    row: Row
    changed: frozenset[str] = frozenset()


EXPECTED = {
    "check": Expected(("root_missing", "root_missing", "down")),
    "first onboarding": Expected(("root_missing", "trusted", "up"), frozenset(ROOT_MISSING)),
    "second onboarding": Expected(("trusted", "trusted", "up")),
}


def main() -> int:
    dmz = demo()
    with (
        TemporaryDirectory() as folder,
        RequestLog(keep_answers=True) as log,
        serve(dmz, log=log) as site,
    ):
        Path(folder, "inventory.yml").write_text(site.inventory, encoding="utf-8")
        hosts = len(dmz.machines) + len(dmz.refusing)
        print(f"A simulated DMZ of {hosts} hosts is served on 127.0.0.1:{site.endpoint.port}.")
        check = play(Path(folder), "check")
        pin = {"gateway_trust_root_sha256": fingerprint(presented_roots(dmz)[GATEWAY]).upper()}
        print(f"\nThose who run the CA read out the SHA-256 of their root, and it is pinned: {', '.join(pin.values())}")
        first = play(Path(folder), "onboard", gateway_trust_report_folder=str(REPORT.resolve()), **pin)
        second = play(Path(folder), "onboard", **pin)
    print(f"\nThe first onboarding:\n\n{first.table}\n\nThe second onboarding:\n\n{second.table}\n")
    runs = zip(EXPECTED, (check, first, second), strict=True)
    wrong = [surprise for name, run in runs for surprise in surprises(name, run)] + list(misdeeds(dmz, log))
    if pin["gateway_trust_root_sha256"] not in check.table:
        wrong.append("The check shows another SHA-256 than that of the CA.")
    print(
        "\n".join(wrong)
        or f"As expected. {', '.join(REFUSING)} refuses connections, so each run ends with an error for it alone.\n"
        f"The report of the first onboarding is {REPORT / 'report.html'}."
    )
    return 1 if wrong else 0


def play(folder: Path, playbook: str, **more: str) -> Run:
    """Run one of the collection's playbooks on the inventory in a folder and show its output as it comes."""
    variables = {
        "gateway_trust_gateway": GATEWAY,
        "gateway_trust_link_interval": 1,
        "gateway_trust_journal": str(folder / "journal"),
        **more,
    }
    inventory = str(folder / "inventory.yml")
    command = ["ansible-playbook", "-i", inventory, f"scom.dmz.{playbook}", "-e", json.dumps(variables)]
    print(f"\n$ {shlex.join(command)}\n", flush=True)
    environment = {
        **os.environ,
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_FORCE_COLOR": str(sys.stdout.isatty()),
    }
    lines = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(COLOUR.sub("", line))
    return read_run("".join(lines))


def read_run(output: str) -> Run:
    recap = list(RECAP.finditer(output))
    table = TABLE.search(output)
    return Run(
        changed=frozenset(line["host"] for line in recap if line["changed"] != "0"),
        failed=frozenset(line["host"] for line in recap if line["failed"] != "0"),
        table=re.sub(r'",\n\s+"', "\n", table[1]) if table else "",
    )


def surprises(name: str, run: Run) -> Iterator[str]:
    """What a run gave other than it must, a sentence each."""
    expected = EXPECTED[name]
    if run.changed != expected.changed:
        yield f"The {name} changed {sorted(run.changed)} instead of {sorted(expected.changed)}."
    if run.failed != frozenset(REFUSING):
        yield f"The {name} failed on {sorted(run.failed)} instead of {sorted(REFUSING)}."
    rows = {**UNTOUCHED, **dict.fromkeys(ROOT_MISSING, expected.row)}
    for host in sorted({*rows, *run.rows}):
        if run.rows.get(host) != rows.get(host):
            yield f"The {name} shows {host} as {run.rows.get(host)} instead of {rows.get(host)}."


if __name__ == "__main__":
    sys.exit(main())
