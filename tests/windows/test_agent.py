# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The agent as the collection sees it, beside its registry and its service."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windows.ansible import Ansible
from tests.windows.settings import Target
from tests.windows.shell import Shell

pytestmark = pytest.mark.usefixtures("agent")

OPERATIONS_MANAGER = r"SOFTWARE\Microsoft\Microsoft Operations Manager\3.0"
SERVICE = "HealthService"


@pytest.fixture(scope="module")
def channel_certificate(ansible: Ansible, host: Target) -> dict[str, Any]:
    found: dict[str, Any] = ansible.module(host, "channel_certificate_info")["channel_certificate"]
    return found


def test_the_registered_serial_number_is_that_of_the_registry(
    channel_certificate: dict[str, Any], tools: Shell
) -> None:
    reversed_serial = tools.binary(f"{OPERATIONS_MANAGER}\\Machine Settings", "ChannelCertificateSerialNumber")
    registered = int.from_bytes(reversed_serial, "little") if reversed_serial else None
    told = channel_certificate["serial_number"]
    assert (int(told, 16) if told else None) == registered


def test_the_management_groups_are_those_of_the_registry(channel_certificate: dict[str, Any], tools: Shell) -> None:
    found = tools.subkeys(f"{OPERATIONS_MANAGER}\\Agent Management Groups")
    told = channel_certificate["agent"]
    assert {*told["management_groups"], *told["workspaces"]} == found


def test_check_mode_tells_the_state_of_the_service(ansible: Ansible, host: Target, tools: Shell) -> None:
    before = tools.service_state(SERVICE)
    told = ansible.module(host, "health_service", "--check", state="started", latent_fault="ignore")
    assert told["changed"] is (before != "Running")
    assert tools.service_state(SERVICE) == before
