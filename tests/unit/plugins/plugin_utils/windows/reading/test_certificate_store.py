# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores are the union of their physical stores, and what a host does not deliver is never taken for missing."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError, StoreError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import FRIENDLY_NAME, decode
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    STORES,
    IrregularEntry,
    Store,
    StoreEntry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader

from tests.lab.windows.console.allowed_commands import refusal
from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost
from tests.unit.plugins.plugin_utils.windows.stores import (
    DISALLOWED,
    ENTERPRISE,
    ONE,
    OTHER,
    POLICY,
    ROOT,
    SYSTEM,
    entry,
    put,
)

AUTH_ROOT = rf"{SYSTEM}\AuthRoot\Certificates"


def _read(host: Any, *names: str) -> dict[str, Store]:
    (stores,) = read_all(Host(host), StoreReader(names))
    found: dict[str, Store] = stores
    return found


def _root(host: FakeHost) -> Store:
    return _read(host, "Root")["Root"]


@pytest.mark.parametrize(
    ("store", "key", "origin"),
    [
        ("Root", ROOT, ".Default"),
        ("Root", AUTH_ROOT, ".AuthRoot"),
        ("Root", rf"{POLICY}\Root\Certificates", ".GroupPolicy"),
        ("Root", rf"{ENTERPRISE}\Root\Certificates", ".Enterprise"),
        ("Root", rf"{SYSTEM}\SmartCardRoot\Certificates", ".SmartCard"),
        ("CA", rf"{SYSTEM}\CA\Certificates", ".Default"),
        ("CA", rf"{POLICY}\CA\Certificates", ".GroupPolicy"),
        ("CA", rf"{ENTERPRISE}\CA\Certificates", ".Enterprise"),
        ("Disallowed", DISALLOWED, ".Default"),
        ("Disallowed", rf"{POLICY}\Disallowed\Certificates", ".GroupPolicy"),
        ("Disallowed", rf"{ENTERPRISE}\Disallowed\Certificates", ".Enterprise"),
        ("My", rf"{SYSTEM}\MY\Certificates", ".Default"),
        ("TrustedPeople", rf"{SYSTEM}\TrustedPeople\Certificates", ".Default"),
        ("TrustedPeople", rf"{POLICY}\TrustedPeople\Certificates", ".GroupPolicy"),
        ("TrustedPeople", rf"{ENTERPRISE}\TrustedPeople\Certificates", ".Enterprise"),
        ("Web Hosting_2-x", rf"{SYSTEM}\Web Hosting_2-x\Certificates", ".Default"),
    ],
)
def test_a_certificate_is_found_with_its_origin(host: FakeHost, store: str, key: str, origin: str) -> None:
    put(host, key, ONE)
    (found,) = _read(host, store)[store].entries
    assert (found.certificate, found.physical_stores) == (ONE, (origin,))


def test_a_host_without_any_of_the_keys_has_empty_stores(host: FakeHost) -> None:
    assert _read(host, *STORES) == {name: Store(name, ()) for name in STORES}


def test_a_store_without_certificates_is_empty(host: FakeHost) -> None:
    host.add(ROOT)
    assert _root(host) == Store("Root", ())


def test_a_certificate_in_two_physical_stores_is_one_entry_with_both_origins_and_the_first_blob(host: FakeHost) -> None:
    put(host, AUTH_ROOT, ONE, "programme")
    put(host, ROOT, ONE, "local")
    (found,) = _root(host).entries
    assert found.physical_stores == (".Default", ".AuthRoot")
    assert found.blob.text(FRIENDLY_NAME) == "local"


def test_every_copy_of_a_certificate_is_kept(host: FakeHost) -> None:
    put(host, rf"{POLICY}\Root\Certificates", ONE, "policy")
    put(host, ROOT, ONE, "local")
    (found,) = _root(host).entries
    names = {origin: blob.text(FRIENDLY_NAME) for origin, blob in found.blobs.items()}
    assert names == {".Default": "local", ".GroupPolicy": "policy"}


