# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A filter selects what answers all of its conditions, and takes fingerprints as people copy them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_filter import (
    CertificateFilter,
    read_fingerprint,
    read_key_identifier,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue, leaf

SHA1 = "0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43"
SHA256 = "3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C"

SOON, LATER, PAST = (timedelta(days=days) for days in (10, 300, -3))
ROOT = issue("Corp Root CA", not_after=NOW + LATER)
OTHER_ROOT = issue("Partner Root", key_identifiers=False, not_after=NOW + PAST).certificate
ISSUING = issue("Corp Issuing CA", ROOT, not_after=NOW + SOON).certificate
WEB = leaf("web01.dmz.example", ROOT, not_after=NOW + LATER)

NAMES = {ROOT.certificate: "root", OTHER_ROOT: "other root", ISSUING: "issuing", WEB: "web"}
HELD_BY = {ROOT.certificate: (".Default", ".AuthRoot"), OTHER_ROOT: (".GroupPolicy",)}


def entry(certificate: Certificate) -> StoreEntry:
    origins = HELD_BY.get(certificate, (".Default",))
    return StoreEntry(certificate, {origin: Blob(certificate.der) for origin in origins})


@pytest.mark.parametrize(
    ("wanted", "selected"),
    [
        (CertificateFilter(), {"root", "other root", "issuing", "web"}),
        (CertificateFilter(fingerprints=frozenset({WEB.thumbprint, OTHER_ROOT.sha256})), {"web", "other root"}),
        (CertificateFilter(fingerprints=frozenset({"AB" * 20})), set()),
        (CertificateFilter(subject="corp "), {"root", "issuing"}),
        (CertificateFilter(subject=ISSUING.subject), {"issuing"}),
        (CertificateFilter(subject="Corp.*CA"), set()),
        (CertificateFilter(issuer="CN=CORP ROOT"), {"root", "issuing", "web"}),
        (CertificateFilter(subject_key_identifier=WEB.subject_key_identifier), {"web"}),
        (CertificateFilter(expires_within=0), {"other root"}),
        (CertificateFilter(expires_within=9), {"other root"}),
        (CertificateFilter(expires_within=10), {"other root", "issuing"}),
        (CertificateFilter(expires_within=10**12), {"root", "other root", "issuing", "web"}),
        (CertificateFilter(is_ca=True), {"root", "other root", "issuing"}),
        (CertificateFilter(is_ca=False), {"web"}),
        (CertificateFilter(self_signed=True), {"root", "other root"}),
        (CertificateFilter(self_signed=False), {"issuing", "web"}),
        (CertificateFilter(physical_stores=frozenset({".AuthRoot", ".GroupPolicy"})), {"root", "other root"}),
        (CertificateFilter(physical_stores=frozenset({".Enterprise"})), set()),
        (CertificateFilter(issuer="Corp Root", is_ca=True, self_signed=False), {"issuing"}),
    ],
)
def test_what_answers_every_condition_is_selected(wanted: CertificateFilter, selected: set[str]) -> None:
    assert {name for certificate, name in NAMES.items() if wanted.selects(entry(certificate), NOW)} == selected


@pytest.mark.parametrize(
    "text",
    [
        SHA1,
        SHA1.lower(),
        ":".join(SHA1[at : at + 2] for at in range(0, 40, 2)),
        "\u200e" + " ".join(SHA1[at : at + 2] for at in range(0, 40, 2)).lower(),
        f" {SHA1}\u00a0\ufeff\r\n",
    ],
    ids=["plain", "lower case", "colons", "left-to-right mark and blanks", "other white space"],
)
def test_a_thumbprint_is_understood_as_people_copy_it(text: str) -> None:
    assert read_fingerprint(text) == SHA1


def test_a_sha256_is_a_fingerprint_too() -> None:
    assert read_fingerprint(SHA256.lower()) == SHA256


@pytest.mark.parametrize(
    "text",
    ["", SHA1[:-1], SHA1 + "0", SHA256[:-2], SHA256 + "00", "g" * 40, f"{SHA1[:-1]}\u0661"],
    ids=["empty", "39", "41", "62", "66", "no digits", "another script's digit"],
)
def test_a_fingerprint_of_another_length_is_refused(text: str) -> None:
    with pytest.raises(CertificateError) as caught:
        read_fingerprint(text)
    assert str(caught.value) == (
        f"the fingerprint {text!r} is neither a SHA-1 of 40 nor a SHA-256 of 64 hexadecimal digits"
    )


@pytest.mark.parametrize("text", ["87:1a:4b", "\u200e87 1A 4b"])
def test_a_key_identifier_is_understood_as_people_copy_it(text: str) -> None:
    assert read_key_identifier(text) == "871A4B"


@pytest.mark.parametrize("text", ["", "871", "87 1x 4b", "xyz"])
def test_a_key_identifier_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CertificateError):
        read_key_identifier(text)


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(CertificateError, match="^expires_within is a number of days from now on, not -1$"):
        CertificateFilter(expires_within=-1)
