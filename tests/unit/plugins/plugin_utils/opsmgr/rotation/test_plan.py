# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What matters of a host in a rotation is complete, or an error."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import plan_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.facts import agent_facts, gateway_facts, registered
from tests.unit.plugins.plugin_utils.opsmgr.rotations import NEW
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue

ISSUING = issue("Issuing", NEW)
LISTENER = HttpsListener("*+HTTPS", None)


@pytest.mark.parametrize("integrated", [True, False])
def test_a_host_that_was_read_completely_is_taken_as_it_is(integrated: bool) -> None:
    facts = agent_facts(agent=registered(ad_integration=integrated), listeners=(LISTENER,))
    assert HostState.of(facts) == HostState(facts.agent, facts.readable_stores, (LISTENER,))


@pytest.mark.parametrize("hidden", ["unreadable", "stores", "listeners"])
def test_a_host_of_which_a_part_could_not_be_read_is_an_error(hidden: str) -> None:
    error = Unreadable("cannot read it")
    facts: dict[str, Any] = {"agent": registered(ad_integration=False), hidden: error}
    with pytest.raises(Unreadable) as raised:
        HostState.of(agent_facts(**facts))
    assert raised.value is error


def test_an_agent_that_may_have_parents_from_active_directory_is_an_error() -> None:
    with pytest.raises(Unreadable, match="^cannot read whether Active Directory names parents of the agent on web01$"):
        HostState.of(agent_facts(agent=registered(ad_integration=None)))


def test_a_gateway_has_no_parents_from_active_directory() -> None:
    assert HostState.of(gateway_facts()).agent.ad_integration is None


@pytest.mark.parametrize("old", [NEW.certificate, ISSUING.certificate])
def test_nothing_is_new_and_old(old: Certificate) -> None:
    with pytest.raises(CertificateError, match="is given as new and as old$"):
        plan_rotation([], (NEW.certificate, ISSUING.certificate), old.sha256, NOW)
