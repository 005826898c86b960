# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a host is a member of a domain is taken from what Windows says, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import FaultFields, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.computer import read_computer

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim


@pytest.mark.parametrize(
    ("properties", "computer"),
    [
        ({"Domain": "corp.example", "PartOfDomain": "true"}, Computer("corp.example", True)),
        ({"Domain": "CORP", "PartOfDomain": "TRUE"}, Computer("CORP", True)),
        ({"Domain": "WORKGROUP", "PartOfDomain": "false"}, Computer("WORKGROUP", False)),
        ({"Domain": "corp.example", "PartOfDomain": None}, None),
        ({"Domain": None, "PartOfDomain": "true"}, None),
        ({"Domain": "corp.example", "PartOfDomain": "perhaps"}, None),
        ({"Domain": "corp\nexample", "PartOfDomain": "true"}, None),
        ({"Domain": "c" * 256, "PartOfDomain": "true"}, None),
        ({}, None),
    ],
)
def test_a_computer_is_a_member_of_a_domain_or_not_or_it_is_not_known(
    properties: Mapping[str, object], computer: Computer | None, host: FakeHost, windows: Host
) -> None:
    host.methods["Query"] = [cim(**properties)]
    assert read_computer(windows) == computer


def test_no_instance_tells_nothing(host: FakeHost, windows: Host) -> None:
    host.methods["Query"] = []
    assert read_computer(windows) is None


def test_a_host_that_refuses_is_an_error_that_names_the_attempt(
    host: FakeHost, windows: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(namespace: str, wql: str) -> None:
        raise WsmanFault(FaultFields("AccessDenied", 5))

    monkeypatch.setattr(host, "query", refuse)
    with pytest.raises(WsmanFault, match="^cannot read whether web01.dmz.example is a member of a domain: "):
        read_computer(windows)