@pytest.mark.parametrize(
    ("key", "asked", "name"),
    [
        (ROOT, "rOOT", "Root"),
        (rf"{SYSTEM}\MY\Certificates", "my", "My"),
        (rf"{SYSTEM}\trust\Certificates", "trust", "trust"),
    ],
)
def test_a_store_is_called_as_windows_calls_it(host: FakeHost, key: str, asked: str, name: str) -> None:
    host.add(key)
    assert _read(host, asked) == {asked: Store(name, ())}


def test_two_stores_that_share_a_physical_store_are_read_with_one_query_of_it(host: FakeHost) -> None:
    put(host, AUTH_ROOT, ONE)
    stores = _read(host, "Root", "AuthRoot")
    assert [entry.physical_stores for store in stores.values() for entry in store.entries] == [
        (".AuthRoot",),
        (".Default",),
    ]
    assert host.lines[0].count(reg_query(AUTH_ROOT, recursive=True)) == 1


def test_a_store_that_the_host_lacks_is_an_error_that_lists_the_others(host: FakeHost) -> None:
    host.add(ROOT)
    host.add(rf"{SYSTEM}\AuthRoot\Certificates")
    host.add(rf"{POLICY}\trust\Certificates")
    with pytest.raises(StoreError) as caught:
        _read(host, "Root", "Webhosting")
    assert str(caught.value) == (
        "cannot read the store Webhosting of web01.dmz.example: the host has no such store; it has AuthRoot, Root, trust"
    )


def test_a_store_is_not_missing_while_the_listing_is_denied(host: FakeHost) -> None:
    host.add(ROOT)
    host.denied.add(ENTERPRISE)
    with pytest.raises(RegistryError) as caught:
        _read(host, "Webhosting")
    assert caught.value.code == RegistryError.ACCESS_DENIED


@pytest.mark.parametrize("name", ["", "a" * 65, "My\\x", "..", "a%b", 'a"&dir', "R\u00f6ot", "My\n", "*"])
def test_a_name_that_no_store_has_never_reaches_a_command_line(name: str) -> None:
    with pytest.raises(StoreError, match="names no certificate store"):
        StoreReader(("Root", name))


@pytest.mark.parametrize("name", ["Root", "a" * 64, "Remote Desktop", "_-", "0"])
def test_the_commands_of_a_store_stay_within_the_grammar(name: str) -> None:
    assert [refusal(command) for command in StoreReader((name,)).commands if refusal(command)] == []


def test_the_key_of_a_store_may_be_written_in_any_letter_case(host: FakeHost) -> None:
    key = put(host, rf"{SYSTEM}\ROOT\Certificates", ONE)
    lower = "\r\n".join(
        ["", rf"HKEY_LOCAL_MACHINE\{key.lower()}", f"    blob    REG_BINARY    {host.keys[key]['Blob'].hex()}", ""]
    )
    host.texts = {reg_query(ROOT): lower, reg_query(ROOT, recursive=True): lower}
    assert _root(host).certificates == (ONE,)


