# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No entry of a store is lost for being odd: it is listed, audited, removed by what names it, and put back byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import TooLarge
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import NAME
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import element, store_path, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.outside_cases import FOLDER
from tests.pki.der import INTEGER, sequence, tlv
from tests.pki.pem import pem
from tests.unit.plugins.plugin_utils.x509.authority import edited, issue, version_1

Result = dict[str, Any]
Act = Callable[..., Result]

ROOT_KEY = rf"{store_path('Root')}\Certificates"
ODD = sorted((FOLDER / "certificates" / "odd").glob("*.cer"))

MAY_BE_TOO_LARGE = 20_000
"""Bytes of a certificate; what is larger may be too large for a request, so that it cannot be put back."""

PLANTED = issue("Planted")
DER = PLANTED.certificate.der
UNREADABLE = sequence(b"no certificate")


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest().upper()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest().upper()


def _blob(der: bytes, *properties: bytes, behind: bytes = b"") -> bytes:
    return b"".join(properties) + element(32, der) + behind


KEY = "AB" * 20
V1 = version_1(PLANTED).der
NEGATIVE = edited(PLANTED, serial_number=tlv(INTEGER, b"\x80" + bytes(15))).der

ENTRIES: dict[str, tuple[str, bytes, str]] = {
    "version 1": (_sha1(V1), _blob(V1), _sha1(V1)),
    "a negative serial number": (_sha1(NEGATIVE), _blob(NEGATIVE), _sha256(NEGATIVE)),
    "bytes behind the certificate": (_sha1(DER), _blob(DER, behind=b"junk"), _sha1(DER)),
    "one property twice": (_sha1(DER), _blob(DER, element(11, b"a\0\0\0"), element(11, b"b\0\0\0")), _sha256(DER)),
    "under another name, by its key": (KEY, _blob(DER, element(3, bytes.fromhex(KEY))), KEY),
    "under another name, by its certificate": (KEY, _blob(DER), _sha1(DER)),
    "under no thumbprint at all": ("Anything & else", _blob(DER), _sha256(DER)),
    "under the name of a SHA-256": (_sha256(DER), _blob(DER), _sha256(DER)),
    "a certificate that cannot be read": (_sha1(UNREADABLE), _blob(UNREADABLE), _sha1(UNREADABLE)),
    "the same by SHA-256": (_sha1(UNREADABLE), _blob(UNREADABLE), _sha256(UNREADABLE)),
    "the same under another name": (KEY, _blob(UNREADABLE), _sha1(UNREADABLE)),
    "garbage": (KEY, b"garbage", KEY),
    "a cut Blob": (_sha1(DER), _blob(DER)[:-1], _sha1(DER)),
    "an empty Blob": (KEY, b"", KEY),
    "a Blob of 15 kB": (KEY, _blob(DER, element(11, b"x\0" * 7500)), KEY),
}
"""The name of the key, the Blob, and what the entry is named by when it is to be removed."""


@pytest.fixture
def look(session: Session, tmp_path: Path) -> Act:
    return lambda module, **arguments: act(session, module, tmp_path, **arguments)


def _actions(result: Result) -> list[str]:
    return [each["action"] for each in result["certificates"]]


def _keys(listed: Result) -> list[str]:
    return [each["registry_key"] for kind in ("certificates", "unreadable") for each in listed[kind]]


def _goes_and_comes_back(change: Act, roll_back: Act, machine: Machine, key: str, named: str) -> None:
    """In check mode first. Nothing else in the registry changes, and in the end nothing at all."""
    before = machine.registry.dump("HKLM")
    for check_mode in (True, False):
        assert machine.registry.dump("HKLM") == before
        result = change(thumbprint=named, state="absent", check_mode=check_mode)
        assert (_actions(result), result["changed"], result["warnings"]) == (["removed"], True, [])
        assert result["diff"]["before"].count("\n") == 1
    assert not machine.registry.exists(rf"{ROOT_KEY}\{key}")
    gone = change(thumbprint=named, state="absent")
    assert (_actions(gone), gone["changed"]) == (["absent"], False)
    assert _actions(roll_back(check_mode=True)) == ["restored"]
    assert _actions(roll_back()) == ["restored"]
    assert machine.registry.dump("HKLM") == before


@pytest.mark.parametrize("case", ENTRIES)
def test_any_entry_is_listed_audited_removed_and_put_back(
    change: Act, roll_back: Act, look: Act, machine: Machine, case: str
) -> None:
    key, data, named = ENTRIES[case]
    machine.stores.add_entry("Root", key, data)
    assert _keys(look("certificate_info", thumbprints=[named])) == [key]
    audited = look("root_audit_info")
    told = [each for each in audited["findings"] if each["id"] == "irregular_entry" and key in each["evidence"]]
    regular = any(each["thumbprint"] == key for each in audited["roots"])
    assert len(told) == (0 if regular else 1)
    _goes_and_comes_back(change, roll_back, machine, key, named)


