# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the agent of a host authenticates is known without its gateway only as far as its own side tells."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer

from tests.unit.plugins.plugin_utils.opsmgr.facts import agent_facts, gateway_facts, registered
from tests.unit.plugins.plugin_utils.opsmgr.situations import CONFIGURED, MEMBER, STOPPED, logged

KNOWN = registered(ad_integration=False)
UNREGISTERED = registered(serial=None, ad_integration=False)
WORKGROUP = Computer("WORKGROUP", False)
LOADED, NONE_LOADED = logged(20053, record_id=7), logged(21022, record_id=7)


@pytest.mark.parametrize(
    ("facts", "method"),
    [
        ({"computer": MEMBER}, "certificate"),
        ({"computer": None}, "certificate"),
        ({"agent": UNREGISTERED, "computer": MEMBER}, "kerberos"),
        ({"agent": UNREGISTERED, "computer": WORKGROUP}, "certificate"),
        ({"agent": UNREGISTERED, "computer": None}, "unknown"),
        ({"agent": UNREGISTERED, "computer": MEMBER, "events": (NONE_LOADED,)}, "kerberos"),
        ({"agent": UNREGISTERED, "computer": MEMBER, "events": (LOADED,)}, "unknown"),
        ({"agent": UNREGISTERED, "computer": MEMBER, "events": (LOADED,), "service": STOPPED}, "kerberos"),
        ({"agent": UNREGISTERED, "computer": MEMBER, "events": None}, "kerberos"),
    ],
)
def test_an_agent_without_a_certificate_is_told_apart_by_its_domain_and_by_what_its_service_loaded(
    facts: dict[str, Any], method: str
) -> None:
    assert (
        HostState.of(agent_facts(**{"agent": KNOWN, "events": (CONFIGURED,), **facts})).authentication.method == method
    )


def test_a_gateway_needs_the_root_of_its_parent_whatever_its_domain_is() -> None:
    assert HostState.of(gateway_facts(computer=MEMBER)).authentication.uses_stores


@pytest.mark.parametrize(
    ("facts", "loaded"),
    [
        ({"events": (LOADED,)}, True),
        ({"events": (LOADED, logged(21022, record_id=8))}, False),
        ({"events": (logged(20051),)}, False),
        ({"events": (CONFIGURED,)}, None),
        ({"events": None}, None),
        ({"events": (LOADED,), "service": STOPPED}, None),
        ({"events": (LOADED,), "service": None}, None),
    ],
)
def test_what_the_service_loaded_is_told_by_its_newest_start(facts: dict[str, Any], loaded: bool | None) -> None:
    assert agent_facts(**facts).certificate_loaded is loaded
