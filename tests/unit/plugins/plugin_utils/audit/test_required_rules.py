# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Windows needs is there and stays there, and nothing else passes for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import Baseline
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import (
    IN_EVERY_WINDOWS,
    REQUIRED_ROOTS,
    RequiredRoot,
    is_required,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.root_program import (
    NAMESAKES,
    OF_MICROSOFT,
    OF_MICROSOFT_NAMES,
    SIGNED_BY_ANOTHER_KEY,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509

from tests.pki.certificates import issue as issue_x509
from tests.pki.certificates import rsa_key
from tests.unit.plugins.plugin_utils.audit.trusting import concerns, entry, evidence, rules, trusting
from tests.unit.plugins.plugin_utils.audit.windows import PROGRAM, REQUIRED, TODAY, clean_host
from tests.unit.plugins.plugin_utils.windows.stores import irregular
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, as_read, issue

GENUINE = [each for each in PROGRAM if is_required(each)]
CA = x509.BasicConstraints(ca=True, path_length=None)
ELSEWHERE = Baseline(frozenset({"AB" * 32}))


def named(**parts: str) -> Certificate:
    """A root of its own with attributes of these names."""
    oids = {
        "CN": x509.NameOID.COMMON_NAME,
        "O": x509.NameOID.ORGANIZATION_NAME,
        "OU": x509.NameOID.ORGANIZATIONAL_UNIT_NAME,
        "DC": x509.NameOID.DOMAIN_COMPONENT,
    }
    attributes = [x509.NameAttribute(oids[key], each) for key, value in parts.items() for each in value.split("/")]
    return as_read(issue_x509(x509.Name(attributes), rsa_key(), validity=(NOW - YEAR, NOW + YEAR), critical=[CA]))


def is_accused(certificate: Certificate, *others: Certificate, **measure: object) -> bool:
    return ("impostor", certificate.sha256) in rules(trusting(certificate, *others), **measure)


@pytest.mark.parametrize("name", [*(root.name for root in REQUIRED_ROOTS), *OF_MICROSOFT_NAMES])
def test_a_planted_root_of_a_known_name_is_an_error_with_the_genuine_one_and_without(name: str) -> None:
    plant = named(CN=name, O="Contoso")
    assert is_accused(plant)
    assert is_accused(plant, *GENUINE)
    [first, *_more] = concerns(trusting(*clean_host(), plant), now=TODAY)
    assert (first.finding.id, str(first.finding.severity), first.root and first.root.sha256) == (
        "impostor",
        "error",
        plant.sha256,
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"CN": "MICROSOFT  root\u00a0certificate authority 2010"},
        {"CN": "Microsoft Root\u200b Certificate Authority 2010"},
        {"CN": "\uff2dicrosoft Root Certificate Authority 2010"},
        {"CN": "Micr\u043es\u043eft R\u03bf\u043et Authority"},
        {"CN": "M\u00edcrosoft Root Authority"},
        {"CN": "Mlcros0ft Root Authority"},
        {"CN": "Any Root", "O": "\u041cicrosoft Corporation"},
        {"CN": "Harmless/Microsoft Root Authority"},
        {"OU": "Other/Copyright (c) 1997 Microsoft Corp."},
        {"CN": "Any Root", "O": "Microsoft Corporation"},
        {"CN": "Any Root", "O": "microsoft  corporation"},
        {"CN": "Any Root", "OU": "Microsoft Corporation"},
        {"CN": "Any Root", "DC": "com/microsoft"},
    ],
)
def test_a_name_is_taken_as_a_reader_takes_it(parts: dict[str, str]) -> None:
    assert is_accused(named(**parts))


@pytest.mark.parametrize(
    "parts",
    [
        {"CN": "Contoso Root CA"},
        {"CN": "Contoso Root CA", "OU": "Microsoft Services", "O": "Contoso"},
        {"CN": "Contoso Root CA", "DC": "com/contoso"},
        {"CN": "Contoso Root CA", "DC": "example/microsoft"},
        {"CN": "Contoso Root CA", "OU": "Copyright (c) 1997 Microsoft Corp."},
    ],
)
def test_other_names_are_nobody_elses(parts: dict[str, str]) -> None:
    assert not is_accused(named(**parts))


def test_every_genuine_root_of_microsoft_is_known() -> None:
    assert {
        each.sha256 for each in PROGRAM if "Microsoft Corporation" in each.subject and not is_required(each)
    } == OF_MICROSOFT


def test_genuine_namesakes_are_those_of_the_program() -> None:
    by_name: dict[bytes, list[Certificate]] = {}
    for each in PROGRAM:
        by_name.setdefault(each.subject_der, []).append(each)
    groups = [group for group in by_name.values() if len({each.public_key_info for each in group}) > 1]
    assert {each.sha256 for group in groups for each in group} == NAMESAKES
    assert {
        each.sha256 for each in PROGRAM if each.self_issued and each.own_key_signed is False
    } == SIGNED_BY_ANOTHER_KEY


