# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is to SCOM."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, install_state
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import Parent

from tests.unit.plugins.plugin_utils.opsmgr.hosts import parent


@pytest.mark.parametrize(
    ("role", "service_exists", "state"),
    [
        ("agent", True, "installed"),
        ("gateway", True, "installed"),
        ("service_manager", True, "installed"),
        ("agent", False, "setup_without_service"),
        ("none", True, "service_without_setup"),
        ("none", False, "absent"),
    ],
)
def test_the_install_state_needs_set_up_and_service(role: str, service_exists: bool, state: str) -> None:
    assert install_state(Agent(role), service_exists) == state


@pytest.mark.parametrize(
    ("authentication_name", "differ"), [("gw01.corp.example", False), ("GW01.Corp.Example", False), ("gw01", True)]
)
def test_the_names_of_a_parent_are_compared_in_any_letter_case(authentication_name: str, differ: bool) -> None:
    assert Parent("CORP", 0, "gw01.corp.example", authentication_name, 5723).names_differ is differ


def test_the_server_of_a_gateway_is_its_first_parent() -> None:
    assert Agent(server_parents=(parent("ms01"), parent("ms02", index=1))).server == parent("ms01")
    assert Agent(parents=(parent("gw01"),)).server is None
