# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the README calls not certain: the host's answers are noted, and whichever it gives is right."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.windows.ansible import Ansible
from tests.windows.conftest import Note
from tests.windows.settings import Settings, Target
from tests.windows.shell import Shell

VERSION_KEY = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
STORES = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"
LISTENERS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener"
LOADED = 1210
"""The event with which an agent says that it has loaded its configuration."""
LOOKS = 12
SECONDS = 5


def test_the_version_of_windows_is_told(tools: Shell, note: Note) -> None:
    shown = [tools.run(f'reg query "{VERSION_KEY}" /v {name}').text for name in ("ProductName", "CurrentBuildNumber")]
    note("Windows", " ".join(text.split("    ")[-1].strip() for text in shown))


@pytest.mark.parametrize("option", ["", " /s"])
def test_how_reg_prints_a_key_without_values_is_told(tools: Shell, note: Note, option: str) -> None:
    for key in (r"Trust\Certificates", r"TrustedPeople\Certificates", r"SmartCardRoot\Certificates"):
        printed = tools.run(f'reg query "{STORES}\\{key}"{option}')
        note(f"reg query {key}{option}, exit code and output", (printed.exit_code, printed.raw[:200]))


def test_whether_a_root_is_limited_to_purposes_is_told(roots: dict[str, Any], note: Note) -> None:
    limited = [each["thumbprint"] for each in roots["certificates"] if each["restricted_purposes"] is not None]
    note("Roots with property 9", len(limited))


def test_how_wevtutil_begins_its_unicode_output_is_told(tools: Shell, note: Note) -> None:
    printed = tools.run("wevtutil qe System /c:1 /rd:true /f:xml /uni:true")
    note("wevtutil /uni:true begins with", printed.raw[:8])


def test_where_a_listener_keeps_its_certificate_is_told(tools: Shell, note: Note) -> None:
    names = re.findall(r"^    (\S+)    REG_", tools.run(f'reg query "{LISTENERS}" /s').text, re.MULTILINE)
    note("Values of WinRM's listeners", sorted(set(names)))


def comes(tools: Shell, query: str) -> bool:
    """Whether a query of the log has an answer now or after some more looks."""
    for _look in range(LOOKS):
        if "<EventID" in tools.run(query).text:
            return True
        time.sleep(SECONDS)
    return False


@pytest.mark.usefixtures("agent")
def test_whether_1210_follows_a_restart_is_told(
    settings: Settings, ansible: Ansible, host: Target, tools: Shell, note: Note
) -> None:
    if not settings.allows("WINDOWS_RESTART"):
        pytest.skip("WINDOWS_RESTART=yes does not allow the restart of the agent")
    restart = ansible.module(host, "health_service", state="restarted")
    condition = f"*[System[(EventID={LOADED}) and (EventRecordID>{restart['event_record_id']})]]"
    query = f'wevtutil qe "Operations Manager" "/q:{condition}" /c:1 /rd:true /f:xml'
    note(f"Event {LOADED} within {LOOKS * SECONDS} seconds after the restart", comes(tools, query))
