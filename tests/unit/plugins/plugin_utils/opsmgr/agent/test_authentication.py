# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an agent authenticates follows from its registered certificate and from the domains of both sides, and doubts stay doubts."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import (
    Authentication,
    Relation,
    authentication_of,
    relation_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer

CORP = Computer("corp.example", True)
SHOUTED = Computer("CORP.Example", True)
CHILD = Computer("dmz.corp.example", True)
ALIKE = Computer("xcorp.example", True)
PARTNER = Computer("partner.example", True)
WORKGROUP = Computer("WORKGROUP", False)
NAMESAKE = Computer("corp.example", False)
COMPUTERS = (CORP, CHILD, PARTNER, WORKGROUP, NAMESAKE, None)


@pytest.mark.parametrize(
    ("host", "gateway", "relation"),
    [
        (CORP, CORP, "same_domain"),
        (SHOUTED, CORP, "same_domain"),
        (CHILD, CORP, "one_tree"),
        (CORP, CHILD, "one_tree"),
        (ALIKE, CORP, "other_domain"),
        (PARTNER, CORP, "other_domain"),
        (WORKGROUP, CORP, "workgroup"),
        (NAMESAKE, CORP, "workgroup"),
        (CORP, NAMESAKE, "workgroup"),
        (None, WORKGROUP, "workgroup"),
        (CORP, None, "unknown"),
        (None, CORP, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_domains_stand_to_each_other_as_their_names_tell(
    host: Computer | None, gateway: Computer | None, relation: str
) -> None:
    assert relation_of(host, gateway) == Relation(relation)


def brief(decided: Authentication) -> tuple[str, bool, bool]:
    return str(decided.method), decided.certain, decided.uses_stores


@pytest.mark.parametrize("gateway", COMPUTERS)
@pytest.mark.parametrize("host", COMPUTERS)
def test_a_registered_certificate_is_what_an_agent_is_judged_by(
    host: Computer | None, gateway: Computer | None
) -> None:
    assert brief(authentication_of(True, host, gateway)) == ("certificate", True, True)


@pytest.mark.parametrize("gateway", COMPUTERS)
def test_a_host_in_a_workgroup_needs_a_certificate(gateway: Computer | None) -> None:
    assert brief(authentication_of(False, WORKGROUP, gateway)) == ("certificate", True, True)


@pytest.mark.parametrize(
    ("host", "gateway", "method", "certain", "words"),
    [
        (CORP, CORP, "kerberos", True, "host and gateway are members of the domain corp.example"),
        (SHOUTED, CORP, "kerberos", True, "members of the domain corp.example"),
        (CHILD, CORP, "kerberos", False, "which by their names are of one forest"),
        (PARTNER, CORP, "kerberos", False, "whether these trust each other cannot be seen from here"),
        (CORP, None, "kerberos", False, "the domain of the gateway is not known"),
        (CORP, WORKGROUP, "unknown", False, "the gateway is in the workgroup WORKGROUP"),
        (None, CORP, "unknown", False, "could not be read"),
        (None, None, "unknown", False, "could not be read"),
    ],
)
def test_a_member_without_a_certificate_uses_kerberos(
    host: Computer | None, gateway: Computer | None, method: str, certain: bool, words: str
) -> None:
    decided = authentication_of(False, host, gateway)
    assert brief(decided) == (method, certain, False)
    assert words in decided.reason


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize("loaded", [True, False, None])
@pytest.mark.parametrize("gateway", COMPUTERS)
@pytest.mark.parametrize("host", [CORP, CHILD, PARTNER, None])
def test_what_a_host_trusts_never_matters_without_a_certificate_unless_it_is_known_to_be_in_a_workgroup(
    host: Computer | None, gateway: Computer | None, loaded: bool | None, linked: bool
) -> None:
    assert not authentication_of(False, host, gateway, loaded, linked).uses_stores


@pytest.mark.parametrize(
    ("host", "loaded", "linked", "expected"),
    [
        (PARTNER, False, True, ("kerberos", True, False)),
        (PARTNER, False, False, ("kerberos", False, False)),
        (PARTNER, None, True, ("kerberos", False, False)),
        (PARTNER, True, True, ("unknown", False, False)),
        (PARTNER, True, False, ("unknown", False, False)),
        (None, False, True, ("kerberos", True, False)),
        (None, True, True, ("unknown", False, False)),
        (CORP, True, True, ("kerberos", True, False)),
    ],
)
def test_a_link_proves_kerberos_where_the_service_started_without_a_certificate(
    host: Computer | None, loaded: bool | None, linked: bool, expected: tuple[str, bool, bool]
) -> None:
    assert brief(authentication_of(False, host, CORP, loaded, linked)) == expected
