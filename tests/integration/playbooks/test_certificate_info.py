# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""certificate_info by the command `ansible`: what is read, selected and exported, and what fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.scom.dmz.plugins.modules.certificate_info import EXAMPLES, RETURN
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.playbooks.ansible import Controller, controller
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import element, odd_certificates, store_entry, store_path, thumbprint
from tests.lab.windows.console.output import ConsoleStyle
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.stock_certificates import FULL_STOCK, microsoft_program

WEB = "web01.dmz.example"
GERMAN = ConsoleStyle(
    default_value="(Standard)",
    value_not_set="(Wert nicht festgelegt)",
    key_missing="FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.",
    access_denied="FEHLER: Zugriff verweigert",
)
NEW_YEAR_2027 = (13_443_235_200 * 10**7).to_bytes(8, "little")
SERVER_AUTH_ONLY = bytes.fromhex("300A06082B06010505070301")

Result = dict[str, Any]


@pytest.fixture
def site() -> Dmz:
    dmz = Dmz()
    dmz.add_machine(WEB)
    return dmz


@pytest.fixture
def lab(site: Dmz, tmp_path: Path) -> Iterator[Controller]:
    with controller(site, tmp_path) as running:
        yield running


@pytest.fixture
def web(site: Dmz) -> Machine:
    return site.machines[WEB]


@pytest.fixture
def root(site: Dmz) -> x509.Certificate:
    return site.agent_authority.certificate


def read(lab: Controller, *options: str, **arguments: object) -> Result:
    return lab.module(WEB, "certificate_info", *options, **arguments).results[WEB]


def test_a_root_of_three_physical_stores_is_returned_once(
    lab: Controller, web: Machine, root: x509.Certificate
) -> None:
    for physical in (".GroupPolicy", ".AuthRoot", ".Default"):
        web.stores.add("Root", root, physical=physical)
    result = read(lab, subject="example dmz root")
    assert [each["physical_stores"] for each in result["certificates"]] == [[".Default", ".AuthRoot", ".GroupPolicy"]]


def test_every_certificate_of_the_stores_is_returned_sorted_and_with_every_documented_key(
    lab: Controller, web: Machine, root: x509.Certificate
) -> None:
    web.stores.add("TrustedPeople", root)
    web.stores.add("Web Hosting-2", root, physical=".Enterprise")
    found = read(lab, stores=["root", "TRUSTEDPEOPLE", "Web Hosting-2", "Root"])["certificates"]
    stores = ["Root"] * len(web.stores.certificates("Root")) + ["TrustedPeople", "Web Hosting-2"]
    assert [each["store"] for each in found] == stores
    roots = [each for each in found if each["store"] == "Root"]
    assert {each["thumbprint"] for each in roots} == set(map(thumbprint, web.stores.certificates("Root")))
    assert [each["subject"].casefold() for each in roots] == sorted(each["subject"].casefold() for each in roots)
    documented = yaml.safe_load(RETURN)["certificates"]["contains"]
    assert {frozenset(each) for each in found} == {frozenset(documented)}


def test_what_the_stores_say_of_a_certificate_is_told(lab: Controller, web: Machine, root: x509.Certificate) -> None:
    restricted = store_entry(root, element(9, SERVER_AUTH_ONLY), element(11, "Körper\0".encode("utf-16-le")))
    web.stores.add_entry("Root", thumbprint(root), restricted)
    web.stores.add_entry("Disallowed", thumbprint(root), store_entry(root, element(104, NEW_YEAR_2027)), ".GroupPolicy")
    trusted, disallowed = read(lab, stores=["Root", "Disallowed"], thumbprints=[thumbprint(root)])["certificates"]
    assert (trusted["store"], trusted["disallowed"], trusted["friendly_name"]) == ("Root", True, "Körper")
    assert trusted["restricted_purposes"] == [{"oid": "1.3.6.1.5.5.7.3.1", "name": "serverAuth"}]
    assert (trusted["disallowed_after"], trusted["has_private_key"], trusted["pem"]) == (None, False, None)
    assert (disallowed["store"], disallowed["disallowed"]) == ("Disallowed", True)
    assert disallowed["disallowed_after"] == "2027-01-01T00:00:00Z"


def test_a_certificate_with_a_private_key_is_told_from_the_others(lab: Controller, site: Dmz, web: Machine) -> None:
    web.stores.add("My", site.pki.host("keyed", site.agent_authority), key="container")
    web.stores.add("My", site.pki.host("bare", site.agent_authority))
    found = read(lab, stores=["My"], pem=True)["certificates"]
    assert [(each["subject"], each["has_private_key"]) for each in found] == [("CN=bare", False), ("CN=keyed", True)]
    held = {each.public_bytes(Encoding.PEM).decode() for each in web.stores.certificates("My")}
    assert {each["pem"] for each in found} == held


def test_a_thumbprint_as_the_dialog_shows_it_finds_its_certificate(
    lab: Controller, web: Machine, root: x509.Certificate
) -> None:
    web.stores.add("Root", root)
    text = "\u200e" + thumbprint(root).lower()
    spaced = " ".join(text[at : at + 2] for at in range(0, len(text), 2))
    assert [each["subject"] for each in read(lab, thumbprints=[spaced])["certificates"]] == ["CN=Example DMZ Root CA"]


def test_entries_that_cannot_be_loaded_are_told_also_those_of_disallowed(lab: Controller, web: Machine) -> None:
    web.stores.add_entry("Root", "AB" * 20, b"")
    web.stores.add_entry("Disallowed", "CD" * 20, b"", ".Enterprise")
    assert read(lab, subject="no such subject") | {"changed": None} == {
        "certificates": [],
        "changed": None,
        "exported": None,
        "unusable": [
            {"store": "Root", "reason": f"{'AB' * 20} in .Default: the store entry holds no certificate"},
            {"store": "Disallowed", "reason": f"{'CD' * 20} in .Enterprise: the store entry holds no certificate"},
        ],
    }


