# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Only certainty makes two hosts that cannot talk by TLS."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import VERSIONS, Schannel, no_common_protocol

ONLY_1_0 = {"TLS 1.0": True, "TLS 1.1": False, "TLS 1.2": False, "TLS 1.3": False}
ONLY_1_2 = {"TLS 1.0": False, "TLS 1.1": False, "TLS 1.2": True}


def settings(values: Mapping[str, bool | None]) -> Schannel:
    """A host with the same settings for both ends of a connection."""
    each = {version: values.get(version) for version in VERSIONS}
    return Schannel(each, each)


@pytest.mark.parametrize(
    ("client", "server", "nothing_common"),
    [
        ({}, {}, False),
        (ONLY_1_0, ONLY_1_2, True),
        (ONLY_1_2, ONLY_1_0, True),
        (ONLY_1_0, {"TLS 1.0": False}, True),
        (ONLY_1_0, {}, False),
        (ONLY_1_0, ONLY_1_0, False),
        (ONLY_1_2, ONLY_1_2, False),
        (dict.fromkeys(VERSIONS, False), {}, True),
        ({}, dict.fromkeys(VERSIONS, False), True),
        (dict.fromkeys(VERSIONS[:3], False), {}, True),
        ({**dict.fromkeys(VERSIONS[:3], False), "TLS 1.3": True}, {}, True),
        ({**dict.fromkeys(VERSIONS[:3], False), "TLS 1.3": True}, {"TLS 1.3": True}, False),
        ({"TLS 1.0": False, "TLS 1.1": False}, {"TLS 1.0": False}, False),
    ],
    ids=[
        "all default",
        "old client and new server",
        "new client and old server",
        "old client and a server without it",
        "old client and a default server",
        "both old",
        "both new",
        "client without any",
        "server without any",
        "TLS 1.3 by default",
        "TLS 1.3 at one end",
        "TLS 1.3 at both ends",
        "TLS 1.2 by default",
    ],
)
def test_only_certainty_makes_two_hosts_without_a_common_version(
    client: Mapping[str, bool | None], server: Mapping[str, bool | None], nothing_common: bool
) -> None:
    assert no_common_protocol(settings(client), settings(server)) is nothing_common


def test_the_clients_client_end_is_held_against_the_servers_server_end() -> None:
    off = dict.fromkeys(VERSIONS, False)
    assert not no_common_protocol(Schannel(server=off), Schannel(client=off))
