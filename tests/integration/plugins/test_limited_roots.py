# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway's root that came by Microsoft's root program, with properties that limit it: what a check says and whether the agent links.

The moments are before or after now, or before or after the beginning of the gateway's certificate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.integration.plugins.diagnosing import diagnose_site
from tests.lab.demonstration import GROUP
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.trust import CLIENTS, SERVERS, Purpose
from tests.lab.pki import IN_DATE
from tests.lab.scenarios import AGENT
from tests.lab.scenarios.site import usual_site
from tests.lab.windows.certificate_store import ENHKEY_USAGE, element, store_entry, thumbprint
from tests.lab.windows.root_properties import (
    DISALLOWED_ENHKEY_USAGE,
    DISALLOWED_FILETIME,
    NOT_BEFORE_ENHKEY_USAGE,
    NOT_BEFORE_FILETIME,
    filetime,
)

DISABLED_CA_FILETIME = 128
"""What it does is not known; the lab takes no notice of it."""

YEAR, DAY = timedelta(days=365), timedelta(days=1)
PAST, FUTURE = -YEAR, YEAR
BEFORE_ISSUE, AFTER_ISSUE = IN_DATE[0] - DAY, IN_DATE[0] + DAY


def usages(*purposes: Purpose) -> bytes:
    return x509.ExtendedKeyUsage(purposes).public_bytes()


SERVER, CLIENT, BOTH = usages(SERVERS), usages(CLIENTS), usages(SERVERS, CLIENTS)
CODE = usages(ExtendedKeyUsageOID.CODE_SIGNING)

Limits = Mapping[int, bytes | timedelta]

TRUSTED: tuple[Limits, ...] = (
    {},
    {ENHKEY_USAGE: BOTH},
    {DISALLOWED_FILETIME: FUTURE},
    {DISALLOWED_FILETIME: b""},
    {DISALLOWED_FILETIME: PAST, DISALLOWED_ENHKEY_USAGE: CODE},
    {DISALLOWED_FILETIME: PAST, DISALLOWED_ENHKEY_USAGE: CLIENT},
    {DISALLOWED_FILETIME: FUTURE, DISALLOWED_ENHKEY_USAGE: SERVER},
    {DISALLOWED_ENHKEY_USAGE: CODE},
    {NOT_BEFORE_FILETIME: AFTER_ISSUE},
    {NOT_BEFORE_FILETIME: FUTURE},
    {NOT_BEFORE_FILETIME: b""},
    {NOT_BEFORE_FILETIME: AFTER_ISSUE, NOT_BEFORE_ENHKEY_USAGE: SERVER},
    {NOT_BEFORE_FILETIME: BEFORE_ISSUE, NOT_BEFORE_ENHKEY_USAGE: CODE},
    {NOT_BEFORE_ENHKEY_USAGE: SERVER},
    {DISABLED_CA_FILETIME: FUTURE},
    {DISABLED_CA_FILETIME: b""},
)
RESTRICTED: tuple[Limits, ...] = (
    {ENHKEY_USAGE: CODE},
    {ENHKEY_USAGE: CLIENT},
    {DISALLOWED_FILETIME: PAST},
    {DISALLOWED_FILETIME: PAST, DISALLOWED_ENHKEY_USAGE: SERVER},
    {DISALLOWED_FILETIME: PAST, DISALLOWED_ENHKEY_USAGE: BOTH},
    {DISALLOWED_ENHKEY_USAGE: SERVER},
    {DISALLOWED_FILETIME: b"", DISALLOWED_ENHKEY_USAGE: SERVER},
    {NOT_BEFORE_FILETIME: BEFORE_ISSUE},
    {NOT_BEFORE_FILETIME: BEFORE_ISSUE, NOT_BEFORE_ENHKEY_USAGE: SERVER},
    {DISALLOWED_FILETIME: FUTURE, NOT_BEFORE_FILETIME: BEFORE_ISSUE},
)


def shown(limits: object) -> str:
    return str({key: value.hex() if isinstance(value, bytes) else value.days for key, value in dict(limits).items()})


def limited_site(limits: Limits, behaviour: Behaviour = USUAL) -> Dmz:
    dmz = Dmz(behaviour=behaviour)
    site = usual_site(dmz)
    agent = site.distrusting_agent(AGENT)
    root, now = site.root.certificate, dmz.clock.now()
    properties = [element(each, _encoded(value, now)) for each, value in limits.items()]
    agent.machine.stores.add_entry("Root", thumbprint(root), store_entry(root, *properties), ".AuthRoot")
    dmz.boot()
    return dmz


def _encoded(value: bytes | timedelta, now: datetime) -> bytes:
    return value if isinstance(value, bytes) else filetime(now + value)


@pytest.mark.parametrize("limits", TRUSTED, ids=shown)
def test_a_root_whose_limits_concern_no_servers_of_now_is_trusted(limits: Limits, tmp_path: Path) -> None:
    dmz = limited_site(limits)
    found = diagnose_site(dmz, tmp_path)
    assert (found["verdict"], found["confidence"]) == ("trusted", "confirmed")
    assert GROUP in dmz.agents[AGENT].links


@pytest.mark.parametrize("limits", RESTRICTED, ids=shown)
def test_a_root_that_its_entry_limits_is_restricted_and_never_said_to_be_so_for_certain(
    limits: Limits, tmp_path: Path
) -> None:
    dmz = limited_site(limits)
    found = diagnose_site(dmz, tmp_path)
    assert (found["verdict"], found["confidence"]) == ("root_restricted", "probable")
    assert "Example Corp Root CA" in found["findings"][0]["evidence"]
    assert GROUP not in dmz.agents[AGENT].links


def test_a_root_whose_use_as_a_ca_was_ended_is_not_trusted_for_certain_before_a_link_shows_it(tmp_path: Path) -> None:
    found = diagnose_site(limited_site({DISABLED_CA_FILETIME: PAST}, Behaviour(link_seconds=1000)), tmp_path)
    assert (found["verdict"], found["confidence"]) == ("root_restricted", "probable")
