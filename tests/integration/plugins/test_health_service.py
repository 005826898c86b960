# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""health_service does not restart what would not come back, and says so before anything is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ServiceError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.certificate import NOT_FOUND

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.installation import MACHINE_SETTINGS, channel_key
from tests.lab.scenarios import AGENT, build

MY = r"HKLM\SOFTWARE\Microsoft\SystemCertificates\MY"

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    with ExitStack() as stack:

        def run_module(dmz: Dmz, state: str = "restarted", **arguments: Any) -> dict[str, Any]:
            site = stack.enter_context(serve_watched(dmz))
            return act(connect(site.endpoint, host=AGENT), "health_service", tmp_path, state=state, **arguments)

        yield run_module


def process(dmz: Dmz) -> int:
    return dmz.agents[AGENT].service.process_id


def newest(dmz: Dmz) -> int:
    return max(record.record_id for record in dmz.agents[AGENT].log)


def ids(result: dict[str, Any]) -> list[str]:
    return [finding["id"] for finding in result["findings"]]


def test_a_healthy_agent_is_restarted(run: Run) -> None:
    dmz = build("trusted")
    before = process(dmz)
    result = run(dmz)
    assert (result["changed"], result["findings"], "failed" in result, "warnings" in result) == (True, [], False, False)
    assert result["service"]["process_id"] == process(dmz) != before


def test_a_restart_looks_at_the_registry_in_one_command_line_and_at_the_log_in_another(run: Run) -> None:
    dmz = build("trusted")
    run(dmz)
    assert ["wevtutil" in line for line in dmz.machines[AGENT].commands] == [False, True]


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("scenario", "fault"),
    [
        ("latent_renewal", "channel_certificate_not_found"),
        ("latent_expiry", "certificate_expired"),
        ("private_key_missing", "private_key_missing"),
    ],
)
def test_a_restart_that_would_expose_a_fault_is_refused(run: Run, scenario: str, fault: str, check_mode: bool) -> None:
    dmz = build(scenario)
    before = process(dmz), newest(dmz)
    result = run(dmz, check_mode=check_mode)
    assert (result["failed"], result["changed"], ids(result)) == (True, False, [fault])
    assert (process(dmz), newest(dmz)) == before


def test_the_refusal_says_what_was_seen_and_what_to_do(run: Run) -> None:
    dmz = build("latent_renewal")
    serial = dmz.machines[AGENT].registry.as_system().data(MACHINE_SETTINGS, "ChannelCertificateSerialNumber")
    assert isinstance(serial, bytes)
    assert run(dmz)["msg"] == (
        f"the restart of HealthService of {AGENT} is refused: the store My holds no certificate with the serial "
        f"{serial[::-1].hex().upper()}, and the running service would not come back with it "
        f"(channel_certificate_not_found). {NOT_FOUND.fix.rstrip('.')}, or set latent_fault: warn"
    )


@pytest.mark.parametrize(("check_mode", "restarted"), [(False, True), (True, False)])
def test_a_warning_is_given_and_the_restart_goes_on(run: Run, check_mode: bool, restarted: bool) -> None:
    dmz = build("latent_renewal")
    before = process(dmz)
    result = run(dmz, latent_fault="warn", check_mode=check_mode)
    assert (result["changed"], ids(result)) == (True, ["channel_certificate_not_found"])
    [warning] = result["warnings"]
    assert warning.startswith(f"the restart of HealthService of {AGENT} is a risk: the store My holds no certificate ")
    assert (process(dmz) != before) is restarted


def test_nothing_is_looked_for_when_faults_are_ignored(run: Run) -> None:
    dmz = build("latent_renewal")
    result = run(dmz, latent_fault="ignore")
    assert (result["changed"], result["findings"], "warnings" in result) == (True, [], False)
    assert [line for line in dmz.machines[AGENT].commands if "reg query" in line] == []


@pytest.mark.parametrize("state", ["started", "stopped"])
def test_only_a_restart_is_refused(run: Run, state: str) -> None:
    assert "failed" not in run(build("latent_renewal"), state)


def test_a_service_that_does_not_run_has_nothing_to_lose(run: Run) -> None:
    dmz = build("latent_renewal")
    run(dmz, "stopped")
    result = run(dmz)
    assert ("failed" in result, result["findings"], result["service"]["state"]) == (False, [], "Running")


