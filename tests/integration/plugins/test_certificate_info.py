# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""certificate_info: what is read, selected and exported, and what fails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.scom.dmz.plugins.modules.certificate_info import RETURN
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import NAME, connect
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.windows.certificate_store import element, store_entry, store_path, thumbprint
from tests.lab.windows.console.output import ConsoleStyle
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.stock_certificates import FULL_STOCK, microsoft_program
from tests.lab.wsman.endpoint import Endpoint

GERMAN = ConsoleStyle(
    default_value="(Standard)",
    value_not_set="(Wert nicht festgelegt)",
    key_missing="FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.",
    access_denied="FEHLER: Zugriff verweigert",
)
NEW_YEAR_2027 = (13_443_235_200 * 10**7).to_bytes(8, "little")
SERVER_AUTH_ONLY = bytes.fromhex("300A06082B06010505070301")

Result = dict[str, Any]
Read = Callable[..., Result]


@pytest.fixture
def read(session: Session, tmp_path: Path) -> Read:
    """The module, with its options and `check_mode`."""
    return partial(act, session, "certificate_info", tmp_path)


@pytest.fixture
def root(site: Dmz) -> x509.Certificate:
    return site.agent_authority.certificate


def test_a_root_of_three_physical_stores_is_returned_once(read: Read, machine: Machine, root: x509.Certificate) -> None:
    for physical in (".GroupPolicy", ".AuthRoot", ".Default"):
        machine.stores.add("Root", root, physical=physical)
    result = read(subject="example dmz root")
    assert [each["physical_stores"] for each in result["certificates"]] == [[".Default", ".AuthRoot", ".GroupPolicy"]]


def test_every_certificate_of_the_stores_is_returned_sorted_and_with_every_documented_key(
    read: Read, machine: Machine, root: x509.Certificate
) -> None:
    machine.stores.add("TrustedPeople", root)
    machine.stores.add("Web Hosting-2", root, physical=".Enterprise")
    found = read(stores=["root", "TRUSTEDPEOPLE", "Web Hosting-2", "Root"])["certificates"]
    stores = ["Root"] * len(machine.stores.certificates("Root")) + ["TrustedPeople", "Web Hosting-2"]
    assert [each["store"] for each in found] == stores
    roots = [each for each in found if each["store"] == "Root"]
    assert {each["thumbprint"] for each in roots} == set(map(thumbprint, machine.stores.certificates("Root")))
    assert [each["subject"].casefold() for each in roots] == sorted(each["subject"].casefold() for each in roots)
    documented = yaml.safe_load(RETURN)["certificates"]["contains"]
    assert {frozenset(each) for each in found} == {frozenset(documented)}


def test_what_the_stores_say_of_a_certificate_is_told(read: Read, machine: Machine, root: x509.Certificate) -> None:
    restricted = store_entry(root, element(9, SERVER_AUTH_ONLY), element(11, "Körper\0".encode("utf-16-le")))
    machine.stores.add_entry("Root", thumbprint(root), restricted)
    machine.stores.add_entry(
        "Disallowed", thumbprint(root), store_entry(root, element(104, NEW_YEAR_2027)), ".GroupPolicy"
    )
    trusted, disallowed = read(stores=["Root", "Disallowed"], thumbprints=[thumbprint(root)])["certificates"]
    assert (trusted["store"], trusted["disallowed"], trusted["friendly_name"]) == ("Root", True, "Körper")
    assert trusted["restricted_purposes"] == [{"oid": "1.3.6.1.5.5.7.3.1", "name": "serverAuth"}]
    assert (trusted["disallowed_after"], trusted["has_private_key"], trusted["pem"]) == (None, False, None)
    assert (disallowed["store"], disallowed["disallowed"]) == ("Disallowed", True)
    assert disallowed["disallowed_after"] == "2027-01-01T00:00:00Z"


def test_a_certificate_with_a_private_key_is_told_from_the_others(read: Read, site: Dmz, machine: Machine) -> None:
    machine.stores.add("My", site.pki.host("keyed", site.agent_authority), key="container")
    machine.stores.add("My", site.pki.host("bare", site.agent_authority))
    found = read(stores=["My"], pem=True)["certificates"]
    assert [(each["subject"], each["has_private_key"]) for each in found] == [("CN=bare", False), ("CN=keyed", True)]
    held = {each.public_bytes(Encoding.PEM).decode() for each in machine.stores.certificates("My")}
    assert {each["pem"] for each in found} == held