@pytest.mark.parametrize("path", ODD or [None], ids=lambda path: path.stem if path else "missing")
def test_an_odd_certificate_is_listed_removed_and_put_back(
    change: Act, roll_back: Act, look: Act, machine: Machine, path: Path | None
) -> None:
    if path is None:
        pytest.skip("the odd certificates are not here")
    der = path.read_bytes()
    machine.stores.add_entry("Root", _sha1(der), _blob(der, element(3, bytes.fromhex(_sha1(der)))))
    [listed] = look("certificate_info", thumbprints=[_sha256(der)])["certificates"]
    assert (listed["thumbprint"], listed["sha256"], listed["entry_fault"]) == (_sha1(der), _sha256(der), None)
    assert _sha1(der) in [each["thumbprint"] for each in look("root_audit_info")["roots"]]
    if len(der) > MAY_BE_TOO_LARGE:
        assert _actions(change(thumbprint=_sha256(der), state="absent")) == ["removed"]
        assert not machine.registry.exists(rf"{ROOT_KEY}\{_sha1(der)}")
        return
    _goes_and_comes_back(change, roll_back, machine, _sha1(der), _sha256(der))


@pytest.mark.parametrize("kind", [None, RegistryType.REG_SZ], ids=["no value", "a text"])
def test_an_entry_without_bytes_is_removed_and_what_cannot_be_put_back_is_told(
    change: Act, roll_back: Act, machine: Machine, tmp_path: Path, kind: RegistryType | None
) -> None:
    machine.registry.create(rf"{ROOT_KEY}\{KEY}")
    if kind:
        machine.registry.set(rf"{ROOT_KEY}\{KEY}", "Blob", kind, "text")
    for check_mode in (True, False):
        result = change(thumbprint=KEY, state="absent", check_mode=check_mode)
        assert (_actions(result), result["certificates"][0]["thumbprint"]) == (["removed"], KEY)
        [warning] = result["warnings"]
        assert KEY in warning
    assert not machine.registry.exists(rf"{ROOT_KEY}\{KEY}")
    [journalled] = _journalled(tmp_path)
    assert (journalled["thumbprint"], journalled["before"], journalled["after"]) == (KEY, None, None)
    assert _actions(roll_back()) == ["unchanged"]


def test_an_import_leaves_a_value_of_another_type_at_its_place_and_says_how_to_go_on(
    change: Act, site: Dmz, machine: Machine, tmp_path: Path
) -> None:
    root = site.agent_authority.certificate
    key = rf"{ROOT_KEY}\{thumbprint(root)}"
    machine.registry.create(key)
    machine.registry.set(key, "Blob", RegistryType.REG_SZ, "text")
    before = machine.registry.dump("HKLM")
    result = change(content=pem(root))
    assert (result["failed"], result["changed"], machine.registry.dump("HKLM")) == (True, False, before)
    assert f"the value Blob of {key} is a REG_SZ" in result["msg"]
    assert "delete that key on the host, and import the certificate again" in result["msg"]
    assert _journalled(tmp_path) == []


def _journalled(folder: Path) -> list[Result]:
    lines = (folder / "journal" / f"{NAME}.jsonl").read_text().splitlines()
    return [entry for entry in map(json.loads, lines) if entry["kind"] == "intent"]


def test_a_removal_that_the_host_only_claims_is_no_success(change: Act, machine: Machine, endpoint: Endpoint) -> None:
    machine.stores.add_entry("Root", KEY, b"garbage")
    endpoint.misbehave(Misbehaviour(Kind.RETURN, action="DeleteKey", value=0))
    result = change(thumbprint=KEY, state="absent")
    assert (result["failed"], result["changed"], result["certificates"]) == (True, False, [])
    assert f"cannot remove {KEY} from the store Root" in result["msg"]
    assert machine.registry.data(rf"{ROOT_KEY}\{KEY}", "Blob") == b"garbage"


def test_subkeys_that_keep_an_entry_are_named(change: Act, machine: Machine) -> None:
    machine.stores.add_entry("Root", KEY, b"garbage")
    machine.registry.create(rf"{ROOT_KEY}\{KEY}\Below")
    result = change(thumbprint=KEY, state="absent")
    assert result["failed"]
    assert result["msg"].endswith("Below")


@pytest.mark.parametrize("with_blob", [True, False])
def test_an_entry_that_stays_keeps_no_other_from_being_removed(change: Act, machine: Machine, with_blob: bool) -> None:
    if with_blob:
        machine.stores.add_entry("Root", KEY, b"garbage")
    machine.registry.create(rf"{ROOT_KEY}\{KEY}\Below")
    machine.stores.add_entry("Root", _sha1(DER), _blob(DER))
    assert change(thumbprint=KEY, state="absent")["failed"]
    [outcome] = change(thumbprint=_sha1(DER), state="absent")["certificates"]
    assert outcome["action"] == "removed"
    assert not machine.registry.exists(rf"{ROOT_KEY}\{_sha1(DER)}")


