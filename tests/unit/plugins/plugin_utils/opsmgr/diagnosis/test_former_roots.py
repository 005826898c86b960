# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other roots that a gateway is known to have had: by the journal, and by what this collection left on the host."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.former_roots import (
    FormerRoot,
    find_former_roots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, Blob, encode_text
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    IrregularEntry,
    Store,
    StoreEntry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.pki.certificates import rsa_key
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ISSUING, ROOT, gateway
from tests.unit.plugins.plugin_utils.opsmgr.situations import CLOSED, HELD, LACKS_ROOT, UP, evidence, link
from tests.unit.plugins.plugin_utils.windows.stores import irregular
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue

FORMER = issue("Former Root CA").certificate
MARK = "scom.dmz 20260601T120000Z-abcdef HealthService process 7 record 100"
NAMED = f"{MARK} for {GATEWAY_NAME.upper()},gw02"
KNOWN = gateway()


def entry(certificate: Certificate, description: str = "", store: str = ".Default") -> StoreEntry:
    return StoreEntry(certificate, {store: Blob(certificate.der, {DESCRIPTION: encode_text(description)})})


def stores(
    root: tuple[StoreEntry, ...] = (), disallowed: tuple[StoreEntry, ...] = (), *irregulars: IrregularEntry
) -> dict[str, Store]:
    refused = Store("Disallowed", disallowed, irregulars)
    return {"Root": Store("Root", root), "Disallowed": refused}


def target(
    *journalled: Certificate, name: str = GATEWAY_NAME, root: Certificate | None = None, accepted: bool = False
) -> GatewayTarget:
    """A gateway with what the journal has of it. With a `root` it is another one."""
    known = KNOWN if root is None else replace(KNOWN, name=name, names=frozenset({name}), root=root)
    return GatewayTarget(known, former_roots=journalled, accepted=accepted)


def found(
    held: dict[str, Store], asked: GatewayTarget | None = None, *others: GatewayTarget, pointed_at: bool = True
) -> list[tuple[str, bool]]:
    asked = asked or target()
    former = find_former_roots(asked, CheckRequest((asked, *others), NOW), held, pointed_at=pointed_at)
    return [(each.certificate.subject, each.disallowed) for each in former]


@pytest.mark.parametrize("description", [NAMED, MARK], ids=["a mark that names the gateway", "one that names none"])
@pytest.mark.parametrize("disallowed", [False, True])
def test_an_entry_that_was_imported_for_the_agent_is_a_former_root(description: str, disallowed: bool) -> None:
    held = (entry(FORMER, description),)
    assert found(stores(disallowed=held) if disallowed else stores(held)) == [(FORMER.subject, disallowed)]


@pytest.mark.parametrize(
    "other",
    [
        entry(FORMER),
        entry(FORMER, "by hand"),
        entry(FORMER, "scom.dmz 20260601T120000Z-abcdef"),
        entry(FORMER, f"{MARK} for gw02"),
        entry(FORMER, NAMED, ".GroupPolicy"),
        entry(ROOT.certificate, NAMED),
        entry(ISSUING.certificate, NAMED),
    ],
    ids=["no mark", "another's", "for itself", "for another", "a copy of it", "the root", "no root"],
)
def test_nothing_else_in_the_stores_is(other: StoreEntry) -> None:
    assert found(stores((other,))) == []


def test_the_root_of_another_gateway_is_none_unless_a_mark_says_so_or_the_root_is_only_accepted() -> None:
    other = target(name="gw02", root=FORMER)
    assert found(stores((entry(FORMER, MARK),)), target(), other) == []
    assert found(stores((entry(FORMER, NAMED),)), target(), other) == [(FORMER.subject, False)]
    assert found(stores((entry(FORMER, MARK),)), target(accepted=True), other) == [(FORMER.subject, False)]


def test_of_a_gateway_that_the_agent_is_not_pointed_at_only_a_mark_that_names_it_counts() -> None:
    assert found(stores((entry(FORMER, NAMED),)), pointed_at=False) == [(FORMER.subject, False)]
    assert found(stores((entry(FORMER, MARK),)), pointed_at=False) == []


def test_gateways_with_one_root_are_one_matter() -> None:
    other = target(FORMER, name="gw02", root=KNOWN.root)
    assert found(stores(), target(), other) == [(FORMER.subject, False)]
    assert found(stores((entry(FORMER, f"{MARK} for gw02"),)), target(), target(name="gw02", root=KNOWN.root)) == [
        (FORMER.subject, False)
    ]
    assert found(stores(), target(), target(FORMER, name="gw02", root=issue("Other").certificate)) == []


def test_what_is_disallowed_with_the_key_of_the_root_is_one_of_it() -> None:
    key = rsa_key()
    earlier, later = (issue("Corp Root CA", key=key, serial_number=serial).certificate for serial in (1, 2))
    asked = GatewayTarget(replace(KNOWN, root=later))
    assert found(stores(disallowed=(entry(earlier),)), asked) == [(earlier.subject, True)]
    assert found(stores((entry(earlier),)), asked) == []
    assert found(stores(disallowed=(entry(FORMER),)), asked) == []


@pytest.mark.parametrize(
    ("held", "disallowed"),
    [
        (stores(), False),
        (stores((entry(FORMER, NAMED),)), False),
        (stores(disallowed=(entry(FORMER),)), True),
        (stores((), (), irregular(FORMER.thumbprint)), True),
        (stores((), (), irregular("AB" * 20, FORMER)), True),
    ],
    ids=["nowhere", "trusted", "disallowed", "disallowed and damaged", "disallowed under another name"],
)
def test_what_the_journal_has_is_a_former_root_once(held: dict[str, Store], disallowed: bool) -> None:
    assert found(held, target(FORMER)) == [(FORMER.subject, disallowed)]


def former(disallowed: bool = False) -> tuple[FormerRoot, ...]:
    return (FormerRoot(FORMER, "the journal", disallowed),)


@pytest.mark.parametrize(
    ("host", "shows"),
    [
        (evidence(), False),
        (evidence(link=UP), False),
        (LACKS_ROOT, False),
        (replace(LACKS_ROOT, link=link(CLOSED)), False),
        (replace(LACKS_ROOT, link=UP), True),
        (replace(LACKS_ROOT, link=HELD), True),
        (replace(LACKS_ROOT, former_roots=former()), True),
        (replace(evidence(), former_roots=former()), True),
    ],
    ids=[
        "trusts",
        "linked",
        "lacks",
        "refused",
        "linked without trust",
        "connected without trust",
        "known",
        "known too",
    ],
)
def test_another_root_shows_by_what_is_known_and_by_a_link_without_trust(host: Evidence, shows: bool) -> None:
    assert (host.another_root is not None) == shows
