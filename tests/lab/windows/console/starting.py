# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps Windows from starting a program, and what `cmd` prints then."""

from __future__ import annotations

from enum import IntEnum

from tests.lab.windows.console.output import ConsoleOutput, ConsoleStyle, failed


class Obstacle(IntEnum):
    """The error of CreateProcess (winerror.h)."""

    FILE_NOT_FOUND = 2
    BLOCKED_BY_GROUP_POLICY = 1260
    """ERROR_ACCESS_DISABLED_BY_POLICY: AppLocker, or a software restriction policy."""
    NO_QUOTA = 1816
    """ERROR_NOT_ENOUGH_QUOTA: the job of a shell has its limit of processes (winrs/MaxProcessesPerShell)."""
    BLOCKED_BY_APPLICATION_CONTROL = 4551
    """ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION: WDAC."""


def not_started(name: str, obstacle: Obstacle, style: ConsoleStyle) -> ConsoleOutput:
    if obstacle is Obstacle.FILE_NOT_FOUND:
        return failed(1, *(line.format(name) for line in style.not_recognized))
    return failed(1, style.messages[obstacle])


def prompt_disabled(style: ConsoleStyle, waits: bool) -> ConsoleOutput:
    """What cmd does instead of anything where the policy DisableCMD is on: it says so and pauses."""
    text = f"{style.prompt_disabled}\r\n\r\n{style.press_any_key}"
    return ConsoleOutput(text.encode(), exit_code=1, waits=waits)
