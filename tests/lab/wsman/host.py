# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the endpoint needs to know of a simulated machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from tests.lab.windows.cim import CimClass


class Account(Protocol):
    """A local user."""

    @property
    def password(self) -> str: ...

    @property
    def administrator(self) -> bool: ...


class ConsoleOutput(Protocol):
    """What a console command wrote, in code page 65001, and its exit code."""

    @property
    def stdout(self) -> bytes: ...

    @property
    def stderr(self) -> bytes: ...

    @property
    def exit_code(self) -> int: ...

    @property
    def waits(self) -> bool: ...


class Host(Protocol):
    """One Windows machine."""

    @property
    def name(self) -> str: ...

    @property
    def accounts(self) -> Mapping[str, Account]: ...

    @property
    def cim_classes(self) -> Sequence[CimClass]: ...

    @property
    def wsman_stack(self) -> str: ...

    @property
    def os_version(self) -> str: ...

    def run(self, command_line: str) -> ConsoleOutput: ...


def find_account(host: Host, user: str) -> Account | None:
    """The account of that name, whose letter case and domain prefix do not matter on a workgroup machine."""
    wanted = user.rpartition("\\")[2].casefold()
    return next((account for name, account in host.accounts.items() if name.casefold() == wanted), None)
