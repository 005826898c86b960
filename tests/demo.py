# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: check, onboard, and onboard again the agents of a simulated DMZ, over real WinRM with NTLM."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.lab.dmz import Dmz
from tests.lab.scenario import GATEWAY, REFUSING, ROOT_MISSING, demo
from tests.lab.serving import serve
from tests.lab.wsman.request_log import RequestLog

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
RECAP = re.compile(
    r"^(?P<host>\S+)\s+: ok=\d+\s+changed=(?P<changed>\d+)\s+unreachable=\d+\s+failed=(?P<failed>\d+)", re.MULTILINE
)
TABLE = re.compile(r'^\s+"(host +verdict before.*?)"\n\s+\]', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Run:
    """What a playbook run said in its recap and in its table."""

    changed: frozenset[str]
    failed: frozenset[str]
    table: str


def main() -> int:
    dmz = demo()
    with TemporaryDirectory() as folder, RequestLog() as log, serve(dmz, log=log) as site:
        inventory = Path(folder, "inventory.yml")
        inventory.write_text(site.inventory, encoding="utf-8")
        print(
            f"A simulated DMZ of {len(dmz.machines) + len(dmz.refusing)} hosts is served on 127.0.0.1:{site.endpoint.port}."
        )
        check, first, second = (play(inventory, playbook) for playbook in ("check", "onboard", "onboard"))
    print(f"\nThe first onboarding:\n\n{first.table}\n\nThe second onboarding:\n\n{second.table}\n")
    wrong = list(surprises(dmz, check, first, second))
    print(
        "\n".join(wrong)
        or f"As expected. {', '.join(REFUSING)} refuses connections, so each run ends with an error for it alone."
    )
    return 1 if wrong else 0


def play(inventory: Path, playbook: str) -> Run:
    """Run one of the collection's playbooks and show its output as it comes."""
    variables = f"gateway_trust_gateway={GATEWAY} gateway_trust_link_interval=1"
    command = ["ansible-playbook", "-i", str(inventory), f"scom.dmz.{playbook}", "-e", variables]
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


def surprises(dmz: Dmz, check: Run, first: Run, second: Run) -> Iterator[str]:
    """What is not as it should be, a sentence each."""
    expected = {
        "check": (check, frozenset()),
        "first": (first, frozenset(ROOT_MISSING)),
        "second": (second, frozenset()),
    }
    for name, (run, changed) in expected.items():
        if run.changed != changed:
            yield f"The {name} run changed {sorted(run.changed)} instead of {sorted(changed)}."
        if run.failed != frozenset(REFUSING):
            yield f"The {name} run failed on {sorted(run.failed)} instead of {sorted(REFUSING)}."
    for machine in dmz.machines.values():
        for command in machine.refused_commands:
            yield f"{machine.name} refused the command {command}."
        for leak in machine.leaks:
            yield f"A secret of {machine.name} was read: {leak}."


if __name__ == "__main__":
    sys.exit(main())
