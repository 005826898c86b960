# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that does not run what the check needs says why in its own words, in its own language, and nothing else is advised."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import console

from tests.integration.plugins.diagnosing import diagnose, diagnose_site, read_gateway
from tests.lab.hygiene import serve_watched
from tests.lab.scenarios import AGENT, build
from tests.lab.windows.console.output import ENGLISH_WINDOWS, GERMAN_WINDOWS, ConsoleStyle
from tests.lab.windows.console.starting import Obstacle
from tests.lab.windows.machine import DISABLE_CMD, DISABLE_CMD_KEY, Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.wsman.codes import Code
from tests.lab.wsman.faults import of
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour

Prepare = Callable[[Machine], None]

SETUP = r"the key SOFTWARE\Microsoft\Microsoft Operations Manager\3.0\Setup exists, but cannot be read"
LOG = f"cannot read the log Operations Manager of {AGENT}: wevtutil did not deliver it"
LISTED = "does not deliver it"


def obstacle(program: str, which: Obstacle) -> Prepare:
    def prepare(machine: Machine) -> None:
        machine.obstacles[program] = which

    return prepare


def disabled(waits: bool) -> Prepare:
    def prepare(machine: Machine) -> None:
        machine.registry.create(DISABLE_CMD_KEY)
        machine.registry.set(DISABLE_CMD_KEY, DISABLE_CMD, RegistryType.REG_DWORD, 1)
        machine.pause_waits = waits

    return prepare


DISABLED = (
    "The command prompt has been disabled by your administrator. Press any key to continue . . .",
    "Die Eingabeaufforderung ist vom Administrator deaktiviert worden. Drücken Sie eine beliebige Taste . . .",
)
"""In English and in German, as all pairs of texts here."""
TEXTS: dict[Obstacle, tuple[str, str]] = {
    Obstacle.BLOCKED_BY_GROUP_POLICY: (
        "This program is blocked by group policy. For more information, contact your system administrator.",
        "Dieses Programm wurde durch eine Gruppenrichtlinie blockiert. Weitere Informationen erhalten Sie vom Systemadministrator.",
    ),
    Obstacle.BLOCKED_BY_APPLICATION_CONTROL: (
        "An Application Control policy has blocked this file.",
        "Eine Anwendungssteuerungsrichtlinie hat diese Datei blockiert.",
    ),
    Obstacle.FILE_NOT_FOUND: (
        "'{}' is not recognized as an internal or external command, operable program or batch file.",
        'Der Befehl "{}" ist entweder falsch geschrieben oder konnte nicht gefunden werden.',
    ),
    Obstacle.NO_QUOTA: (
        "Not enough quota is available to process this command.",
        "Es steht nicht genügend Quote zum Verarbeiten dieses Befehls zur Verfügung.",
    ),
}
STYLES = pytest.mark.parametrize("language", [0, 1], ids=["en", "de"])


def refused(prepare: Prepare, language: int, folder: Path) -> str:
    with pytest.raises(ScomDmzError) as caught:
        check(prepare, language, folder)
    return str(caught.value)


def check(prepare: Prepare, language: int, folder: Path) -> dict[str, Any]:
    styles: tuple[ConsoleStyle, ConsoleStyle] = (ENGLISH_WINDOWS, GERMAN_WINDOWS)
    dmz = build("trusted", style=styles[language])
    prepare(dmz.machines[AGENT])
    return diagnose_site(dmz, folder)


def only_finding(result: dict[str, Any]) -> dict[str, Any]:
    (finding,) = result["findings"]
    return dict(finding)


@STYLES
@pytest.mark.parametrize(
    ("waits", "reason"),
    [(True, "the command neither printed nor ended in 200 answers"), (False, "no command ran to its end")],
    ids=["cmd waits for a key", "cmd finds no input"],
)
def test_a_disabled_prompt_is_told_in_the_hosts_words(waits: bool, reason: str, language: int, tmp_path: Path) -> None:
    sentence = refused(disabled(waits), language, tmp_path)
    assert sentence == f"cannot read {AGENT} by console commands: {reason}; the host wrote: {DISABLED[language]}"