def test_a_rival_of_genuine_namesakes_is_told_and_they_are_not() -> None:
    pair = [
        each
        for each in PROGRAM
        if each.sha256 in NAMESAKES and each.common_name == "Notarius Root Certificate Authority"
    ]
    name = x509.load_der_x509_certificate(pair[0].der).subject
    rival = as_read(issue_x509(name, rsa_key(), validity=(NOW - YEAR, NOW + YEAR), critical=[CA]))
    found = rules(trusting(*(entry(each, ".AuthRoot") for each in pair), rival))
    assert [(rule, root) for rule, root in found if rule == "same_subject"] == [("same_subject", rival.sha256)]


def test_an_irregular_entry_may_pass_for_a_required_root_too() -> None:
    plant = named(CN="Microsoft Root Authority")
    assert ("impostor", plant.sha256) in rules(trusting(irregular=(irregular("AB" * 20, plant),)))


def test_a_list_of_allowed_roots_excuses_a_new_root_of_microsoft_and_no_known_name() -> None:
    new, known = named(CN="Microsoft Root 2035", O="Microsoft Corporation"), named(CN="Microsoft Root Authority")
    allow = Baseline(frozenset({new.sha256, known.sha256}))
    assert (is_accused(new, allow=allow), is_accused(known, allow=allow)) == (False, True)


def test_a_certificate_with_the_key_of_the_genuine_root_is_a_copy_and_no_impostor() -> None:
    name = "Copyright (c) 1997 Microsoft Corp."
    [known] = [root for root in REQUIRED_ROOTS if root.name == name]
    genuine = issue(name)
    copy, other = issue(name, key=genuine.key).certificate, issue(name).certificate
    held = trusting(replace(genuine.certificate, thumbprint=known.thumbprint), copy, other)
    assert {(rule, root) for rule, root in rules(held) if rule in ("same_key", "impostor")} == {
        ("same_key", copy.sha256),
        ("impostor", other.sha256),
    }


@pytest.mark.parametrize("root", IN_EVERY_WINDOWS, ids=lambda root: root.name)
def test_a_required_root_that_is_missing_is_a_warning(root: RequiredRoot) -> None:
    rest = [each for each in clean_host() if each.certificate.thumbprint != root.thumbprint]
    found = [each for each in concerns(trusting(*rest), now=TODAY) if str(each.finding.severity) != "info"]
    assert [(each.finding.id, str(each.finding.severity)) for each in found] == [("required_root_missing", "warning")]
    assert found[0].finding.evidence == f"1 root: {root.name} ({root.thumbprint})"


def test_only_those_of_every_windows_are_missed() -> None:
    names = {root.thumbprint for root in IN_EVERY_WINDOWS}
    assert len(names) == 8
    every = [each for each in clean_host() if each.certificate.thumbprint in names]
    assert evidence("required_root_missing", trusting(*every)) == []


@pytest.mark.parametrize("root", REQUIRED, ids=lambda each: each.thumbprint)
@pytest.mark.parametrize("is_there", [True, False], ids=["there", "missing"])
def test_a_required_root_that_is_disallowed_is_an_error_that_says_to_keep_it(root: Certificate, is_there: bool) -> None:
    held = [each for each in clean_host() if is_there or each.certificate != root]
    [first, *rest] = concerns(trusting(*held, disallowed=[root]), now=TODAY)
    assert (first.finding.id, str(first.finding.severity)) == ("required_root_disallowed", "error")
    assert "disallowed" not in {each.finding.id for each in rest}


@pytest.mark.parametrize("root", REQUIRED, ids=lambda each: each.thumbprint)
def test_a_required_root_that_is_denied_is_an_error_of_the_list(root: Certificate) -> None:
    [first, *rest] = concerns(
        trusting(*clean_host()),
        now=TODAY,
        deny=Baseline(frozenset({root.thumbprint})),
    )
    assert (first.finding.id, str(first.finding.severity)) == ("required_root_denied", "error")
    assert {str(each.finding.severity) for each in rest} == {"info"}


def test_a_required_root_needs_no_list_to_be_allowed() -> None:
    found = trusting(*REQUIRED)
    assert {str(each.finding.severity) for each in concerns(found, allow=ELSEWHERE)} == {"info"}
    assert f"not_in_baseline {len(REQUIRED)}" in evidence("required_by_windows", found, allow=ELSEWHERE)[0]


def test_of_a_required_root_nothing_is_told_that_speaks_against_it() -> None:
    [root, *_more] = GENUINE
    found = rules(trusting(root, disallowed=[replace(root, thumbprint="AB" * 20)]))
    assert found == [("required_by_windows", None)]
