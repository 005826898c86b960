# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roots are imported all or none, never against Disallowed, and only the local copies are removed."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError, RegistryError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.trusted_roots import (
    ABSENT,
    IMPORTED,
    PRESENT,
    REMOVED,
    TrustedRoots,
)

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost
from tests.unit.plugins.plugin_utils.windows.stores import DISALLOWED, ONE, OTHER, POLICY, ROOT, put
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

WRITES = {"CreateKey", "SetBinaryValue", "DeleteKey", "DeleteValue"}


def _roots(host: Any, check_mode: bool = False) -> TrustedRoots:
    return TrustedRoots(host, check_mode)


def _wrote(host: FakeHost) -> bool:
    return not WRITES.isdisjoint(host.methods_called)


def test_a_missing_root_is_imported_and_marked_as_ours(host: FakeHost) -> None:
    (outcome,) = _roots(host).present([ONE], None, NOW)
    assert (outcome.action, outcome.changed, outcome.physical_stores) == (IMPORTED, True, ())
    blob = certificate_blob.decode(host.keys[rf"{ROOT}\{ONE.thumbprint}"]["Blob"])
    assert blob.text(certificate_blob.DESCRIPTION) == "scom.dmz 2026-06-01T12:00:00Z"


@pytest.mark.parametrize("store", [ROOT, rf"{POLICY}\Root\Certificates"])
def test_a_root_that_any_physical_store_holds_is_present(host: FakeHost, store: str) -> None:
    put(host, store, ONE)
    (outcome,) = _roots(host).present([ONE], None, NOW)
    assert (outcome.action, outcome.changed, len(outcome.physical_stores)) == (PRESENT, False, 1)
    assert not _wrote(host)


def test_a_second_import_changes_nothing(host: FakeHost) -> None:
    _roots(host).present([ONE, OTHER], None, NOW)
    host.calls.clear()
    assert [outcome.action for outcome in _roots(host).present([ONE, OTHER], None, NOW)] == [PRESENT, PRESENT]
    assert not _wrote(host)


def test_check_mode_tells_the_same_and_writes_nothing(host: FakeHost) -> None:
    put(host, ROOT, OTHER)
    assert [outcome.action for outcome in _roots(host, True).present([ONE, OTHER], None, NOW)] == [IMPORTED, PRESENT]
    assert [outcome.action for outcome in _roots(host, True).absent([OTHER.thumbprint])] == [REMOVED]
    assert not _wrote(host)


def test_one_refused_certificate_keeps_all_of_them_out_and_every_reason_is_told(host: FakeHost) -> None:
    expired = issue("Old", not_after=NOW - YEAR / 2).certificate
    with pytest.raises(CertificateError) as caught:
        _roots(host).present([ONE, expired, leaf("gw01", issue("Issuer"))], None, NOW)
    assert str(caught.value).startswith("refused, nothing was imported: ")
    assert {"(rule in_date)", "(rule ca)", "(rule self_signed)"} <= set(_rules(str(caught.value)))
    assert (host.lines, host.calls) == ([], [])


def _rules(sentence: str) -> list[str]:
    return [f"({part.rpartition('(')[2]}" for part in sentence.split("; ")]


def test_a_certificate_other_than_the_pinned_one_is_refused(host: FakeHost) -> None:
    with pytest.raises(CertificateError, match=r"\(rule pin\)$"):
        _roots(host).present([ONE], OTHER.sha256, NOW)
    assert host.calls == []


def test_a_root_in_disallowed_is_not_imported(host: FakeHost) -> None:
    put(host, DISALLOWED, ONE)
    with pytest.raises(CertificateError, match="is in the store Disallowed of web01.dmz.example"):
        _roots(host).present([OTHER, ONE], None, NOW)
    assert not _wrote(host)


def test_without_reading_disallowed_nothing_is_imported(host: FakeHost) -> None:
    host.add(DISALLOWED)
    host.denied.add(DISALLOWED)
    with pytest.raises(RegistryError, match="Disallowed"):
        _roots(host).present([ONE], None, NOW)
    assert not _wrote(host)


def test_what_disallowed_lists_and_does_not_deliver_forbids_the_import(host: FakeHost) -> None:
    host.undelivered.add(put(host, DISALLOWED, OTHER))
    with pytest.raises(Unreadable, match="Disallowed"):
        _roots(host).present([ONE], None, NOW)
    assert not _wrote(host)


def test_a_local_root_is_removed(host: FakeHost) -> None:
    key = put(host, ROOT, ONE)
    put(host, ROOT, OTHER)
    (outcome,) = _roots(host).absent([ONE.thumbprint])
    assert (outcome.action, outcome.changed, outcome.physical_stores) == (REMOVED, True, (".Default",))
    assert outcome.certificate == ONE
    assert key not in host.keys
    assert rf"{ROOT}\{OTHER.thumbprint}" in host.keys


def test_a_root_that_is_not_there_is_absent(host: FakeHost) -> None:
    (outcome,) = _roots(host).absent([ONE.thumbprint])
    assert (outcome.action, outcome.changed, outcome.certificate) == (ABSENT, False, None)
    assert not _wrote(host)


def test_the_copy_of_a_policy_is_left_alone_and_named(host: FakeHost) -> None:
    put(host, rf"{POLICY}\Root\Certificates", ONE)
    (outcome,) = _roots(host).absent([ONE.thumbprint])
    assert (outcome.action, outcome.changed, outcome.physical_stores) == (ABSENT, False, (".GroupPolicy",))
    assert not _wrote(host)


def test_of_two_copies_only_the_local_one_goes(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    policy = put(host, rf"{POLICY}\Root\Certificates", ONE)
    (outcome,) = _roots(host).absent([ONE.thumbprint])
    assert (outcome.action, outcome.physical_stores) == (REMOVED, (".Default", ".GroupPolicy"))
    assert policy in host.keys