@STYLES
@pytest.mark.parametrize("which", Obstacle)
def test_a_registry_that_reg_cannot_read_is_told_in_the_hosts_words(
    which: Obstacle, language: int, tmp_path: Path
) -> None:
    result = check(obstacle("reg", which), language, tmp_path)
    finding = only_finding(result)
    assert (result["verdict"], finding["evidence"]) == (
        "undetermined",
        f"cannot read the agent's configuration of {AGENT}: {SETUP}; the host wrote meanwhile: "
        + TEXTS[which][language].format("reg"),
    )
    assert "right" not in finding["fix"]


@STYLES
@pytest.mark.parametrize("which", Obstacle)
def test_a_log_that_wevtutil_cannot_read_costs_the_events_and_is_told_in_the_hosts_words(
    which: Obstacle, language: int, tmp_path: Path
) -> None:
    result = check(obstacle("wevtutil", which), language, tmp_path)
    (finding,) = (each for each in result["findings"] if each["id"] == "log_unreadable")
    assert result["verdict"] == "trusted"
    assert finding["evidence"] == f"{LOG}; the host wrote: " + TEXTS[which][language].format("wevtutil")


def test_a_log_that_is_too_slow_costs_the_links_evidence_and_not_the_verdict(tmp_path: Path) -> None:
    dmz = build("trusted")
    with serve_watched(dmz) as site:
        gateway = read_gateway(site.endpoint, tmp_path)
        diagnose(site.endpoint, gateway, tmp_path)
        receives = sum(entry.machine == AGENT and entry.action == "Receive" for entry in site.endpoint.log)
        slow = Misbehaviour(
            Kind.FAULT, machine=AGENT, action="Receive", nth=receives, onwards=True, fault=of(Code.OPERATION_TIMEDOUT)
        )
        site.endpoint.misbehave(slow)
        result = diagnose(site.endpoint, gateway, tmp_path)
    (finding,) = (each for each in result["findings"] if each["id"] == "log_unreadable")
    assert result["verdict"] == "trusted"
    assert finding["evidence"] == (
        f"cannot read {AGENT} by console commands: the command neither printed nor ended in 200 answers"
    )


def test_a_line_that_is_longer_than_windows_takes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "MAX_LINE", 20_000)
    monkeypatch.setattr(console, "_MARK_LENGTH", 100)
    assert re.fullmatch(
        "cannot read .* by console commands: the host ran nothing of a command line of [0-9]+ characters",
        refused(lambda _machine: None, 0, tmp_path),
    )


def test_rights_are_advised_where_access_is_denied(tmp_path: Path) -> None:
    def deny(machine: Machine) -> None:
        machine.registry.deny(r"HKLM\SOFTWARE\Microsoft\Microsoft Operations Manager\3.0\Setup", "read")

    finding = only_finding(check(deny, 0, tmp_path))
    assert "access is denied (StdRegProv returned 5); the WinRM account must be" in finding["evidence"]


SETTINGS = r"SOFTWARE\Microsoft\Microsoft Operations Manager\3.0\Machine Settings"
CONNECTOR_MANAGER = r"SYSTEM\CurrentControlSet\Services\HealthService\Parameters\ConnectorManager"


@pytest.mark.parametrize(
    ("key", "name", "kind"),
    [
        (SETTINGS, "ChannelCertificateSerialNumber", "REG_BINARY"),
        (CONNECTOR_MANAGER, "EnableADIntegration", "REG_DWORD"),
    ],
)
def test_a_value_of_another_type_is_named_and_not_taken_for_unset(
    key: str, name: str, kind: str, tmp_path: Path
) -> None:
    def damage(machine: Machine) -> None:
        machine.registry.create(f"HKLM\\{key}")
        machine.registry.set(f"HKLM\\{key}", name, RegistryType.REG_SZ, "1")

    result = check(damage, 0, tmp_path)
    sentence = f"the value {name} of HKLM\\{key} should be a {kind} and is a REG_SZ"
    expected = f"cannot read the agent's configuration of {AGENT}: {sentence}"
    assert (result["verdict"], only_finding(result)["evidence"]) == ("undetermined", expected)