def test_a_thumbprint_as_the_dialog_shows_it_finds_its_certificate(
    read: Read, machine: Machine, root: x509.Certificate
) -> None:
    machine.stores.add("Root", root)
    text = "\u200e" + thumbprint(root).lower()
    spaced = " ".join(text[at : at + 2] for at in range(0, len(text), 2))
    assert [each["subject"] for each in read(thumbprints=[spaced])["certificates"]] == ["CN=Example DMZ Root CA"]


def test_entries_that_cannot_be_read_are_told_also_those_of_disallowed(read: Read, machine: Machine) -> None:
    machine.stores.add_entry("Root", "AB" * 20, b"")
    machine.stores.add_entry("Disallowed", "Anything", element(32, b"none"), ".Enterprise")
    found = read(subject="no such subject")
    assert found["certificates"] == []
    unreadable = {each["registry_key"]: each for each in found["unreadable"]}
    assert {**unreadable["AB" * 20], "reason": None} == {
        "store": "Root",
        "registry_key": "AB" * 20,
        "thumbprint": None,
        "sha256": None,
        "physical_stores": [".Default"],
        "reason": None,
    }
    told = unreadable["Anything"]
    assert (told["store"], told["physical_stores"]) == ("Disallowed", [".Enterprise"])
    assert told["thumbprint"] == hashlib.sha1(b"none").hexdigest().upper()
    assert told["sha256"] == hashlib.sha256(b"none").hexdigest().upper()
    documented = yaml.safe_load(RETURN)["unreadable"]["contains"]
    assert {frozenset(each) for each in found["unreadable"]} == {frozenset(documented)}


@pytest.mark.parametrize("named", ["AB" * 20, hashlib.sha1(b"none").hexdigest(), hashlib.sha256(b"none").hexdigest()])
def test_an_entry_that_cannot_be_read_is_selected_by_its_key_and_by_the_bytes_in_it(
    read: Read, machine: Machine, named: str
) -> None:
    machine.stores.add_entry("Root", "AB" * 20, element(32, b"none"))
    machine.stores.add_entry("Root", "CD" * 20, b"damaged")
    found = read(thumbprints=[named])
    assert [each["registry_key"] for each in found["unreadable"]] == ["AB" * 20]
    assert read(thumbprints=[named], physical_stores=[".AuthRoot"])["unreadable"] == []


@pytest.mark.parametrize("by", ["its key", "its certificate"])
def test_a_certificate_under_another_name_is_listed_with_what_is_wrong_and_not_exported(
    read: Read, machine: Machine, root: x509.Certificate, tmp_path: Path, by: str
) -> None:
    machine.stores.add_entry("Root", "AB" * 20, store_entry(root))
    named = "AB" * 20 if by == "its key" else thumbprint(root)
    found = read(thumbprints=[named], export=str(tmp_path / "roots.pem"))
    [told] = found["certificates"]
    assert (told["thumbprint"], told["registry_key"]) == (thumbprint(root), "AB" * 20)
    assert thumbprint(root) in told["entry_fault"]
    assert found["unreadable"] == []
    assert (tmp_path / "roots.pem").read_text() == ""


def test_an_irregular_entry_of_disallowed_counts_for_its_key_and_for_its_certificate(
    read: Read, site: Dmz, machine: Machine, root: x509.Certificate
) -> None:
    named = site.pki.root("Named").certificate
    for certificate in (root, named):
        machine.stores.add("Root", certificate)
    machine.stores.add_entry("Disallowed", thumbprint(named), store_entry(root))
    found = {each["thumbprint"]: each["disallowed"] for each in read()["certificates"]}
    assert [found.pop(thumbprint(each)) for each in (root, named)] == [True, True]
    assert not any(found.values())


@pytest.mark.parametrize("store", ["TrustedPeople", "Disallowed"])
def test_a_store_that_cannot_be_read_fails_the_task(
    read: Read, machine: Machine, root: x509.Certificate, store: str
) -> None:
    machine.stores.add(store, root)
    machine.registry.deny(rf"{store_path(store)}\Certificates", "read")
    with pytest.raises(
        RegistryError, match=rf"cannot read the store {store} \(\.Default\) of {NAME}: access is denied"
    ):
        read(stores=["Root", "TrustedPeople"])


def test_one_certificate_that_cannot_be_read_fails_the_task(
    read: Read, machine: Machine, root: x509.Certificate
) -> None:
    machine.stores.add("TrustedPeople", root)
    machine.registry.deny(rf"{store_path('TrustedPeople')}\Certificates\{thumbprint(root)}", "read")
    told = f"the host lists the certificate {thumbprint(root)}, but does not deliver it"
    with pytest.raises(ScomDmzError, match=told):
        read(stores=["TrustedPeople"])


