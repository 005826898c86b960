# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps cmd and its programs from starting: the text is on the stream that Windows uses, and the exit code is a failure."""

from __future__ import annotations

import pytest

from tests.lab.windows.console.output import ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS
from tests.lab.windows.console.starting import Obstacle
from tests.lab.windows.machine import DISABLE_CMD, DISABLE_CMD_KEY, Account, Machine
from tests.lab.windows.registry import RegistryType

STYLES = [ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS]
LINE = r'reg query "HKLM\SOFTWARE"&&echo yes||echo no'


@pytest.fixture(params=STYLES, ids=["en", "de", "ja"])
def machine(request: pytest.FixtureRequest) -> Machine:
    return Machine("web01.dmz.example", {"Administrator": Account("x")}, style=request.param)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_a_program_that_does_not_start_fails_and_is_no_process(machine: Machine, obstacle: Obstacle) -> None:
    machine.obstacles["reg"] = obstacle
    output = machine.run(LINE)
    assert (output.stdout, machine.processes) == (b"no\r\n", ["cmd"])
    assert output.stderr.endswith(b"\r\n")


def test_every_program_is_a_process(machine: Machine) -> None:
    machine.run(LINE)
    assert machine.processes == ["cmd", "reg"]


@pytest.mark.parametrize("waits", [True, False])
def test_a_disabled_prompt_runs_nothing_and_pauses(machine: Machine, waits: bool) -> None:
    machine.registry.create(DISABLE_CMD_KEY)
    machine.registry.set(DISABLE_CMD_KEY, DISABLE_CMD, RegistryType.REG_DWORD, 1)
    machine.pause_waits = waits
    output = machine.run(LINE)
    assert (output.waits, output.stderr, machine.processes) == (waits, b"", ["cmd"])
    assert output.stdout.decode().split("\r\n") == [machine.style.prompt_disabled, "", machine.style.press_any_key]


def test_the_languages_have_texts_of_their_own() -> None:
    texts = {
        (style.prompt_disabled, style.press_any_key, *style.not_recognized, style.messages[1260]) for style in STYLES
    }
    assert len(texts) == len(STYLES)
