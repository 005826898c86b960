# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine of the lab whose reg.exe is Wine's, over Wine's registry."""

from __future__ import annotations

from collections.abc import Mapping

from tests.lab.windows.console.cmd import Cmd
from tests.lab.windows.console.output import ConsoleOutput
from tests.lab.windows.machine import Account, Machine
from tests.wine.prefix import Prefix


class WineMachine(Machine):
    """What goes through CIM, and cmd itself, are the lab's: Wine's cmd runs both ends of `a && b || c`."""

    def __init__(self, name: str, accounts: Mapping[str, Account], prefix: Prefix) -> None:
        super().__init__(name, accounts)
        self._wine = Cmd({"reg": lambda arguments: prefix.reg(*arguments)})

    def run(self, command_line: str) -> ConsoleOutput:
        return self._wine.run(command_line)
