# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An endpoint is strict unless it is told not to be, and its clients understand why."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from winrm.exceptions import WSManFaultError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import FakeHost
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits


def get_with_a_strange_header(endpoint: Endpoint) -> ElementTree.Element:
    strange = {"@env:mustUnderstand": "true", "#text": "x"}
    return clients.send(
        clients.pywinrm(endpoint), names.GET, clients.SERVICE, selectors={"Name": "Service001"}, cfg_Strange=strange
    )


def test_a_header_that_is_not_understood_is_a_fault_of_soap(endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError) as caught:
        get_with_a_strange_header(endpoint)
    error = caught.value
    assert (error.wsman_fault_code, error.fault_code, error.fault_subcode) == (2150858768, "s:MustUnderstand", None)


def test_an_endpoint_that_is_not_strict_passes_it_over(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(is_strict=False)) as endpoint:
        assert clients.texts(get_with_a_strange_header(endpoint), "Name") == ["Service001"]
