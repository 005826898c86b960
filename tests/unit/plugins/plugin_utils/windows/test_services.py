# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services are told to change, and watched until they have, on a clock that the test moves."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import FaultFields, ServiceError, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import FIRST_POLL_SECONDS, Services
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import CimObject

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim

NAME = "HealthService"
MISSING = WsmanFault(FaultFields("DestinationUnreachable", 2150858752))
DENIED = WsmanFault(FaultFields("AccessDenied", 5))


class Waiting:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Waiting:
    return Waiting()


@pytest.fixture
def services(session: Any, clock: Waiting) -> Services:
    return Services(session, clock.sleep, clock.now)


def _in(state: str, process_id: int = 4711) -> CimObject:
    return cim(Name=NAME, State=state, StartMode="Auto", ProcessId=0 if state == "Stopped" else process_id)


def _states(host: FakeHost, *states: str) -> None:
    host.methods["Get"] = [_in(state) for state in states]


def _answer(host: FakeHost, method: str, *codes: object) -> None:
    host.methods[method] = [cim(ReturnValue=code) for code in codes]


def test_a_service_is_read(host: FakeHost, services: Services) -> None:
    _states(host, "Running")
    assert services.get(NAME) == Service(NAME, "Running", "Auto", 4711)
    assert host.calls == [("Get", {"Name": NAME})]


def test_what_a_host_leaves_out_is_unknown(host: FakeHost, services: Services) -> None:
    host.methods["Get"] = [cim()]
    assert services.get(NAME) == Service(NAME, "Unknown", "Unknown", 0)


def test_a_service_that_is_not_installed_is_none(host: FakeHost, services: Services) -> None:
    host.methods["Get"] = [MISSING]
    assert services.get(NAME) is None


def test_a_service_that_may_not_be_read_is_no_missing_one(host: FakeHost, services: Services) -> None:
    host.methods["Get"] = [DENIED]
    with pytest.raises(
        WsmanFault, match="^cannot read the service HealthService of web01.dmz.example: access is denied"
    ):
        services.get(NAME)


def test_a_start_waits_until_the_service_runs(host: FakeHost, services: Services, clock: Waiting) -> None:
    _answer(host, "StartService", 0)
    _states(host, "Start Pending", "Start Pending", "Running")
    assert services.start(NAME, 30).state == "Running"
    assert clock.seconds == FIRST_POLL_SECONDS + 2 * FIRST_POLL_SECONDS
    assert host.methods_called == ["StartService", "Get", "Get", "Get"]


def test_a_stop_waits_until_the_service_has_stopped(host: FakeHost, services: Services, clock: Waiting) -> None:
    _answer(host, "StopService", 0)
    _states(host, "Stop Pending", "Stopped")
    assert services.stop(NAME, 30).process_id == 0
    assert clock.seconds == FIRST_POLL_SECONDS


def test_a_service_that_is_there_at_once_is_not_waited_for(host: FakeHost, services: Services, clock: Waiting) -> None:
    _answer(host, "StartService", 0)
    _states(host, "Running")
    services.start(NAME, 30)
    assert clock.seconds == 0


@pytest.mark.parametrize("code", [0, 7, 10])
def test_a_start_goes_on_when_the_service_runs_or_takes_long(host: FakeHost, services: Services, code: int) -> None:
    _answer(host, "StartService", code)
    _states(host, "Running")
    assert services.start(NAME, 30).state == "Running"


@pytest.mark.parametrize("code", [0, 5, 6, 7])
def test_a_stop_goes_on_when_the_service_has_stopped_or_takes_long(
    host: FakeHost, services: Services, code: int
) -> None:
    _answer(host, "StopService", code)
    _states(host, "Stopped")
    assert services.stop(NAME, 30).state == "Stopped"


def test_a_stop_that_comes_while_the_service_starts_is_asked_again_once_it_runs(
    host: FakeHost, services: Services
) -> None:
    _answer(host, "StopService", 5, 0)
    _states(host, "Start Pending", "Running", "Stop Pending", "Stopped")
    assert services.stop(NAME, 30).state == "Stopped"
    assert host.methods_called == ["StopService", "Get", "Get", "StopService", "Get", "Get"]


def test_a_start_that_comes_while_the_service_stops_is_asked_again_once_it_has_stopped(
    host: FakeHost, services: Services
) -> None:
    _answer(host, "StartService", 10, 0)
    _states(host, "Stop Pending", "Stopped", "Start Pending", "Running")
    assert services.start(NAME, 30).state == "Running"
    assert host.methods_called == ["StartService", "Get", "Get", "StartService", "Get", "Get"]


def test_a_start_that_is_refused_once_the_service_has_stopped_says_why(host: FakeHost, services: Services) -> None:
    _answer(host, "StartService", 10, 14)
    _states(host, "Stopped")
    with pytest.raises(ServiceError, match=r"it is disabled \(Win32_Service returned 14\)$"):
        services.start(NAME, 30)


def test_a_service_that_starts_and_ends_by_itself_is_not_started_over_and_over(
    host: FakeHost, services: Services
) -> None:
    _answer(host, "StartService", 0)
    _states(host, "Start Pending", "Stopped")
    with pytest.raises(ServiceError, match="it is still Stopped after 30 seconds$"):
        services.start(NAME, 30)
    assert host.methods_called.count("StartService") == 1


