# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Win32_Service: return codes and pending states."""

from __future__ import annotations

import pytest

from tests.lab.windows.cim import CimError
from tests.lab.windows.machine import Machine
from tests.lab.windows.services import Service, ServiceResult
from tests.unit.lab.conftest import Time


@pytest.fixture
def service(machine: Machine) -> Service:
    service = machine.services.add(Service("HealthService", "Microsoft Monitoring Agent", "HealthService.exe"))
    machine.services.boot()
    return service


def call(machine: Machine, method: str, name: str = "healthservice", **parameters: str) -> object:
    texts = {key: [value] for key, value in parameters.items()}
    return machine.cim_class("Win32_Service").invoke(method, {"Name": name}, texts)["ReturnValue"]


def look(machine: Machine) -> object:
    rows = machine.cim_class("Win32_Service").instances()
    return next(row["State"] for row in rows if row["Name"] == "HealthService")


def test_a_stop_is_pending_for_one_look(machine: Machine, service: Service) -> None:
    assert call(machine, "StopService") == 0
    assert [look(machine), look(machine)] == ["Stop Pending", "Stopped"]
    assert service.process_id == 0


def test_a_pending_state_ends_by_itself(machine: Machine, service: Service, time: Time) -> None:
    call(machine, "StopService")
    time.pass_(1.0)
    assert look(machine) == "Stopped"


def test_a_pending_state_can_last_for_several_looks(machine: Machine, service: Service) -> None:
    service.pending_reads = 3
    call(machine, "StopService")
    assert [look(machine) for _ in range(4)] == ["Stop Pending"] * 3 + ["Stopped"]


def test_a_service_that_starts_again_is_another_process(machine: Machine, service: Service) -> None:
    service.pending_reads = 0
    before = service.process_id
    call(machine, "StopService")
    assert call(machine, "StartService") == 0
    assert (look(machine), service.process_id != before) == ("Running", True)


def test_starting_a_running_service_is_10_and_stopping_a_stopped_one_5(machine: Machine, service: Service) -> None:
    assert call(machine, "StartService") == 10
    service.pending_reads = 0
    call(machine, "StopService")
    assert call(machine, "StopService") == 5


def test_a_service_cannot_start_while_it_stops(machine: Machine, service: Service) -> None:
    call(machine, "StopService")
    assert call(machine, "StartService") == 10


def test_a_disabled_service_does_not_start(machine: Machine, service: Service) -> None:
    service.pending_reads = 0
    call(machine, "StopService")
    assert call(machine, "ChangeStartMode", StartMode="Disabled") == 0
    assert call(machine, "StartService") == 14


def test_dependents_that_run_forbid_a_stop(machine: Machine, service: Service) -> None:
    service.dependents = ("WinRM",)
    assert call(machine, "StopService") == 3


def test_a_refusal_is_answered_instead_of_the_work(machine: Machine, service: Service) -> None:
    service.refusals["StopService"] = ServiceResult.TIMEOUT
    assert (call(machine, "StopService"), look(machine)) == (7, "Running")


def test_a_service_that_does_not_exist_is_a_fault(machine: Machine) -> None:
    with pytest.raises(CimError) as caught:
        call(machine, "StartService", "NoSuch")
    assert (caught.value.kind, caught.value.parameter_info) == ("not_found", 'Win32_Service.Name="NoSuch"')
