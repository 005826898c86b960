# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change is one key with one value, read back, and undone when it did not arrive as it was meant."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import (
    ConnectionLost,
    RegistryError,
    WriteFailed,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, SHA1_HASH
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim
from tests.unit.plugins.plugin_utils.windows.stores import ONE, ROOT, SYSTEM, entry

KEY = rf"{ROOT}\{ONE.thumbprint}"
DEED = f"cannot import {ONE.subject} into the store Root of web01.dmz.example: "


@pytest.fixture
def writer(session: Any, registry: Registry) -> CertificateWriter:
    return CertificateWriter(session, registry)


def _add(writer: CertificateWriter) -> str:
    """Import and fail; the sentence."""
    with pytest.raises(WriteFailed) as caught:
        writer.add("Root", ONE, "scom.dmz")
    return str(caught.value)


def test_an_import_is_one_key_with_one_value(host: FakeHost, writer: CertificateWriter) -> None:
    host.add(ROOT)
    before = set(host.keys)
    writer.add("Root", ONE, "scom.dmz 2026-06-01T12:00:00Z")
    assert set(host.keys) - before == {KEY}
    blob = certificate_blob.decode(host.keys[KEY].pop("Blob"))
    assert host.keys[KEY] == {}
    assert blob.certificate == ONE.der
    assert blob.properties[SHA1_HASH].hex().upper() == ONE.thumbprint
    assert blob.text(DESCRIPTION) == "scom.dmz 2026-06-01T12:00:00Z"


def test_an_intermediate_goes_into_its_own_store(host: FakeHost, writer: CertificateWriter) -> None:
    writer.add("CA", ONE, "scom.dmz")
    assert rf"{SYSTEM}\CA\Certificates\{ONE.thumbprint}" in host.keys


@pytest.mark.parametrize("store", ["My", "Disallowed", "AuthRoot", "root"])
def test_no_other_store_is_ever_written(host: FakeHost, writer: CertificateWriter, store: str) -> None:
    with pytest.raises(ValueError, match=f"^the store {store} is never written$"):
        writer.add(store, ONE, "scom.dmz")
    with pytest.raises(ValueError, match=f"^the store {store} is never written$"):
        writer.remove(store, ONE.thumbprint)
    assert host.calls == []


def test_other_bytes_than_were_written_are_undone(host: FakeHost, writer: CertificateWriter) -> None:
    host.texts[reg_query(KEY)] = f"\r\nHKEY_LOCAL_MACHINE\\{KEY}\r\n    Blob    REG_BINARY    00\r\n"
    assert _add(writer) == f"{DEED}the host holds other bytes than were written; nothing was changed"
    assert KEY not in host.keys


def test_a_value_that_cannot_be_read_back_is_undone(host: FakeHost, writer: CertificateWriter) -> None:
    host.texts[reg_query(KEY)] = None
    _add(writer)
    assert KEY not in host.keys


def test_a_value_that_cannot_be_written_leaves_no_key_behind(host: FakeHost, writer: CertificateWriter) -> None:
    host.methods["SetBinaryValue"] = [cim(ReturnValue=5)]
    sentence = _add(writer)
    assert sentence.startswith(f"{DEED}access is denied (StdRegProv returned 5)")
    assert sentence.endswith("; nothing was changed")
    assert KEY not in host.keys


def test_a_key_that_cannot_be_created_changes_nothing(host: FakeHost, writer: CertificateWriter) -> None:
    host.methods["CreateKey"] = [cim(ReturnValue=5)]
    assert _add(writer).endswith("; nothing was changed")
    assert host.keys == {}


def test_what_was_there_before_is_put_back(host: FakeHost, writer: CertificateWriter) -> None:
    former = entry(ONE, "somebody else's")
    host.add(KEY, Blob=former)
    host.texts[reg_query(KEY)] = ""
    assert _add(writer).endswith("; nothing was changed")
    assert host.keys[KEY] == {"Blob": former}


def test_a_connection_that_is_lost_after_the_write_is_undone_too(host: FakeHost, writer: CertificateWriter) -> None:
    host.failure = ConnectionLost("the connection to the host broke")
    assert _add(writer) == f"{DEED}the connection to the host broke; nothing was changed"
    assert KEY not in host.keys


def test_what_cannot_be_undone_is_named(host: FakeHost, writer: CertificateWriter) -> None:
    host.methods["SetBinaryValue"] = [cim(ReturnValue=1450)]
    host.methods["DeleteKey"] = [cim(ReturnValue=5)]
    sentence = _add(writer)
    assert sentence.startswith(DEED)
    assert "StdRegProv returned 0x000005AA" in sentence
    assert rf"HKLM\{KEY} could not be put back and must be looked at: " in sentence
    assert "access is denied" in sentence


def test_a_store_whose_former_state_is_unknown_is_not_written(host: FakeHost, writer: CertificateWriter) -> None:
    host.denied.add(KEY)
    with pytest.raises(RegistryError) as caught:
        writer.add("Root", ONE, "scom.dmz")
    assert str(caught.value).startswith(f"{DEED}access is denied")
    assert host.methods_called == ["GetBinaryValue"]


def test_a_removal_deletes_the_key(host: FakeHost, writer: CertificateWriter) -> None:
    host.add(KEY, Blob=b"x")
    writer.remove("Root", ONE.thumbprint)
    assert KEY not in host.keys


def test_a_missing_certificate_is_as_good_as_removed(host: FakeHost, writer: CertificateWriter) -> None:
    writer.remove("Root", ONE.thumbprint)
    assert host.methods_called == ["DeleteKey"]


def test_a_removal_that_is_denied_is_told(host: FakeHost, writer: CertificateWriter) -> None:
    host.denied.add(KEY)
    with pytest.raises(RegistryError) as caught:
        writer.remove("Root", ONE.thumbprint)
    assert str(caught.value).startswith(
        f"cannot remove {ONE.thumbprint} from the store Root of web01.dmz.example: access is denied"
    )
