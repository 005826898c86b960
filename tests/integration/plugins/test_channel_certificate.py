# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""channel_certificate_info on hosts of the lab: what is wrong with their certificates, read from the registry alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.installation import MACHINE_SETTINGS
from tests.lab.scenarios import AGENT, build

SERIAL_VALUE = "ChannelCertificateSerialNumber"

Look = Callable[..., dict[str, Any]]


@pytest.fixture
def look(tmp_path: Path) -> Iterator[Look]:
    with ExitStack() as stack:

        def look_at(dmz: Dmz, host: str = AGENT, **arguments: Any) -> dict[str, Any]:
            site = stack.enter_context(serve_watched(dmz))
            result = act(connect(site.endpoint, host=host), "channel_certificate_info", tmp_path, **arguments)
            found: dict[str, Any] = result["channel_certificate"]
            return found

        yield look_at


def errors(found: dict[str, Any]) -> list[str]:
    return [each["id"] for each in found["findings"] if each["severity"] == "error"]


@pytest.mark.parametrize("host", [AGENT, GATEWAY])
def test_a_healthy_host_passes_every_check(look: Look, host: str) -> None:
    found = look(build("trusted"), host)
    assert [each for each in found["checks"] if each["passed"] is not True] == []
    assert (found["findings"], found["faults"]) == ([], [])


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("certificate_unregistered", ["channel_certificate_not_registered"]),
        ("serial_without_certificate", ["channel_certificate_not_found"]),
        ("certificate_in_agent_store", ["channel_certificate_not_found"]),
        ("latent_renewal", ["channel_certificate_not_found"]),
        ("latent_expiry", ["certificate_expired"]),
        ("private_key_missing", ["private_key_missing"]),
        ("private_key_of_user", ["private_key_of_user"]),
        ("cng_key", ["key_provider_cng"]),
        ("key_spec_signature", ["key_spec_wrong"]),
        ("certificate_expired", ["certificate_expired"]),
        ("certificate_not_yet_valid", ["certificate_not_yet_valid"]),
        ("purposes_missing", ["purposes_missing"]),
        ("other_common_name", ["common_name_differs"]),
        ("two_with_one_serial", []),
    ],
)
def test_what_is_wrong_is_found_and_nothing_else(look: Look, scenario: str, expected: list[str]) -> None:
    found = look(build(scenario))
    assert errors(found) == expected
    assert found["faults"] == [each["evidence"] for each in found["findings"] if each["severity"] == "error"]


def test_two_certificates_with_one_serial_are_a_warning(look: Look) -> None:
    found = look(build("two_with_one_serial"))
    assert [each["id"] for each in found["findings"]] == ["channel_certificate_ambiguous"]


def test_the_key_is_named_as_the_store_names_it(look: Look) -> None:
    assert look(build("cng_key"))["key"] == {
        "container": f"{AGENT}-cng",
        "provider": "Microsoft Software Key Storage Provider",
        "provider_type": 0,
        "machine_key_set": True,
        "key_spec": 0,
    }


def test_a_certificate_in_the_agents_own_store_is_told_at_the_price_of_one_more_command(look: Look) -> None:
    dmz = build("certificate_in_agent_store")
    found = look(dmz)
    assert found["faults"][0].endswith(", but the store Microsoft Monitoring Agent does")
    assert len(dmz.machines[AGENT].commands) == 2


def test_a_certificate_that_my_holds_is_found_with_one_command(look: Look) -> None:
    dmz = build("trusted")
    look(dmz)
    assert len(dmz.machines[AGENT].commands) == 1


def test_the_lead_time_is_the_users(look: Look) -> None:
    dmz = build("trusted")
    assert errors(look(dmz)) == []
    findings = look(dmz, expiry_lead_days=300)["findings"]
    assert [(each["id"], each["severity"]) for each in findings] == [("certificate_expiring", "warning")]
    assert findings[0]["evidence"].endswith(" days; 300 are wanted")


def test_a_root_that_the_host_does_not_trust_is_a_warning_and_no_fault(look: Look) -> None:
    dmz = build("trusted")
    dmz.machines[AGENT].stores.remove("Root", dmz.agent_authority.certificate)
    found = look(dmz)
    root = dmz.agent_authority.certificate.subject.rfc4514_string()
    assert (errors(found), found["chain"]["trusted"]) == ([], False)
    assert [each["evidence"] for each in found["findings"]] == [
        f"the certificate of {root}, which issued CN={AGENT}, was not found"
    ]


def test_what_cannot_be_read_is_an_error_and_never_a_verdict(look: Look) -> None:
    dmz = build("trusted")
    dmz.machines[AGENT].registry.deny(MACHINE_SETTINGS, "read")
    with pytest.raises(RegistryError, match=f"^cannot read the agent's configuration of {AGENT}: "):
        look(dmz)
