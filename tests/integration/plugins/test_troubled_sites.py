# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that come together, old traces in logs, and links that are not where one looks for them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.plugins.diagnosing import diagnose_site
from tests.integration.verdicts import EXPECTED
from tests.lab.demonstration import GATEWAY, GROUP, OTHER_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.opsmgr import events
from tests.lab.opsmgr.installation import Parent, add_management_group
from tests.lab.scenarios import AGENT, HOST_SCENARIOS, SITE_SCENARIOS, build
from tests.lab.scenarios.site import usual_site

DECIDED_BY_THEMSELVES = (
    "root_missing",
    "certificate_expired",
    "serial_without_certificate",
    "service_disabled",
    "port_filtered",
    "name_unresolved",
    "tls_mismatch",
    "wrong_authentication_name",
    "unknown_management_group",
    "latent_renewal",
    "trusted",
)


def both(site_scenario: str, host_scenario: str) -> Dmz:
    """An agent in a state of its own, at a gateway in a state of its own."""
    dmz = Dmz("Lab-Passw0rd!")
    HOST_SCENARIOS[host_scenario](SITE_SCENARIOS[site_scenario](dmz), AGENT)
    dmz.boot()
    return dmz


def found(dmz: Dmz, folder: Path, **options: object) -> tuple[str, str, str]:
    result = diagnose_site(dmz, folder, **options)
    return result["verdict"], result["confidence"], result["link"]


@pytest.mark.parametrize("scenario", DECIDED_BY_THEMSELVES)
def test_an_issuing_ca_that_the_gateway_sends_hides_no_other_fault(scenario: str, tmp_path: Path) -> None:
    verdict, _confidence, link = found(both("issuing_ca_sent", scenario), tmp_path)
    expected = EXPECTED[scenario].split()
    assert (verdict, link) == (expected[0], expected[2].rstrip(":"))


def test_what_may_be_sent_along_and_what_was_logged_are_both_told(tmp_path: Path) -> None:
    result = diagnose_site(both("issuing_ca_sent", "pending_approval"), tmp_path)
    assert [finding["id"] for finding in result["findings"]][:2] == ["intermediate_missing", "not_approved"]
    assert result["confidence"] == "probable"


def test_a_link_that_is_down_without_a_cause_is_no_trust(tmp_path: Path) -> None:
    dmz = build("trusted")
    agent = dmz.agents[AGENT]
    agent.machine.connections.close(agent.service.process_id)
    agent.write(21016, GATEWAY)
    assert found(dmz, tmp_path) == ("link_down_unexplained", "unknown", "down")


def test_a_connection_outweighs_an_older_failure_to_connect(tmp_path: Path) -> None:
    dmz = build("trusted")
    agent = dmz.agents[AGENT]
    agent.write(21006, GATEWAY, "5723", "10061L", "refused")
    agent.write(21016, GATEWAY)
    assert found(dmz, tmp_path) == ("trusted", "confirmed", "up")


def test_a_failover_that_is_in_use_does_not_hide_the_way_that_is_closed(tmp_path: Path) -> None:
    dmz = Dmz("Lab-Passw0rd!")
    site = usual_site(dmz)
    root = dmz.pki.root("Second Root CA")
    dmz.add_gateway(OTHER_GATEWAY, GROUP, dmz.pki.host(OTHER_GATEWAY, root), [root])
    agent = dmz.add_agent(AGENT, {GROUP: (Parent(GATEWAY), Parent(OTHER_GATEWAY))}, [site.root, root])
    dmz.network.filter(site.gateway.machine.address, source=agent.machine.address)
    dmz.boot()
    result = diagnose_site(dmz, tmp_path)
    assert (result["verdict"], result["link"]) == ("gateway_port_filtered", "down")
    assert "linked_elsewhere" in [finding["id"] for finding in result["findings"]]


def test_a_translated_link_shows_a_latent_fault_as_what_it_is(tmp_path: Path) -> None:
    dmz = both("gateway_behind_nat", "latent_renewal")
    assert found(dmz, tmp_path) == ("latent_certificate_fault", "confirmed", "probable")


def test_a_left_over_management_group_does_not_hide_the_one_in_use(tmp_path: Path) -> None:
    dmz = Dmz("Lab-Passw0rd!")
    site = usual_site(dmz)
    dmz.add_agent(AGENT, {"A-OLD": (Parent(GATEWAY),), GROUP: (Parent(GATEWAY),)}, [site.root])
    dmz.boot()
    assert found(dmz, tmp_path)[0] == "trusted"


def test_the_noise_of_other_agents_does_not_hide_that_the_gateway_is_cut_off(tmp_path: Path) -> None:
    dmz = build("gateway_cut_off")
    gateway = dmz.gateways[GATEWAY]
    for number in range(1200):
        events.write(gateway.log, 20000, f"other{number}.dmz.example")
    assert found(dmz, tmp_path)[0] == "gateway_cut_off"


def test_active_directory_that_does_not_answer_is_named_although_the_registry_has_parents(tmp_path: Path) -> None:
    dmz = build("ad_integration")
    add_management_group(dmz.agents[AGENT].machine, GROUP, [Parent(GATEWAY)])
    assert found(dmz, tmp_path)[0] == "ad_integration"


@pytest.mark.parametrize("years", [-30, -10, 10, 70])
def test_clocks_that_are_years_off_hide_no_missing_root(years: int, tmp_path: Path) -> None:
    dmz = Dmz()
    usual_site(dmz).distrusting_agent(AGENT)
    dmz.clock.advance(timedelta(days=365 * years).total_seconds())
    dmz.boot()
    checked = diagnose_site(dmz, tmp_path)
    assert (checked["verdict"], checked["confidence"], checked["link"]) == ("clock_skew", "confirmed", "down")
    assert {"root_missing", "controller_clock_differs"} <= {finding["id"] for finding in checked["findings"]}
