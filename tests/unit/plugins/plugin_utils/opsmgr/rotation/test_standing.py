# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host is covered when it would trust what the new root issues, wherever its copy of the root comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import plan_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import look
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import ENHANCED_KEY_USAGE, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes

from tests.unit.plugins.plugin_utils.opsmgr.hosts import parent
from tests.unit.plugins.plugin_utils.opsmgr.rotations import (
    GW1,
    GW2,
    NEW,
    NEW_GATEWAY,
    OLD,
    OLD_GATEWAY,
    host,
    rotation,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

ISSUING = issue("Corp Issuing CA 2", NEW)
BUNDLE = (NEW.certificate, ISSUING.certificate)
LACKS_ROOT = f"the root {NEW.certificate.subject} is not among the trusted roots"


def holding(properties: Mapping[int, bytes] | None = None, physical: str = ".Default") -> HostState:
    """A host with the new root in one physical store."""
    entry = StoreEntry(NEW.certificate, {physical: Blob(NEW.certificate.der, properties or {})})
    bare = host(root=(), old=None)
    return HostState(bare.agent, {**bare.stores, "Root": Store("Root", (entry,))})


@pytest.mark.parametrize("physical", [".Default", ".GroupPolicy", ".AuthRoot", ".Enterprise"])
def test_a_host_with_the_new_root_in_any_physical_store_is_covered(physical: str) -> None:
    standing = look(holding(physical=physical), rotation())
    assert (standing.covered, standing.gaps) == (True, ())
    assert standing.new_root is not None and standing.new_root.physical_stores == (physical,)


def test_a_host_without_it_is_not_covered() -> None:
    standing = look(host(root=()), rotation())
    assert (standing.covered, standing.gaps, standing.new_root) == (False, (LACKS_ROOT,), None)


def test_a_new_root_that_is_disallowed_does_not_cover() -> None:
    standing = look(host(disallowed=(NEW.certificate,)), rotation())
    assert standing.gaps == (f"{NEW.certificate.subject} is among the disallowed certificates",)


def test_a_new_root_that_is_not_valid_yet_does_not_cover() -> None:
    future = issue("Corp Root CA 3", not_before=NOW + YEAR / 2).certificate
    standing = look(host(root=(future,)), rotation(new=(future,)))
    assert standing.gaps == (f"{future.subject} is not valid before 2026-12-01T00:00:00Z",)


@pytest.mark.parametrize(
    ("held", "parents", "gaps"), [((), (GW1,), 1), ((ISSUING.certificate,), (GW1,), 0), ((), (GW2,), 0)]
)
def test_a_ca_that_was_not_given_and_that_a_parent_presents_has_to_be_there(
    held: Sequence[Certificate], parents: Sequence[str], gaps: int
) -> None:
    gateways = {GW1: (leaf(GW1, ISSUING), *reversed(BUNDLE)), GW2: NEW_GATEWAY}
    state = host(ca=held, parents=[parent(name) for name in parents])
    assert len(look(state, rotation(gateways)).gaps) == gaps


@pytest.mark.parametrize(("purposes", "covered"), [(["codeSigning"], False), (["serverAuth", "clientAuth"], True)])
def test_a_new_root_for_other_purposes_does_not_cover(purposes: list[str], covered: bool) -> None:
    standing = look(holding({ENHANCED_KEY_USAGE: encode_purposes(purposes)}), rotation())
    assert standing.covered is covered


def test_the_cas_given_with_the_new_root_belong_to_it() -> None:
    assert look(host(ca=(ISSUING.certificate,)), rotation(new=BUNDLE)).covered
    assert look(host(), rotation(new=BUNDLE)).gaps == (f"the CA {ISSUING.certificate.subject} is not in the stores",)


def test_what_is_missing_is_said_once() -> None:
    assert look(host(root=(), ca=(ISSUING.certificate,)), rotation(new=BUNDLE)).gaps == (LACKS_ROOT,)


def test_an_agent_is_pointed_at_the_gateways_among_its_parents_in_any_management_group() -> None:
    parents = (parent(GW2, "CORP"), parent(GW1.upper(), "CORP", index=1), parent(GW1, "OTHER"), parent("gw09", "THIRD"))
    standing = look(host(parents=parents), rotation({GW1: NEW_GATEWAY}))
    found = [(pointer.gateway, pointer.parent.management_group, pointer.parent.index) for pointer in standing.pointers]
    assert found == [(GW1, "CORP", 1), (GW1, "OTHER", 0)]


def test_a_gateway_behind_a_gateway_is_pointed_at_it() -> None:
    behind = host(role=Role.GATEWAY, server_groups=("CORP",), server_parents=(parent("ms01"), parent(GW1, index=1)))
    standing = look(behind, rotation({GW1: NEW_GATEWAY}))
    assert [(pointer.gateway, pointer.parent.index) for pointer in standing.pointers] == [(GW1, 1)]


def test_an_agent_that_knows_the_gateway_by_a_name_in_its_certificate_is_pointed_at_it() -> None:
    standing = look(host(parents=(parent(GW1),)), rotation({"gateway": OLD_GATEWAY}))
    assert [pointer.gateway for pointer in standing.pointers] == ["gateway"]


@pytest.mark.parametrize(
    ("facts", "unknown"),
    [
        ({}, False),
        ({"ad_integration": True}, True),
        ({"parents": (parent(GW1),)}, False),
        ({"parents": (parent(GW1),), "active_directory_groups": ("CORP",)}, True),
        ({"parents": (parent(GW1),), "management_groups": ("CORP", "OTHER")}, True),
        ({"parents": (parent(GW1), parent("", index=1))}, True),
    ],
)
def test_parents_that_the_registry_does_not_name_may_be_any_gateway(facts: dict[str, Any], unknown: bool) -> None:
    assert look(host(**facts), rotation()).parents_unknown is unknown


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ((), "hold 0 self-signed roots instead of one new root"),
        ((NEW.certificate, issue("Other").certificate), "hold 2 self-signed roots"),
        ((OLD.certificate,), "is given as new and as old"),
    ],
)
def test_a_rotation_leads_to_exactly_one_root_that_is_another_one(new: Sequence[Certificate], words: str) -> None:
    with pytest.raises(CertificateError, match=words):
        plan_rotation([], new, OLD.certificate.sha256, NOW)