@pytest.mark.parametrize("store", ["TrustedPeople", "Disallowed"])
def test_a_store_that_cannot_be_read_fails_the_task(
    lab: Controller, web: Machine, root: x509.Certificate, store: str
) -> None:
    web.stores.add(store, root)
    web.registry.deny(rf"{store_path(store)}\Certificates", "read")
    run = lab.module(WEB, "certificate_info", stores=["Root", "TrustedPeople"])
    assert f"cannot read the store {store} (.Default) of {WEB}: access is denied" in run.output
    assert "certificates" not in run.results[WEB]
    assert run.code != 0


def test_one_certificate_that_cannot_be_read_fails_the_task(
    lab: Controller, web: Machine, root: x509.Certificate
) -> None:
    web.stores.add("TrustedPeople", root)
    web.registry.deny(rf"{store_path('TrustedPeople')}\Certificates\{thumbprint(root)}", "read")
    run = lab.module(WEB, "certificate_info", stores=["TrustedPeople"])
    assert f"the host lists the certificate {thumbprint(root)}, but does not deliver it" in run.output


def test_a_store_that_does_not_exist_fails_the_task_with_those_that_do(lab: Controller) -> None:
    run = lab.module(WEB, "certificate_info", stores=["Root", "Webhosting"])
    assert run.results[WEB]["msg"] == (
        f"cannot read the store Webhosting of {WEB}: the host has no such store; "
        "it has AuthRoot, CA, Disallowed, My, Root, Trust, TrustedPeople, TrustedPublisher"
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
    lab: Controller, arguments: Result, sentence: str
) -> None:
    run = lab.module(WEB, "certificate_info", **arguments)
    assert run.results[WEB]["msg"].startswith(sentence)
    assert [entry for entry in lab.log if entry.command_line] == []


def test_the_selection_is_exported_once_and_told_in_check_mode(
    lab: Controller, web: Machine, root: x509.Certificate
) -> None:
    web.stores.add("Root", root)
    web.stores.add("CA", root)
    path = lab.folder / "roots.pem"
    states = []
    for options in (["--check"], [], ["--check"], []):
        result = read(lab, *options, stores=["Root", "CA"], subject="Example DMZ", export=str(path))
        states.append((result["changed"], path.exists(), result["exported"]))
    assert states == [(True, False, str(path)), (True, True, str(path)), *[(False, True, str(path))] * 2]
    assert x509.load_pem_x509_certificates(path.read_bytes()) == [root]


def test_an_export_shows_what_changes_in_the_file(lab: Controller, web: Machine, root: x509.Certificate) -> None:
    web.stores.add("Root", root)
    path = lab.folder / "roots.pem"
    path.write_text("# Old Root CA\n", encoding="utf-8")
    run = lab.module(WEB, "certificate_info", "--check", "--diff", subject="Example DMZ", export=str(path))
    assert "-# Old Root CA" in run.output
    assert f"+# SHA-1 {thumbprint(root)}" in run.output
    assert path.read_text(encoding="utf-8") == "# Old Root CA\n"


def test_an_export_into_a_missing_folder_fails_the_task_in_check_mode_too(lab: Controller) -> None:
    run = lab.module(WEB, "certificate_info", "--check", export=str(lab.folder / "audit" / "roots.pem"))
    assert f"the folder {lab.folder}/audit does not exist" in run.results[WEB]["msg"]
    assert not (lab.folder / "audit").exists()


def test_the_examples_of_the_documentation_run(lab: Controller, web: Machine, root: x509.Certificate) -> None:
    web.stores.add("Root", root, physical=".GroupPolicy")
    play = [{"hosts": WEB, "gather_facts": False, "tasks": yaml.safe_load(EXAMPLES)}]
    run = lab.play_text(yaml.safe_dump(play))
    assert (run.failed, run.code) == (set(), 0)
    assert "CN=Example DMZ Root CA" in run.output
    with odd_certificates():
        assert root in x509.load_pem_x509_certificates((lab.folder / f"{WEB}-roots.pem").read_bytes())


def test_the_same_is_read_from_a_german_host(tmp_path: Path) -> None:
    dmz = Dmz(style=GERMAN)
    web, root = dmz.add_machine(WEB), dmz.agent_authority.certificate
    web.stores.add("Root", root, physical=".Enterprise")
    for key in (store_path("Root"), rf"{store_path('Root')}\Certificates", rf"{store_path('CA')}\Certificates"):
        web.registry.set(key, "", RegistryType.REG_SZ, "Standard")
    with controller(dmz, tmp_path) as lab:
        found = read(lab, stores=["Root", "CA"])["certificates"]
    assert {each["thumbprint"] for each in found} == set(map(thumbprint, web.stores.certificates("Root")))


def test_615_certificates_take_seven_exchanges_besides_receives(tmp_path: Path) -> None:
    dmz = Dmz(stock=FULL_STOCK)
    web = dmz.add_machine(WEB)
    for number in range(60):
        web.stores.add("Root", dmz.pki.host(f"host{number:02}", dmz.agent_authority))
    with controller(dmz, tmp_path) as lab:
        found = read(lab)["certificates"]
        exchanges = [entry.action or entry.status for entry in lab.log if entry.action != "Receive"]
    assert len(found) == len(microsoft_program()) + 60
    assert sum(".AuthRoot" in each["physical_stores"] for each in found) == len(microsoft_program())
    assert exchanges == [401, 401, 200, "Create", "Command", "Signal", "Delete"]