def test_a_file_removes_its_own_certificate_and_none_that_only_lies_under_its_name(
    change: Act, machine: Machine
) -> None:
    other = issue("Other").certificate
    machine.stores.add_entry("Root", other.thumbprint, _blob(DER))
    [outcome] = change(content=other.pem(), state="absent")["certificates"]
    assert outcome["action"] == "absent"
    assert machine.registry.exists(rf"{ROOT_KEY}\{other.thumbprint}")
    machine.stores.add_entry("Root", other.thumbprint, _blob(other.der)[:-1])
    [outcome] = change(content=other.pem(), state="absent")["certificates"]
    assert outcome["action"] == "removed"


def test_a_denied_certificate_that_cannot_be_read_is_denied(session: Session, machine: Machine, tmp_path: Path) -> None:
    machine.stores.add_entry("Root", KEY, _blob(UNREADABLE))
    found = act(session, "root_audit_info", tmp_path, deny_sha256=[_sha256(UNREADABLE)])["findings"]
    assert [each["severity"] for each in found if each["id"] == "denied"] == ["error"]


def test_an_entry_of_another_physical_store_is_not_ours_to_change(change: Act, machine: Machine) -> None:
    machine.stores.add_entry("Root", KEY, _blob(DER), ".GroupPolicy")
    before = machine.registry.dump("HKLM")
    [outcome] = change(thumbprint=KEY, state="absent")["certificates"]
    assert (outcome["action"], outcome["physical_stores"], outcome["registry_key"]) == ("absent", [".GroupPolicy"], KEY)
    assert "only .GroupPolicy holds it" in outcome["reason"]
    assert machine.registry.dump("HKLM") == before


def test_all_entries_that_hold_a_certificate_go_whether_it_is_named_by_a_thumbprint_or_a_file(
    change: Act, machine: Machine
) -> None:
    before = machine.registry.dump("HKLM")
    for store, key in (("Root", _sha1(DER)), ("Root", KEY), ("CA", _sha1(DER))):
        machine.stores.add_entry(store, key, _blob(DER))
    thumbprints = [_sha1(DER), _sha256(DER)]
    result = change(content=PLANTED.certificate.pem(), thumbprint=thumbprints, state="absent")
    assert [(each["action"], each["store"], each["registry_key"]) for each in result["certificates"]] == [
        ("removed", "Root", None),
        ("removed", "CA", None),
        ("removed", "Root", KEY),
    ]
    assert machine.registry.dump("HKLM") == before


def test_a_sha_256_that_no_entry_has_is_absent(change: Act) -> None:
    [outcome] = change(thumbprint="AB" * 32, state="absent")["certificates"]
    assert (outcome["action"], outcome["thumbprint"], outcome["sha256"]) == ("absent", None, "AB" * 32)


def test_a_root_under_another_name_does_not_count_as_present(change: Act, machine: Machine, site: Dmz) -> None:
    root = site.pki.root("Wanted")
    der = root.certificate.public_bytes(Encoding.DER)
    machine.stores.add_entry("Root", KEY, _blob(der))
    content = root.certificate.public_bytes(Encoding.PEM).decode()
    assert _actions(change(content=content)) == ["imported"]
    assert _actions(change(content=content, state="exact", set="corp")) == ["present"]
    assert machine.registry.data(rf"{ROOT_KEY}\{KEY}", "Blob") == _blob(der)


@pytest.mark.parametrize("entry", [(KEY, True), ("its own", False)], ids=["under another name", "damaged"])
def test_an_irregular_entry_of_disallowed_forbids_an_import(
    change: Act, machine: Machine, site: Dmz, entry: tuple[str, bool]
) -> None:
    root = site.pki.root("Wanted").certificate
    der = root.public_bytes(Encoding.DER)
    key, readable = entry
    machine.stores.add_entry(
        "Disallowed", key if readable else _sha1(der), _blob(der) if readable else b"garbage", ".Enterprise"
    )
    result = change(content=root.public_bytes(Encoding.PEM).decode(), waive=["in_date"])
    assert (_actions(result), result["failed"]) == (["refused"], True)
    assert "(rule disallowed)" in result["msg"]


def test_a_removal_that_no_request_can_undo_is_told_and_its_rollback_refused_before_it_begins(
    change: Act, roll_back: Act, machine: Machine, tmp_path: Path
) -> None:
    huge = _blob(DER, element(11, b"x\0" * 15_000))
    machine.stores.add_entry("Root", KEY, huge)
    machine.stores.add_entry("CA", KEY, b"garbage")
    for check_mode in (True, False):
        [warning] = change(thumbprint=KEY, state="absent", check_mode=check_mode)["warnings"]
        assert KEY in warning
        assert "512000" in warning
    assert [bytes.fromhex(each["before"]) for each in _journalled(tmp_path)] == [huge, b"garbage"]
    before = machine.registry.dump("HKLM")
    for check_mode in (True, False):
        with pytest.raises(TooLarge, match=f"{KEY} of Root is too large to be put back, so nothing was taken back"):
            roll_back(check_mode=check_mode)
    assert machine.registry.dump("HKLM") == before