def test_a_service_that_never_accepts_the_stop_is_given_up_in_time(
    host: FakeHost, services: Services, clock: Waiting
) -> None:
    _answer(host, "StopService", 5)
    _states(host, "Running")
    with pytest.raises(ServiceError, match="it is still Running after 30 seconds$"):
        services.stop(NAME, 30)
    assert clock.seconds == 30


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (2, "access is denied"),
        (14, "it is disabled"),
        (15, "its account could not log on"),
        (21, "the request was refused"),
        (None, "the request was refused"),
    ],
)
def test_a_refused_start_says_why(host: FakeHost, services: Services, code: int | None, meaning: str) -> None:
    _answer(host, "StartService", code)
    with pytest.raises(ServiceError) as caught:
        services.start(NAME, 30)
    assert str(caught.value) == (
        f"cannot start the service HealthService of web01.dmz.example: {meaning} (Win32_Service returned {code})"
    )


def test_a_stop_that_dependent_services_prevent_says_so(host: FakeHost, services: Services) -> None:
    _answer(host, "StopService", 3)
    with pytest.raises(ServiceError, match="services that depend on it are running"):
        services.stop(NAME, 30)


STARTED_AGAIN = cim(Name=NAME, State="Running", StartMode="Auto", ProcessId=4712)


def test_a_service_that_somebody_starts_again_while_it_is_waited_for_has_stopped_before(
    host: FakeHost, services: Services, clock: Waiting
) -> None:
    _answer(host, "StopService", 0)
    host.methods["Get"] = [_in("Running"), _in("Stop Pending"), STARTED_AGAIN]
    assert services.stop(NAME, 60, 4711) == Service(NAME, "Running", "Auto", 4712)
    assert clock.seconds == FIRST_POLL_SECONDS


def test_a_service_that_somebody_has_restarted_already_is_not_stopped(host: FakeHost, services: Services) -> None:
    host.methods["Get"] = [STARTED_AGAIN]
    assert services.stop(NAME, 60, 4711) == Service(NAME, "Running", "Auto", 4712)
    assert host.methods_called == ["Get"]


@pytest.mark.parametrize("early", [0, 4712], ids=["without an id yet", "with its id"])
def test_a_service_that_somebody_has_started_before_the_stop_is_stopped_once_it_runs(
    host: FakeHost, services: Services, early: int
) -> None:
    _answer(host, "StopService", 5, 5, 0)
    states = ["Start Pending", "Running", "Running", "Stop Pending", "Stopped"]
    host.methods["Get"] = [_in("Start Pending", early), *(_in(state, 4712) for state in states)]
    assert services.stop(NAME, 60, 4711, spares_another=False).state == "Stopped"
    assert host.methods_called == [
        *("StopService", "Get", "Get", "Get"),
        *("StopService", "Get", "StopService", "Get", "Get"),
    ]


def test_a_service_that_somebody_starts_while_one_that_does_not_run_is_stopped_is_stopped_too(
    host: FakeHost, services: Services
) -> None:
    _answer(host, "StopService", 6, 0)
    _states(host, "Start Pending", "Running", "Stop Pending", "Stopped")
    assert services.stop(NAME, 60, spares_another=False).state == "Stopped"
    assert host.methods_called == ["StopService", "Get", "Get", "StopService", "Get", "Get"]


@pytest.mark.parametrize("state", ["Running", "Stop Pending"])
def test_a_stop_that_met_a_process_that_nobody_knew_is_waited_for(
    host: FakeHost, services: Services, state: str
) -> None:
    _answer(host, "StopService", 0)
    host.methods["Get"] = [_in(state, 4712), _in("Stop Pending", 4712), _in("Stopped")]
    assert services.stop(NAME, 60, 4711, spares_another=False).state == "Stopped"


@pytest.mark.parametrize(("code", "first"), [(0, 4711), (5, 4711), (5, 4712)])
def test_a_process_that_appears_after_the_stop_was_asked_for_is_left_alone(
    host: FakeHost, services: Services, code: int, first: int
) -> None:
    _answer(host, "StopService", code)
    host.methods["Get"] = [_in("Stop Pending", first), _in("Running", 4713)]
    assert services.stop(NAME, 60, 4711, spares_another=False).process_id == 4713
    assert host.methods_called == ["StopService", "Get", "Get"]


def test_a_stop_of_the_process_that_is_known_needs_no_look_before_it(host: FakeHost, services: Services) -> None:
    _answer(host, "StopService", 0)
    _states(host, "Stop Pending", "Stopped")
    services.stop(NAME, 60, 4711, spares_another=False)
    assert host.methods_called == ["StopService", "Get", "Get"]


def test_a_service_that_does_not_get_there_is_given_up_in_time(
    host: FakeHost, services: Services, clock: Waiting
) -> None:
    _answer(host, "StopService", 0)
    _states(host, "Stop Pending")
    with pytest.raises(ServiceError) as caught:
        services.stop(NAME, 30)
    assert str(caught.value) == (
        "cannot stop the service HealthService of web01.dmz.example: it is still Stop Pending after 30 seconds"
    )
    assert clock.seconds == 30


def test_a_service_that_goes_away_while_waited_for_is_told(host: FakeHost, services: Services) -> None:
    _answer(host, "StartService", 0)
    host.methods["Get"] = [_in("Start Pending"), MISSING]
    with pytest.raises(ServiceError, match="it is no longer installed$"):
        services.start(NAME, 30)


def test_a_fault_while_starting_is_told_as_such(host: FakeHost, services: Services) -> None:
    host.methods["StartService"] = [DENIED]
    with pytest.raises(
        WsmanFault, match="^cannot start the service HealthService of web01.dmz.example: access is denied"
    ):
        services.start(NAME, 30)
