# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An entry of the log tells a request that means a change from one that doesn't."""

from __future__ import annotations

import pytest

from tests.lab.wsman import names
from tests.lab.wsman.request_log import Entry

WIN32_SERVICE = names.cim_class("root/cimv2", "Win32_Service")


@pytest.mark.parametrize("method", ["SetBinaryValue", "DeleteKey", "StopService", "ChangeStartMode", "Create"])
def test_a_method_that_is_not_known_to_read_means_a_change(method: str) -> None:
    assert Entry("web01", action=method, cim_method=method).means_change


@pytest.mark.parametrize("method", ["EnumKey", "EnumValues", "GetBinaryValue", "GetSecurityDescriptor", "CheckAccess"])
def test_a_method_that_reads_means_no_change(method: str) -> None:
    assert not Entry("web01", action=method, cim_method=method).means_change


@pytest.mark.parametrize("action", ["Create", "Put", "Delete", "Subscribe"])
def test_an_action_on_an_object_that_is_not_known_to_read_means_a_change(action: str) -> None:
    assert Entry("web01", action=action, resource_uri=WIN32_SERVICE).means_change


@pytest.mark.parametrize("action", ["", "Get", "Enumerate", "Pull", "Release", "Identify"])
def test_an_action_that_reads_means_no_change(action: str) -> None:
    assert not Entry("web01", action=action, resource_uri=WIN32_SERVICE).means_change


@pytest.mark.parametrize("action", ["Create", "Command", "Receive", "Signal", "Delete"])
def test_a_shells_action_means_no_change(action: str) -> None:
    assert not Entry("web01", action=action, resource_uri=names.COMMAND_SHELL).means_change


def test_an_unknown_action_of_a_shell_means_a_change() -> None:
    assert Entry("web01", action="Put", resource_uri=names.COMMAND_SHELL).means_change
