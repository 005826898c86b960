# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policy that stops command lines outside the grammar."""

from __future__ import annotations

import pytest

from tests.lab.windows.console.allowed_commands import refusal
from tests.lab.windows.console.output import ConsoleOutput
from tests.lab.windows.machine import LONGEST_LINE, Machine

STORES = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"
OPSMGR = r"HKLM\SOFTWARE\Microsoft\Microsoft Operations Manager\3.0"


@pytest.mark.parametrize(
    "line",
    [
        rf'reg query "{STORES}\ROOT"',
        rf'reg query "{STORES}\ROOT\Certificates" /s',
        rf'reg query "{STORES}\Operations Manager\Certificates" /s & echo 0af3',
        r'reg query "HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates\Root\Certificates" /s',
        r'reg query "HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\EnterpriseCertificates\Disallowed\Certificates" /s',
        rf'reg query "{STORES}\AuthRoot\Certificates" /s',
        rf'reg query "{OPSMGR}\Agent Management Groups" /s && echo x || echo y',
        rf'(reg query "{OPSMGR}\Setup" /v Product)&reg query "{OPSMGR}\Server Management Groups" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"',
        'wevtutil qe "Operations Manager" "/q:*[System[(EventID>=20000 and EventID<=21099)]]" /f:xml /rd:true /c:50',
        "wevtutil qe System /q:\"*[System[Provider[@Name='Schannel']]]\" /f:xml /uni:true",
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010003" /v Functions',
        r'reg query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\ConnectorManager" /v EnableADIntegration',
        'wevtutil gli "Operations Manager"',
        "certutil -verifystore Root 0123456789ABCDEF0123456789ABCDEF01234567",
    ],
)
def test_reading_commands_pass(line: str) -> None:
    assert refusal(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "powershell -EncodedCommand AAAA",
        "dir",
        rf'reg query "{STORES}" /s',
        rf'reg query "{STORES}\AuthRoot" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\HealthService\Parameters"',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\Management Groups" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\ConnectorManager"',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\HealthService\Parameters\ConnectorManager" /v Other',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces\x" /s',
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services" /s',
        r'reg query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN" /s',
        r'reg query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener\*+HTTPS"',
        r'reg query "HKLM\SECURITY"',
        r"reg query HKLM\SOFTWARE\Microsoft",
        rf'reg query "{STORES}\ROOT\..\AuthRoot%x%"',
        rf'reg query "{STORES}\{"x" * 65}\Certificates" /s',
        rf'reg add "{STORES}\ROOT" /v x',
        "wevtutil cl System",
        'wevtutil qe "Security" /f:xml',
        "certutil -addstore Root x.cer",
        "certutil -verifystore My 0123456789ABCDEF0123456789ABCDEF01234567",
        "echo a > file",
        "echo a | sort",
        "echo ^a",
        "echo \u00e9",
        "echo a\r\ndir",
    ],
)
def test_everything_else_is_stopped(line: str) -> None:
    assert refusal(line) is not None


def test_of_a_line_that_is_too_long_nothing_is_run_and_nothing_said(machine: Machine) -> None:
    longest = "echo " + "a" * (LONGEST_LINE - len("echo "))
    assert (len(longest), machine.run(longest).stdout) == (8160, f"{longest[5:]}\r\n".encode())
    assert machine.run(f"{longest}a") == ConsoleOutput()
    assert machine.processes == ["cmd"]


def test_a_machine_keeps_every_command_and_runs_no_refused_one(machine: Machine) -> None:
    assert machine.run("echo a").stdout == b"a\r\n"
    output = machine.run("echo a & dir")
    assert (output.stdout, output.exit_code) == (b"", 1260)
    assert machine.commands == ["echo a", "echo a & dir"]
    assert machine.refused_commands == ["echo a & dir"]
