# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a host costs on the wire, as the README says, and how many tasks it has."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.playbooks.ansible import controller
from tests.lab.demonstration import ROOT_MISSING, demo
from tests.lab.windows.stock_certificates import BASIC_STOCK, Stock
from tests.lab.wsman.request_log import Entry

WEB = ROOT_MISSING[0]
LOGIN = [401, 401, 200, "Create"]
LOOK = ["Command", "Signal", "Command", "Signal", "Get", "Enumerate", "Enumerate", "Enumerate"]
"""A command line for the registry and one for the log; the service, its connections, the domain and the clock."""
HANDSHAKES = ["Command", "Signal"]
"""The log System, where the agent does not get along."""
CHECK = [*LOGIN, *LOOK, *HANDSHAKES, "Delete"]
PROCESSES = {"cmd": 3, "reg": 31, "wevtutil": 2}
"""What a check starts on the host. Each command's reason stands with the reader that has it."""
IMPORT = ["GetBinaryValue", "CreateKey", "SetBinaryValue", "Command", "Signal"]
RESTART = ["StopService", "Get", "Get", "StartService", "Get", "Get"]
ONBOARDING = [*LOGIN, *LOOK, *HANDSHAKES, *IMPORT, *RESTART, *LOOK, "Delete"]


def check(stock: Stock, certificates: int, folder: Path) -> tuple[list[Entry], Counter[str]]:
    """The exchanges of a check of a host with as many certificates in Root and AuthRoot, and the processes that it starts there."""
    with controller(demo(stock=stock), folder) as lab:
        assert len(lab.dmz.machines[WEB].stores.certificates("Root")) == certificates
        lab.play("scom.dmz.check", "--limit", WEB)
        return lab.log.of(WEB), Counter(lab.dmz.machines[WEB].processes)


FIGURES = re.search(
    r"(\d+) Receives, (\d+) kB sent and (\d+) kB received for 31 certificates .+; (\d+), (\d+) kB and (\d+) kB for 81 ",
    (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8"),
)
assert FIGURES
TOLD = [int(figure) for figure in FIGURES.groups()]


@pytest.mark.parametrize(
    ("stock", "certificates", "told"),
    [(BASIC_STOCK, 31, TOLD[:3]), (Stock(root=60, auth_root=20), 81, TOLD[3:])],
)
def test_a_check_takes_the_exchanges_that_the_readme_tells(
    stock: Stock, certificates: int, told: list[int], tmp_path: Path
) -> None:
    entries, processes = check(stock, certificates, tmp_path)
    actions = [entry.action or entry.status for entry in entries]
    assert [action for action in actions if action != "Receive"] == CHECK
    assert processes == PROCESSES
    receives, sent, received = told
    assert actions.count("Receive") == receives
    assert sum(entry.request_bytes for entry in entries) == pytest.approx(sent * 1000, rel=0.05)
    assert sum(entry.answer_bytes for entry in entries) == pytest.approx(received * 1000, rel=0.05)


def test_an_onboarding_imports_restarts_and_sees_the_link_over_the_connection_of_its_check(tmp_path: Path) -> None:
    with controller(demo(), tmp_path) as lab:
        assert lab.play("scom.dmz.onboard", "--limit", WEB).rows[WEB].link == "up"
        entries, processes = lab.log.of(WEB), Counter(lab.dmz.machines[WEB].processes)
    assert processes == {"cmd": 6, "reg": 63, "wevtutil": 3}  # two checks, and the look at what was written
    actions = [entry.action or entry.status for entry in entries]
    assert [action for action in actions if action != "Receive"] == ONBOARDING


@pytest.mark.parametrize("playbook", ["check", "onboard"])
def test_a_host_has_one_task_beside_those_that_the_first_one_has_for_all(playbook: str, tmp_path: Path) -> None:
    with controller(demo(), tmp_path) as lab:
        run = lab.play(f"scom.dmz.{playbook}", "--limit", ",".join(ROOT_MISSING))
    counts = re.findall(r"^\S+ +: ok=(\d+) .* skipped=(\d+)", run.output, re.MULTILINE)
    assert sorted(int(ok) + int(skipped) for ok, skipped in counts)[:-1] == [1] * (len(ROOT_MISSING) - 1)