def test_a_store_that_does_not_exist_fails_the_task_with_those_that_do(read: Read) -> None:
    with pytest.raises(ScomDmzError) as failed:
        read(stores=["Root", "Webhosting"])
    assert str(failed.value) == (
        f"cannot read the store Webhosting of {NAME}: the host has no such store; "
        "it has AuthRoot, CA, Disallowed, My, Root, SmartCardRoot, Trust, TrustedPeople, TrustedPublisher"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"stores": ["Root & calc"]}, "'Root & calc' names no certificate store"),
        ({"stores": []}, "no certificate store is named"),
        ({"thumbprints": ["AB"]}, "the fingerprint 'AB' is neither a SHA-1 of 40 nor a SHA-256 of 64"),
        ({"expires_within": -1}, "expires_within is a number of days from now on, not -1"),
    ],
)
def test_an_option_without_meaning_is_refused_before_anything_is_read(
    read: Read, endpoint: Endpoint, arguments: Result, sentence: str
) -> None:
    with pytest.raises(ScomDmzError, match=sentence):
        read(**arguments)
    assert [entry for entry in endpoint.log if entry.command_line] == []


def test_the_selection_is_exported_once_and_told_in_check_mode(
    read: Read, machine: Machine, root: x509.Certificate, tmp_path: Path
) -> None:
    machine.stores.add("Root", root)
    machine.stores.add("CA", root)
    path = tmp_path / "roots.pem"
    states = []
    for check_mode in (True, False, True, False):
        result = read(check_mode=check_mode, stores=["Root", "CA"], subject="Example DMZ", export=str(path))
        states.append((result["changed"], path.exists(), result["exported"]))
    assert states == [(True, False, str(path)), (True, True, str(path)), *[(False, True, str(path))] * 2]
    assert x509.load_pem_x509_certificates(path.read_bytes()) == [root]


def test_an_export_shows_what_changes_in_the_file(
    read: Read, machine: Machine, root: x509.Certificate, tmp_path: Path
) -> None:
    machine.stores.add("Root", root)
    path = tmp_path / "roots.pem"
    path.write_text("# Old Root CA\n", encoding="utf-8")
    diff = read(check_mode=True, subject="Example DMZ", export=str(path))["diff"]
    assert (diff["before"], f"# SHA-1 {thumbprint(root)}" in diff["after"]) == ("# Old Root CA\n", True)
    assert path.read_text(encoding="utf-8") == "# Old Root CA\n"


def test_an_export_into_a_missing_folder_fails_the_task_in_check_mode_too(read: Read, tmp_path: Path) -> None:
    with pytest.raises(ScomDmzError, match=f"the folder {tmp_path}/audit does not exist"):
        read(check_mode=True, export=str(tmp_path / "audit" / "roots.pem"))
    assert not (tmp_path / "audit").exists()


@contextmanager
def reading(dmz: Dmz, folder: Path) -> Iterator[tuple[Read, Endpoint]]:
    """The module on a host of another site."""
    with serve_watched(dmz) as served:
        yield partial(act, connect(served.endpoint), "certificate_info", folder), served.endpoint


def test_the_same_is_read_from_a_german_host(tmp_path: Path) -> None:
    dmz = Dmz(style=GERMAN)
    machine, root = dmz.add_machine(NAME), dmz.agent_authority.certificate
    machine.stores.add("Root", root, physical=".Enterprise")
    for key in (store_path("Root"), rf"{store_path('Root')}\Certificates", rf"{store_path('CA')}\Certificates"):
        machine.registry.set(key, "", RegistryType.REG_SZ, "Standard")
    with reading(dmz, tmp_path) as (read, _endpoint):
        found = read(stores=["Root", "CA"])["certificates"]
    assert {each["thumbprint"] for each in found} == set(map(thumbprint, machine.stores.certificates("Root")))


def test_615_certificates_take_six_exchanges_besides_receives(tmp_path: Path) -> None:
    dmz = Dmz(stock=FULL_STOCK)
    machine = dmz.add_machine(NAME)
    for number in range(60):
        machine.stores.add("Root", dmz.pki.host(f"host{number:02}", dmz.agent_authority))
    with reading(dmz, tmp_path) as (read, endpoint):
        found = read()["certificates"]
        exchanges = [entry.action or entry.status for entry in endpoint.log if entry.action != "Receive"]
    assert len(found) == len(microsoft_program()) + 60
    assert sum(".AuthRoot" in each["physical_stores"] for each in found) == len(microsoft_program())
    assert exchanges == [401, 401, 200, "Create", "Command", "Signal"]
