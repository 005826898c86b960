# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's roots become a list that can be read as one, whatever their names are, and that holds nothing that is known to be wrong."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import read_baseline
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.audited_hosts import AuditedHost
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.trusted_roots import baseline_of, describe_roots
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audit import describe_concern

HOSTILE = (
    f"CN=x\n{'EF' * 32}",
    "CN=-----BEGIN CERTIFICATE-----",
    "CN=x---BEGIN CERTIFICATE---",
    f"CN=# {'EF' * 32}",
    "CN=\u202e\x1b[2J\r\u2028",
    "CN=MSCF" + "A" * 5000,
    "",
)


def root(letter: str, subject: str = "CN=Root", *physical: str, imported_by: str | None = None) -> Root:
    return Root(letter * 64, letter * 40, subject, physical or (".Default",), imported_by)


def host(*roots: Root, broken: tuple[Kind, ...] = (), name: str = "golden01") -> AuditedHost:
    """A host on whose first root something is found."""
    findings = tuple(describe_concern(Concern(kind("evidence"), roots[0])) for kind in broken)
    return AuditedHost(name, roots=roots, findings=findings)


def read(text: str) -> frozenset[str]:
    return read_baseline(text.encode(), "roots.txt").fingerprints


def test_a_baseline_has_every_root_with_what_a_reviewer_has_to_know() -> None:
    roots = (root("A", "CN=Corp", imported_by="run-1"), root("B", "CN=Public", ".AuthRoot"))
    text = baseline_of(host(*roots, broken=(kinds.EXPIRED,)))
    assert read(text) == {each.sha256 for each in roots}
    chosen, fetched = text.index("A" * 64), text.index("B" * 64)
    assert chosen < text.index("Windows fetched") < fetched
    assert "CN=Corp, in .Default, imported by the run run-1 of this collection, warning expired\n" in text


@pytest.mark.parametrize("subject", HOSTILE)
def test_the_name_of_a_root_adds_nothing_to_a_baseline(subject: str) -> None:
    text = baseline_of(host(root("A", subject), root("B"), name="golden --BEGIN x--"))
    assert read(text) == {"A" * 64, "B" * 64}
    assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize(
    ("kind", "is_taken"),
    [
        (kinds.IMPOSTOR, False),
        (kinds.LEAF, False),
        (kinds.DENIED, False),
        (kinds.DISALLOWED, False),
        (kinds.NOT_IN_BASELINE, True),
        (kinds.REQUIRED_ROOT_DENIED, True),
        (kinds.EXPIRED, True),
    ],
)
def test_what_the_audit_calls_an_error_is_left_out_and_named(kind: Kind, is_taken: bool) -> None:
    text = baseline_of(host(root("A"), root("B"), broken=(kind,)))
    assert ("A" * 64 in read(text), "B" * 64 in read(text)) == (is_taken, True)
    assert f"{kind.severity} {kind.id}" in text


def test_a_root_is_told_once_for_each_way_in_which_hosts_hold_it() -> None:
    described = describe_roots(
        [
            host(root("A"), root("B"), name="web01"),
            host(root("A"), name="web02"),
            host(root("A", "CN=Root", ".GroupPolicy"), name="web03"),
            host(root("A", imported_by="run-1"), name="web04"),
        ]
    )
    assert [(each["sha256"], [place["hosts"] for place in each["held"]]) for each in described] == [
        ("A" * 64, [["web01", "web02"], ["web03"], ["web04"]]),
        ("B" * 64, [["web01"]]),
    ]
