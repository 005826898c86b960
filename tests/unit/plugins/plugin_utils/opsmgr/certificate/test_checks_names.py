# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names in a channel certificate are compared with what the host calls itself, from end to end."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import ExaminedCertificate
from cryptography import x509

from tests.pki.certificates import dns_names
from tests.unit.plugins.plugin_utils.opsmgr.channel_certificates import (
    NAME,
    certificate,
    check,
    examined,
    with_subject,
)

FOR = "the channel certificate is for"
FIRST = "the channel certificate's first DNS name is"
CALLS = "and the host calls itself"

TABLE = [
    ("common_name_missing", examined(with_subject()), False, "the subject of the channel certificate is O=DMZ"),
    ("common_name_differs", examined(with_subject()), None, "the channel certificate has no common name"),
    (
        "common_name_differs",
        examined(certificate("WEB01.dmz.Example")),
        True,
        f"{FOR} WEB01.dmz.Example, {CALLS} {NAME}",
    ),
    ("common_name_differs", examined(certificate("web01")), False, f"{FOR} web01, {CALLS} {NAME}"),
    ("common_name_differs", examined(certificate("web01"), own_names=("WEB01",)), True, f"{FOR} web01, {CALLS} WEB01"),
    ("common_name_differs", examined(own_names=("web01",)), False, f"{FOR} {NAME}, {CALLS} web01"),
    (
        "common_name_differs",
        examined(own_names=("web01.corp.example", NAME)),
        True,
        f"{FOR} {NAME}, {CALLS} web01.corp.example or {NAME}",
    ),
    ("common_name_differs", examined(own_names=()), None, f"the host's own name is not known; {FOR} {NAME}"),
    ("common_name_differs", examined(with_subject(NAME, "web01")), True, f"{FOR} {NAME}, {CALLS} {NAME}"),
    ("common_name_differs", examined(with_subject("web01", NAME)), False, f"{FOR} web01, {CALLS} {NAME}"),
    ("common_names_several", examined(), True, f"the channel certificate's common names: {NAME}"),
    ("common_names_several", examined(with_subject()), True, "the channel certificate's common names: none"),
    (
        "common_names_several",
        examined(with_subject(NAME, "web01")),
        False,
        f"the channel certificate's common names: {NAME}, web01",
    ),
    (
        "alternative_name_differs",
        examined(certificate(extensions=[])),
        True,
        "the channel certificate has no DNS name among its subject alternative names, and needs none",
    ),
    (
        "alternative_name_differs",
        examined(certificate(extensions=[dns_names("alias.dmz.example", NAME)])),
        False,
        f"{FIRST} alias.dmz.example, {CALLS} {NAME}",
    ),
    (
        "alternative_name_differs",
        examined(certificate(extensions=[dns_names("WEB01.DMZ.EXAMPLE", "alias")])),
        True,
        f"{FIRST} WEB01.DMZ.EXAMPLE, {CALLS} {NAME}",
    ),
    ("alternative_name_differs", examined(own_names=()), None, f"the host's own name is not known; {FIRST} {NAME}"),
]


@pytest.mark.parametrize(
    ("kind", "asked", "passed", "evidence"),
    [pytest.param(*row, id=f"{row[0]} {row[2]} {number}") for number, row in enumerate(TABLE)],
)
def test_a_check_tells_what_it_saw(kind: str, asked: ExaminedCertificate, passed: bool | None, evidence: str) -> None:
    assert check(kind, asked) == (passed, evidence)


@pytest.mark.parametrize(
    "name",
    [f"{NAME}.evil.example", f"x{NAME}", "web01xdmz.example", "web01.dmz.exampl", "eb01.dmz.example"],
)
def test_names_are_compared_from_end_to_end_and_without_wildcards(name: str) -> None:
    assert check("common_name_differs", examined(certificate(name)))[0] is False


@pytest.mark.parametrize("name", ["CNC01", "NCNC", "C"])
def test_a_name_keeps_the_letters_of_cn(name: str) -> None:
    assert check("common_name_differs", examined(certificate(name), own_names=(name,)))[0] is True


def test_the_first_dns_name_counts_after_names_of_other_types() -> None:
    mixed = x509.SubjectAlternativeName([x509.RFC822Name("it@dmz.example"), x509.DNSName("alias"), x509.DNSName(NAME)])
    assert check("alternative_name_differs", examined(certificate(extensions=[mixed])))[0] is False
