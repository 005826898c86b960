# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who reaches whom."""

from __future__ import annotations

import pytest

from tests.lab.opsmgr.network import HOST_NOT_FOUND, REFUSED, TIMED_OUT, ConnectFailed, Network

HERE, ELSEWHERE = "192.0.2.10", "192.0.2.11"
SERVER = "198.51.100.1"


@pytest.fixture
def network() -> Network[str]:
    network: Network[str] = Network()
    network.name("gw01.corp.example", SERVER)
    network.listen(SERVER, 5723, "gateway")
    return network


def failure(network: Network[str], host: str = "gw01.corp.example", port: int = 5723, source: str = HERE) -> int:
    with pytest.raises(ConnectFailed) as caught:
        network.connect(host, port, source)
    return caught.value.code


def test_a_listener_is_reached_by_name_whatever_its_case(network: Network[str]) -> None:
    reached = network.connect("GW01.corp.example", 5723, HERE)
    assert (reached.listener, reached.address) == ("gateway", SERVER)


def test_each_failure_has_its_code(network: Network[str]) -> None:
    assert failure(network, "nowhere.corp.example") == HOST_NOT_FOUND
    assert failure(network, port=5724) == REFUSED
    network.filter(SERVER)
    assert failure(network) == TIMED_OUT


def test_a_filter_may_be_open_to_one_source(network: Network[str]) -> None:
    network.filter(SERVER)
    network.filter(SERVER, False, source=HERE)
    assert network.connect("gw01.corp.example", 5723, HERE).listener == "gateway"
    assert failure(network, source=ELSEWHERE) == TIMED_OUT


def test_a_name_may_be_unknown_to_one_source(network: Network[str]) -> None:
    network.name("gw01.corp.example", None, source=HERE)
    assert failure(network) == HOST_NOT_FOUND
    assert network.connect("gw01.corp.example", 5723, ELSEWHERE).listener == "gateway"


def test_a_translated_address_leads_to_the_listener_and_is_what_is_seen(network: Network[str]) -> None:
    network.translate("203.0.113.10", SERVER)
    network.name("gw01.corp.example", "203.0.113.10")
    reached = network.connect("gw01.corp.example", 5723, HERE)
    assert (reached.listener, reached.address) == ("gateway", "203.0.113.10")