@pytest.mark.parametrize("latent_fault", ["refuse", "ignore"])
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_service_that_runs_though_it_is_disabled_is_not_stopped_because_it_would_not_start_again(
    run: Run, check_mode: bool, latent_fault: str
) -> None:
    dmz = build("trusted")
    dmz.agents[AGENT].service.start_mode = "Disabled"
    before = process(dmz)
    with pytest.raises(ServiceError) as refused:
        run(dmz, check_mode=check_mode, latent_fault=latent_fault)
    assert str(refused.value) == (
        f"the restart of HealthService of {AGENT} is refused, because it is disabled and would not start again: "
        "set its start mode to automatic first"
    )
    assert process(dmz) == before


@pytest.mark.parametrize(("state", "service_state"), [("started", "Running"), ("stopped", "Stopped")])
def test_a_service_that_is_disabled_is_brought_to_a_state_that_needs_no_start(
    run: Run, state: str, service_state: str
) -> None:
    dmz = build("trusted")
    dmz.agents[AGENT].service.start_mode = "Disabled"
    assert run(dmz, state)["service"]["state"] == service_state


def test_a_service_that_runs_is_restarted_though_it_was_started_by_hand(run: Run) -> None:
    dmz = build("trusted")
    dmz.agents[AGENT].service.start_mode = "Manual"
    before = process(dmz)
    assert run(dmz)["service"]["process_id"] == process(dmz) != before


def test_no_registered_certificate_is_no_latent_fault(run: Run) -> None:
    assert run(build("certificate_unregistered"))["changed"] is True


@pytest.mark.parametrize("key", [MACHINE_SETTINGS, MY])
def test_what_cannot_be_read_refuses_the_restart_too(run: Run, key: str) -> None:
    dmz = build("trusted")
    dmz.machines[AGENT].registry.deny(key, "read")
    before = process(dmz)
    result = run(dmz)
    assert (result["failed"], result["findings"], process(dmz)) == (True, [], before)
    assert result["msg"].startswith(f"the restart of HealthService of {AGENT} is refused: cannot read the ")
    assert result["msg"].endswith(
        ", so it is not known whether the running service would come back. "
        "Give the WinRM account the right to read it, or set latent_fault: warn"
    )


def test_what_cannot_be_read_is_a_warning_where_faults_are(run: Run) -> None:
    dmz = build("trusted")
    dmz.machines[AGENT].registry.deny(MACHINE_SETTINGS, "read")
    result = run(dmz, latent_fault="warn")
    assert (result["changed"], len(result["warnings"])) == (True, 1)


def test_my_does_not_matter_where_no_certificate_is_registered(run: Run) -> None:
    dmz = build("certificate_unregistered")
    dmz.machines[AGENT].registry.deny(MY, "read")
    assert "failed" not in run(dmz)


def test_a_warning_about_a_certificate_is_no_reason_to_refuse(run: Run) -> None:
    assert "failed" not in run(build("two_with_one_serial"))


def test_an_archived_certificate_is_a_warning_because_the_service_may_pass_it_over(run: Run) -> None:
    dmz = build("trusted")
    machine = dmz.machines[AGENT]
    [certificate] = machine.stores.certificates("My")
    machine.stores.add("My", certificate, key=channel_key(machine), archived=True)
    result = run(dmz)
    assert ("failed" not in result, ids(result)) == (True, ["channel_certificate_archived"])
    assert "might not come back with it" in result["warnings"][0]


def test_a_service_that_could_not_load_its_certificate_by_the_clock_of_its_host_is_not_restarted(run: Run) -> None:
    dmz = build("trusted")
    before = process(dmz)
    dmz.machines[AGENT].clock.skew = timedelta(days=-730)
    result = run(dmz)
    assert (result["failed"], result["changed"], ids(result)) == (True, False, ["certificate_not_yet_valid"])
    assert process(dmz) == before


def test_a_certificate_that_is_in_date_by_the_hosts_clock_alone_would_be_refused_by_others(run: Run) -> None:
    dmz = build("latent_expiry")
    dmz.machines[AGENT].clock.skew = timedelta(days=-365)
    assert ids(run(dmz)) == ["certificate_expired"]