def test_several_stores_are_read_at_once(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    put(host, DISALLOWED, OTHER)
    stores = _read(host, "Root", "Disallowed")
    assert (stores["Root"].certificates, stores["Disallowed"].certificates) == ((ONE,), (OTHER,))
    assert len(host.lines) == 1


def test_an_entry_is_found_by_its_thumbprint(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    assert _root(host).entry(ONE.thumbprint) is not None
    assert _root(host).entry(OTHER.thumbprint) is None


def test_a_certificate_that_is_listed_and_not_delivered_is_unreadable(host: FakeHost) -> None:
    put(host, ROOT, OTHER)
    host.undelivered.add(key := put(host, ROOT, ONE))
    host.texts[reg_query(key)] = None
    with pytest.raises(Unreadable) as caught:
        _root(host)
    assert str(caught.value) == (
        "cannot read the store Root (.Default) of web01.dmz.example: "
        f"the host lists the certificate {ONE.thumbprint}, but does not deliver it"
    )


def test_a_store_that_is_delivered_as_nothing_is_unreadable(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    host.texts[reg_query(ROOT, recursive=True)] = None
    with pytest.raises(Unreadable):
        _root(host)


def test_output_that_was_cut_off_is_unreadable(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    host.cut = 500
    with pytest.raises(Unreadable, match="of 10 commands ended after 8; the host wrote: "):
        _root(host)


def test_a_base_key_that_is_denied_is_no_empty_store(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    host.denied.add(SYSTEM)
    with pytest.raises(RegistryError) as caught:
        _root(host)
    assert caught.value.code == RegistryError.ACCESS_DENIED
    assert SYSTEM in str(caught.value)


def test_a_store_that_is_denied_is_no_empty_store(host: FakeHost) -> None:
    put(host, DISALLOWED, ONE)
    host.denied.add(DISALLOWED)
    with pytest.raises(RegistryError) as caught:
        _read(host, "Root", "Disallowed")
    assert str(caught.value).startswith(
        "cannot read the store Disallowed (.Default) of web01.dmz.example: access is denied (StdRegProv returned 5)"
    )


def test_a_listing_that_only_the_tool_fails_is_taken_from_the_class(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    host.texts[reg_query(SYSTEM)] = None
    host.texts[reg_query(ROOT)] = None
    assert _root(host).certificates == (ONE,)


@pytest.mark.parametrize("command", [reg_query(SYSTEM), reg_query(ROOT)])
def test_a_listing_in_a_form_that_nobody_knows_is_taken_from_the_class(host: FakeHost, command: str) -> None:
    put(host, ROOT, ONE)
    host.texts[command] = "\r\nHKLM: ROOT, CA, Disallowed\r\n"
    assert _root(host).certificates == (ONE,)


@pytest.mark.parametrize(
    ("blob", "reason"),
    [
        (b"", "the store entry holds no certificate"),
        (b"\x03\0\0\0", "the store entry is cut short at byte 0"),
        (b"\x20\0\0\0\1\0\0\0\1\0\0\0\0", "cannot read a certificate: "),
    ],
    ids=["empty", "cut", "no certificate"],
)
def test_an_entry_that_cannot_be_read_is_kept_with_its_bytes_and_hides_no_other(
    host: FakeHost, blob: bytes, reason: str
) -> None:
    put(host, ROOT, OTHER)
    host.add(rf"{ROOT}\{'AB' * 20}", Blob=blob)
    store = _root(host)
    (found,) = store.irregular
    assert store.certificates == (OTHER,)
    assert (found.registry_key, found.physical_store, found.data) == ("AB" * 20, ".Default", blob)
    assert found.fault.startswith(reason)


def test_an_entry_without_a_blob_is_kept(host: FakeHost) -> None:
    host.add(rf"{ROOT}\{'AB' * 20}")
    assert _root(host).irregular == (IrregularEntry("AB" * 20, ".Default", None, "it has no value Blob"),)


def test_an_entry_whose_blob_is_a_text_is_kept(host: FakeHost) -> None:
    key = rf"{ROOT}\{'AB' * 20}"
    host.add(key)
    host.texts[reg_query(ROOT, recursive=True)] = f"\r\nHKEY_LOCAL_MACHINE\\{key}\r\n    Blob    REG_SZ    text\r\n"
    assert _root(host).irregular == (IrregularEntry("AB" * 20, ".Default", None, "its value Blob is a REG_SZ"),)


@pytest.mark.parametrize(
    "name", [OTHER.thumbprint, "Anything else", ONE.sha256], ids=["another thumbprint", "a word", "its SHA-256"]
)
def test_a_certificate_under_another_name_is_kept_apart_with_what_it_may_be(host: FakeHost, name: str) -> None:
    host.add(rf"{ROOT}\{name}", Blob=entry(ONE))
    put(host, AUTH_ROOT, ONE)
    store = _root(host)
    (found,) = store.irregular
    assert [each.physical_stores for each in store.entries] == [(".AuthRoot",)]
    assert (found.registry_key, found.certificate, found.data) == (name, ONE, entry(ONE))
    assert found.names == {name, ONE.thumbprint, ONE.sha256}
    assert found.entry == StoreEntry(ONE, {".Default": decode(entry(ONE))})
    assert store.thumbprints >= {name, ONE.thumbprint}


def test_a_thumbprint_in_small_letters_is_one(host: FakeHost) -> None:
    host.add(rf"{ROOT}\{ONE.thumbprint.lower()}", Blob=entry(ONE))
    assert (_root(host).certificates, _root(host).irregular) == ((ONE,), ())


def test_a_key_that_is_no_thumbprint_and_not_delivered_is_kept(host: FakeHost) -> None:
    host.add(rf"{ROOT}\Anything else", Blob=b"x")
    host.undelivered.add(rf"{ROOT}\Anything else")
    (found,) = _root(host).irregular
    assert (found.registry_key, found.data) == ("Anything else", None)


def test_a_text_that_imitates_an_entry_is_none(host: FakeHost) -> None:
    key = put(host, ROOT, ONE)
    imitated = rf"HKEY_LOCAL_MACHINE\{ROOT}\{OTHER.thumbprint}"
    host.texts[reg_query(ROOT, recursive=True)] = "\r\n".join(
        [
            "",
            rf"HKEY_LOCAL_MACHINE\{key}",
            f"    Blob    REG_BINARY    {entry(ONE).hex().upper()}",
            "    Note    REG_SZ    innocent",
            imitated,
            f"    Blob    REG_BINARY    {entry(OTHER).hex().upper()}",
            "",
        ]
    )
    assert _root(host).certificates == (ONE,)
    assert _root(host).irregular == ()


@pytest.mark.parametrize(
    "printed", ["", "\r\n", f"\r\nHKEY_LOCAL_MACHINE\\{ROOT}\r\n", None], ids=["nothing", "blank", "its name", "denied"]
)
def test_a_store_that_is_printed_as_empty_needs_nothing_more(host: FakeHost, printed: str | None) -> None:
    host.add(ROOT)
    host.texts[reg_query(ROOT)] = printed
    assert _root(host) == Store("Root", ())
    asked = [key for method, parameters in host.calls if (key := parameters["sSubKeyName"]) == ROOT]
    assert len(asked) == (printed is None)


def test_a_physical_store_that_is_mostly_empty_is_asked_for_when_it_is_not(host: FakeHost) -> None:
    put(host, ROOT, ONE)
    policy = rf"{POLICY}\Root\Certificates"
    put(host, policy, OTHER)
    assert _root(host).certificates == (ONE, OTHER)
    assert [reg_query(policy, recursive=True) in line for line in host.lines] == [False, True]


def test_a_certificate_that_is_passed_over_without_a_failure_is_asked_for_by_itself(host: FakeHost) -> None:
    key = put(host, ROOT, ONE)
    host.undelivered.add(key)
    put(host, ROOT, OTHER)
    assert set(_root(host).certificates) == {ONE, OTHER}
    assert len(host.lines) == 2


def test_a_key_that_is_printed_as_nothing_has_no_value(host: FakeHost) -> None:
    key = rf"{ROOT}\{'AB' * 20}"
    host.add(key)
    host.undelivered.add(key)
    host.texts[reg_query(key)] = ""
    assert _root(host).irregular == (IrregularEntry("AB" * 20, ".Default", None, "it has no value Blob"),)


def test_a_certificate_that_is_passed_over_and_denied_is_told_with_the_advice_about_rights(host: FakeHost) -> None:
    key = put(host, ROOT, ONE)
    host.undelivered.add(key)
    host.denied.add(key)
    with pytest.raises(RegistryError) as caught:
        _root(host)
    assert caught.value.access_denied


def test_more_keys_than_are_asked_for_by_themselves_are_unreadable(host: FakeHost) -> None:
    for number in range(21):
        key = rf"{ROOT}\{number:040X}"
        host.add(key)
        host.undelivered.add(key)
    with pytest.raises(Unreadable, match="lists the certificate 0+14, but does not deliver it$"):
        _root(host)
    assert host.lines[-1].count("reg query") == 20
