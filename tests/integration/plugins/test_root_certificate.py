# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""root_certificate takes certificates in every form that people have them in, each in four steps, and refuses the rest.

The steps are those of ansible.windows' tests of win_certificate_store: check mode, real, and both again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, JournalError, OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from tests.integration.plugins.acting import act
from tests.lab.dmz import Dmz
from tests.lab.pki import EXPIRED, NOT_YET_VALID
from tests.lab.windows.certificate_store import elements, store_entry, store_path
from tests.lab.windows.machine import Machine
from tests.pki.certificates import rsa_key
from tests.pki.der import INTEGER, tlv
from tests.pki.files import TEXTS, TRUST_SETTINGS, armoured, encoded, serialized_store, signed_data_in_ber
from tests.pki.pem import key_pem, pem
from tests.unit.plugins.plugin_utils.x509.authority import as_read, edited, issue, leaf, version_1

Result = dict[str, Any]
Act = Callable[..., Result]

ENHANCED_KEY_USAGE, FRIENDLY_NAME, DESCRIPTION = 9, 11, 13
"""Property ids (wincrypt.h)."""

ROOT_KEY = rf"{store_path('Root')}\Certificates"
CA_KEY = rf"{store_path('CA')}\Certificates"

YEARS = timedelta(days=365)


@pytest.fixture
def do(session: Session, tmp_path: Path) -> Act:
    """Serve a task of root_certificate on the machine."""
    return lambda **arguments: act(session, "root_certificate", tmp_path, **arguments)


@pytest.fixture
def identity(site: Dmz) -> Any:
    now = site.clock.now()
    return issue("Corp Root", not_before=now - YEARS, not_after=now + YEARS)


@pytest.fixture
def root(identity: Any) -> Certificate:
    found: Certificate = identity.certificate
    return found


@pytest.fixture
def second(site: Dmz) -> Certificate:
    return as_read(site.pki.root("Second Root").certificate)


def _pkcs7(encoding: Encoding, *certificates: Certificate) -> bytes:
    return pkcs7.serialize_certificates([x509.load_der_x509_certificate(each.der) for each in certificates], encoding)


def _held(machine: Machine, key: str = ROOT_KEY) -> set[str]:
    return set(machine.registry.subkeys(key))


def _steps(do: Act, machine: Machine, **arguments: Any) -> list[list[str]]:
    """The actions in check mode, for real, in check mode again, for real again; what changes does so once."""
    actions = []
    for check_mode, writes in ((True, False), (False, True), (True, False), (False, False)):
        before = machine.registry.dump("HKLM")
        result = do(check_mode=check_mode, **arguments)
        assert (machine.registry.dump("HKLM") != before) == writes
        assert result["changed"] == (len(actions) < 2)
        actions.append([each["action"] for each in result["certificates"]])
    return actions


FORMS: dict[str, Callable[[Certificate], bytes]] = {
    "PEM": lambda root: root.pem().encode(),
    "DER": lambda root: root.der,
    "PKCS#7 in PEM": lambda root: _pkcs7(Encoding.PEM, root),
    "PKCS#7 in BER": lambda root: signed_data_in_ber(root.der),
    "UTF-16": lambda root: root.pem().encode("utf-16"),
    "text around it": lambda root: f"subject=Corp Root\n{root.pem()}\nThat was it.".encode(),
    "twice": lambda root: (root.pem() * 2).encode(),
    "base64": lambda root: encoded(root.der).encode(),
    "hexadecimal": lambda root: TEXTS["certutil -encodehex"](root.der).encode(),
    "a serialized store": lambda root: serialized_store(root.der),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_in_any_form_is_imported_and_removed_in_four_steps_each(
    do: Act, machine: Machine, root: Certificate, tmp_path: Path, form: str
) -> None:
    (tmp_path / "root.cer").write_bytes(FORMS[form](root))
    before = _held(machine)
    assert _steps(do, machine, path="root.cer") == [["imported"], ["imported"], ["present"], ["present"]]
    assert _held(machine) - before == {root.thumbprint}
    gone = [["removed"], ["removed"], ["absent"], ["absent"]]
    assert _steps(do, machine, path="root.cer", state="absent") == gone
    assert _held(machine) == before


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "lower case": str.lower,
    "with spaces": lambda text: " ".join(text[at : at + 2] for at in range(0, 40, 2)),
    "with colons": lambda text: ":".join(text[at : at + 2] for at in range(0, 40, 2)),
    "with U+200E in front": lambda text: f"\u200e{text}",
    "with U+200E and no-break spaces": lambda text: f"\u200e{text[:20].lower()}\xa0{text[20:]}\u200f",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_thumbprint_in_any_spelling_removes_in_four_steps(
    do: Act, machine: Machine, root: Certificate, spelling: str
) -> None:
    do(content=root.pem())
    gone = [["removed"], ["removed"], ["absent"], ["absent"]]
    assert _steps(do, machine, thumbprint=SPELLINGS[spelling](root.thumbprint), state="absent") == gone
    assert root.thumbprint not in _held(machine)


def test_a_result_names_the_certificate_and_its_store(do: Act, root: Certificate) -> None:
    (found,) = do(content=root.pem())["certificates"]
    assert found == {
        "action": "imported",
        "reason": None,
        "thumbprint": root.thumbprint,
        "sha256": root.sha256,
        "subject": root.subject,
        "registry_key": None,
        "entry_fault": None,
        "store": "Root",
        "physical_stores": [],
        "purposes": None,
        "certutil": "not_run",
    }


def test_files_and_content_together_count_each_certificate_once(
    do: Act, machine: Machine, root: Certificate, second: Certificate, tmp_path: Path
) -> None:
    (tmp_path / "both.p7b").write_bytes(_pkcs7(Encoding.DER, root, second))
    (tmp_path / "one.cer").write_bytes(root.der)
    result = do(path=["one.cer", "both.p7b"], content=second.pem() + root.pem())
    assert [each["thumbprint"] for each in result["certificates"]] == [root.thumbprint, second.thumbprint]
    assert {root.thumbprint, second.thumbprint} <= _held(machine)


def test_a_chain_is_sorted_into_its_stores_and_its_leaf_refused(do: Act, machine: Machine, site: Dmz) -> None:
    issuing = site.pki.issuing("Issuing CA", site.agent_authority)
    chain = [site.pki.host("gw01", issuing), issuing.certificate, site.agent_authority.certificate]
    before = machine.registry.dump("HKLM")
    refused = do(content=pem(*chain))
    assert [each["action"] for each in refused["certificates"]] == ["refused", "held_back", "held_back"]
    assert refused["failed"]
    assert refused["msg"].startswith("refused, nothing was written: CN=gw01 is not a CA: ")
    assert machine.registry.dump("HKLM") == before
    partial = do(content=pem(*chain), partial=True)
    assert [(each["action"], each["store"]) for each in partial["certificates"]] == [
        ("refused", None),
        ("imported", "CA"),
        ("imported", "Root"),
    ]
    assert "failed" not in partial
    assert [warning.partition(" is ")[0] for warning in partial["warnings"]] == ["refused: CN=gw01"]


BAD_FILES = {
    "empty": (b"", "it is empty"),
    "garbage": (b"\x00\xff garbage", "it is nothing that is read here"),
    "damaged": (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "it is data that is no DER"),
    "cut": (b"-----BEGIN CERTIFICATE-----\nAAAA\n", "it is a PEM block without an end"),
    "a page": (b"<html><body>not found</body></html>", "it is HTML"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
@pytest.mark.parametrize("state", ["present", "absent", "exact"])
def test_a_bad_file_is_named_and_the_good_one_beside_it_held_back(
    do: Act, machine: Machine, root: Certificate, tmp_path: Path, kind: str, state: str
) -> None:
    data, reason = BAD_FILES[kind]
    (tmp_path / "bad.pem").write_bytes(data)
    (tmp_path / "good.pem").write_text(root.pem())
    with pytest.raises(CertificateError) as caught:
        do(path=["good.pem", "bad.pem"], state=state, set="corp")
    assert str(caught.value).startswith("bad.pem holds no certificate")
    assert reason in str(caught.value)
    assert machine.commands == []


def test_a_file_with_a_private_key_is_named(do: Act, machine: Machine, identity: Any, tmp_path: Path) -> None:
    key = key_pem(identity.key)
    (tmp_path / "with-key.pem").write_text(identity.certificate.pem() + key)
    with pytest.raises(CertificateError, match="^with-key.pem holds a private key, which is never needed"):
        do(path="with-key.pem")
    with pytest.raises(CertificateError, match="^content holds a private key, which is never needed"):
        do(content=key)
    assert machine.commands == []


EMPTY_CONTENT = "content holds no certificate: it is empty; where nothing is set, leave it out with default(omit, true)"
WRONG_ARGUMENTS: dict[str, tuple[Result, str]] = {
    "nothing": ({}, "nothing is named: give path or content, or thumbprint with state absent"),
    "nothing to remove": (
        {"state": "absent"},
        "nothing is named: give path or content, or thumbprint with state absent",
    ),
    "thumbprint": (
        {"thumbprint": "AB" * 20},
        "a thumbprint names a certificate to remove; importing one needs path or content",
    ),
    "short thumbprint": (
        {"thumbprint": "AB" * 19, "state": "absent"},
        f"the fingerprint '{'AB' * 19}' is neither a SHA-1 of 40 nor a SHA-256 of 64 hexadecimal digits",
    ),
    "missing file": (
        {"path": "nowhere.cer"},
        "cannot read the certificate file nowhere.cer on the controller: No such file or directory",
    ),
    "file of a user that is not there": (
        {"path": "~nosuchuser/x.cer"},
        "cannot read the certificate file ~nosuchuser/x.cer on the controller: there is no user of that name with a home folder",
    ),
    "folder": ({"path": "/"}, "cannot read the certificate file / on the controller: it is a directory"),
    "device": ({"path": "/dev/zero"}, "cannot read the certificate file /dev/zero on the controller: it is a device"),
    "nothing in content": ({"content": ""}, EMPTY_CONTENT),
    "blanks in content": ({"content": " \n"}, EMPTY_CONTENT),
    "nothing in content, to remove": ({"content": "", "state": "absent"}, EMPTY_CONTENT),
    "nothing in content beside a file": ({"content": "", "path": "/dev/zero"}, EMPTY_CONTENT),
}


@pytest.mark.parametrize("case", WRONG_ARGUMENTS)
def test_wrong_arguments_are_one_sentence_before_the_host_is_asked(do: Act, machine: Machine, case: str) -> None:
    arguments, sentence = WRONG_ARGUMENTS[case]
    with pytest.raises(CertificateError) as caught:
        do(**arguments)
    assert str(caught.value) == sentence
    assert machine.commands == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"state": "exact"}, "^state exact needs set, the name of the set"),
        ({"set": "two words"}, "^set is 'two words': a name has 1 to 64 letters"),
        ({"set": ""}, "^set is '': a name has 1 to 64 letters"),
    ],
)
def test_an_exact_set_has_a_name(
    do: Act, machine: Machine, root: Certificate, arguments: Result, sentence: str
) -> None:
    with pytest.raises(OptionError, match=sentence):
        do(content=root.pem(), **arguments)
    assert machine.commands == []


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["a directory", "a named pipe"])
def test_what_stands_in_place_of_a_file_of_a_role_is_named_by_its_path(
    do: Act,
    machine: Machine,
    root: Certificate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Any,
    request: Any,
) -> None:
    (tmp_path / "files").mkdir()
    make(tmp_path / "files" / "root.cer")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "root.cer").write_text(root.pem())
    monkeypatch.chdir(elsewhere)
    with pytest.raises(CertificateError) as caught:
        do(path="root.cer")
    assert f"{tmp_path}/files/root.cer" in str(caught.value)
    assert request.node.callspec.id in str(caught.value)
    assert machine.commands == []


def test_a_file_of_the_working_directory_is_found_where_no_role_has_it(
    do: Act, root: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "here.cer").write_text(root.pem())
    monkeypatch.chdir(elsewhere)
    assert _actions(do(path="here.cer")) == ["imported"]


UNREAD_MEMBERS: dict[str, Callable[[Certificate], bytes]] = {
    "a label that is not known": lambda other: armoured(other.der, "ODD THING").encode(),
    "a damaged block": lambda other: armoured(other.der[:-40]).encode(),
    "a block without an end": lambda other: other.pem()[:-30].encode(),
    "a revocation list": lambda other: armoured(other.der, "X509 CRL").encode(),
}


@pytest.mark.parametrize("kind", UNREAD_MEMBERS)
@pytest.mark.parametrize("state", ["present", "exact", "absent"])
def test_a_member_that_cannot_be_read_stops_all_and_is_named(
    do: Act, machine: Machine, root: Certificate, second: Certificate, tmp_path: Path, kind: str, state: str
) -> None:
    (tmp_path / "roots.pem").write_bytes(root.pem().encode() + UNREAD_MEMBERS[kind](second))
    with pytest.raises(CertificateError, match=r"member 2 of roots\.pem"):
        do(path="roots.pem", state=state, set="corp")
    assert machine.commands == []


@pytest.mark.parametrize("kind", UNREAD_MEMBERS)
def test_partial_takes_the_other_members_and_tells_of_the_one_that_cannot_be_read(
    do: Act, machine: Machine, root: Certificate, second: Certificate, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "roots.pem").write_bytes(UNREAD_MEMBERS[kind](second) + b"\n" + root.pem().encode())
    result = do(path="roots.pem", partial=True)
    assert _actions(result) == ["imported"]
    (warning,) = result["warnings"]
    assert "member 1 of roots.pem" in warning
    assert second.thumbprint not in _held(machine)


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("kind", UNREAD_MEMBERS)
def test_exact_removes_nothing_while_a_member_cannot_be_read(
    do: Act, machine: Machine, root: Certificate, second: Certificate, kind: str, check_mode: bool
) -> None:
    do(content=second.pem(), state="exact", set="corp")
    content = root.pem() + UNREAD_MEMBERS[kind](second).decode()
    result = do(content=content, state="exact", set="corp", partial=True, check_mode=check_mode)
    assert _actions(result) == ["imported"]
    assert any("nothing was removed" in warning for warning in result["warnings"])
    assert second.thumbprint in _held(machine)
    assert (
        _actions(do(content=root.pem(), state="exact", set="corp", force=True, check_mode=check_mode))[-1] == "removed"
    )


def test_partial_takes_a_file_beside_one_that_holds_no_certificate_and_needs_one_that_does(
    do: Act, machine: Machine, root: Certificate, tmp_path: Path
) -> None:
    (tmp_path / "good.pem").write_text(root.pem())
    (tmp_path / "page.cer").write_text("<html></html>")
    result = do(path=["page.cer", "good.pem"], partial=True)
    assert (_actions(result), len(result["warnings"])) == (["imported"], 1)
    with pytest.raises(CertificateError, match=r"^page\.cer holds no certificate: it is HTML"):
        do(path="page.cer", partial=True)


@pytest.mark.parametrize("state", ["present", "exact", "absent"])
def test_partial_passes_over_no_private_key(do: Act, machine: Machine, identity: Any, state: str) -> None:
    content = identity.certificate.pem() + key_pem(identity.key)
    with pytest.raises(CertificateError, match="holds a private key"):
        do(content=content, partial=True, state=state, set="corp")
    assert machine.commands == []


def test_what_is_passed_over_beside_a_certificate_is_told(do: Act, root: Certificate) -> None:
    result = do(content=armoured(root.der + TRUST_SETTINGS, "TRUSTED CERTIFICATE"))
    assert _actions(result) == ["imported"]
    (warning,) = result["warnings"]
    assert "trust settings" in warning


def _actions(result: Result) -> list[str]:
    return [each["action"] for each in result["certificates"]]


def _negative_serial(identity: Any) -> Certificate:
    return edited(identity, serial_number=tlv(INTEGER, b"\x80" + bytes(15)))


def test_odd_serials_are_no_obstacle(do: Act, machine: Machine, site: Dmz) -> None:
    now = site.clock.now()
    dates = {"not_before": now - YEARS, "not_after": now + YEARS}
    long, first, other = (issue(name, serial_number=2**159 - 1, **dates) for name in ("Long", "Same", "Same"))
    renewed = issue("Same", key=first.key, **dates)
    certificates = [each.certificate for each in (long, first, other, renewed)]
    certificates.append(_negative_serial(issue("Negative", **dates)))
    assert len(long.certificate.serial_bytes) == 20
    assert certificates[-1].serial_number < 0
    result = do(content="".join(each.pem() for each in certificates))
    assert [each["action"] for each in result["certificates"]] == ["imported"] * 5
    assert {each.thumbprint for each in certificates} <= _held(machine)
    do(thumbprint=first.certificate.thumbprint, state="absent")
    assert {first.certificate.thumbprint} == {each.thumbprint for each in certificates} - _held(machine)


REFUSED: dict[str, tuple[str, Callable[[Dmz, Any], Certificate]]] = {
    "expired": ("in_date", lambda site, identity: as_read(site.pki.root("Old", validity=EXPIRED).certificate)),
    "not yet valid": (
        "in_date",
        lambda site, identity: as_read(site.pki.root("New", validity=NOT_YET_VALID).certificate),
    ),
    "weak key": ("key_strength", lambda site, identity: _dated(site, "Weak", key=rsa_key(1024))),
    "version 1": ("ca", lambda site, identity: version_1(identity)),
    "leaf": ("ca", lambda site, identity: leaf("web01", identity)),
}


def _dated(site: Dmz, name: str, **options: Any) -> Certificate:
    now = site.clock.now()
    return issue(name, not_before=now - YEARS, not_after=now + YEARS, **options).certificate


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_gate_refuses_is_not_written_and_the_rule_named(
    do: Act, machine: Machine, site: Dmz, identity: Any, root: Certificate, case: str
) -> None:
    rule, make = REFUSED[case]
    before = machine.registry.dump("HKLM")
    result = do(content=root.pem() + make(site, identity).pem())
    assert [each["action"] for each in result["certificates"]] == ["held_back", "refused"]
    assert (result["failed"], result["changed"]) == (True, False)
    assert f"(rule {rule})" in result["msg"]
    assert machine.registry.dump("HKLM") == before


def test_a_waived_rule_lets_a_certificate_through_and_an_unknown_one_is_named(do: Act, site: Dmz) -> None:
    expired = pem(site.pki.root("Old", validity=EXPIRED).certificate)
    with pytest.raises(CertificateError, match="^cannot waive expired: the rules are well_formed, ca, "):
        do(content=expired, waive="expired")
    assert do(content=expired, waive="in_date")["certificates"][0]["action"] == "imported"


def test_each_certificate_needs_a_pin_and_each_pin_a_certificate(
    do: Act, root: Certificate, second: Certificate
) -> None:
    both = root.pem() + second.pem()
    refused = do(content=both, sha256=root.sha256)
    assert refused["msg"].endswith(f"has the SHA-256 {second.sha256}, which is not pinned: {root.sha256} (rule pin)")
    with pytest.raises(CertificateError) as caught:
        do(content=root.pem(), sha256=[root.sha256, second.sha256])
    assert str(caught.value) == (
        f"no certificate has the pinned SHA-256 {second.sha256}; the input has {root.sha256} of {root.subject}"
    )
    imported = do(content=both, sha256=[second.sha256.lower(), f"\u200e{root.sha256}"])
    assert [each["action"] for each in imported["certificates"]] == ["imported", "imported"]


def _property(machine: Machine, certificate: Certificate, number: int) -> str | None:
    data = machine.registry.data(rf"{ROOT_KEY}\{certificate.thumbprint}", "Blob")
    assert isinstance(data, bytes)
    found = elements(data).get(number)
    return None if found is None else found.decode("utf-16-le")


def test_a_friendly_name_is_given_changed_and_kept_in_four_steps(
    do: Act, machine: Machine, root: Certificate, second: Certificate
) -> None:
    do(content=root.pem())
    both = root.pem() + second.pem()
    assert _steps(do, machine, content=both, friendly_name="Größe ✓") == [
        ["updated", "imported"],
        ["updated", "imported"],
        ["present", "present"],
        ["present", "present"],
    ]
    for certificate in (root, second):
        assert _property(machine, certificate, FRIENDLY_NAME) == "Größe ✓\0"
        assert str(_property(machine, certificate, DESCRIPTION)).startswith("scom.dmz ")


def test_purposes_are_written_changed_and_shown_in_the_diff(do: Act, machine: Machine, root: Certificate) -> None:
    name = f"(SHA-1 {root.thumbprint}, SHA-256 {root.sha256}, until {root.not_after:%Y-%m-%d})"
    line = f"Root: {root.subject} {name}, friendly name Corp, for "
    imported = do(content=root.pem(), friendly_name="Corp", purposes=["serverAuth", "clientAuth"])
    assert (imported["diff"]["before"], imported["diff"]["after"]) == ("", f"{line}serverAuth, clientAuth only\n")
    changed = do(content=root.pem(), purposes=["1.3.6.1.4.1.311.20.2.2"], check_mode=True)
    assert changed["certificates"][0]["action"] == "updated"
    assert changed["diff"]["before"] == f"{line}serverAuth, clientAuth only\n"
    assert changed["diff"]["after"] == f"{line}smartCardLogon only\n"
    steps = _steps(do, machine, content=root.pem(), purposes=["serverAuth"])
    assert steps == [["updated"], ["updated"], ["present"], ["present"]]
    data = machine.registry.data(rf"{ROOT_KEY}\{root.thumbprint}", "Blob")
    assert isinstance(data, bytes)
    assert elements(data)[ENHANCED_KEY_USAGE].hex() == "300a06082b06010505070301"


@pytest.mark.parametrize(
    ("purposes", "sentence"), [([], "the list of purposes is empty"), (["tls"], "the purpose tls is not known")]
)
def test_purposes_that_make_no_sense_are_refused_before_the_host_is_asked(
    do: Act, machine: Machine, root: Certificate, purposes: list[str], sentence: str
) -> None:
    with pytest.raises(CertificateError, match=f"^{sentence}"):
        do(content=root.pem(), purposes=purposes)
    assert machine.commands == []


def test_purposes_warn_where_another_physical_store_holds_the_root_unrestricted(
    do: Act, machine: Machine, root: Certificate
) -> None:
    parsed = x509.load_der_x509_certificate(root.der)
    machine.stores.add_entry("Root", root.thumbprint, store_entry(parsed), ".GroupPolicy")
    warning = (
        f"{root.thumbprint} is wanted for the named purposes only, but another physical store holds it unrestricted: "
    )
    for options in ({}, {"require_local": True}, {}):
        assert do(content=root.pem(), purposes=["serverAuth"], **options)["warnings"] == [f"{warning}.GroupPolicy"]
    assert do(content=root.pem())["warnings"] == []


def test_exact_leaves_the_roots_of_others_alone_and_is_done_after_four_steps(
    do: Act, machine: Machine, root: Certificate, second: Certificate, site: Dmz
) -> None:
    theirs = site.pki.root("Theirs").certificate
    machine.stores.add("Root", theirs)
    before = _held(machine)
    do(content=second.pem(), set="corp")
    steps = _steps(do, machine, content=root.pem(), state="exact", set="corp", force=True)
    assert steps == [["imported", "removed"], ["imported", "removed"], ["present"], ["present"]]
    assert _held(machine) == before | {root.thumbprint}


def test_exact_knows_what_another_controller_imported(
    session: Session, machine: Machine, root: Certificate, second: Certificate, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    act(session, "root_certificate", folders[0], content=second.pem(), set="corp")
    result = act(session, "root_certificate", folders[1], content=root.pem(), state="exact", set="corp", force=True)
    assert [each["thumbprint"] for each in result["certificates"]] == [root.thumbprint, second.thumbprint]
    assert second.thumbprint not in _held(machine)


def test_certutil_is_an_opinion_on_request(do: Act, machine: Machine, root: Certificate, second: Certificate) -> None:
    assert do(content=root.pem(), certutil=True)["certificates"][0]["certutil"] == "agrees"
    assert do(content=second.pem())["certificates"][0]["certutil"] == "not_run"
    assert len([line for line in machine.commands if "certutil" in line]) == 1


def test_the_journal_is_kept_in_the_folder_that_is_named(do: Act, root: Certificate, tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "here"
    run = do(content=root.pem(), journal=str(folder))["run"]
    (file,) = folder.iterdir()
    assert [line.count(run) for line in file.read_text().splitlines()] == [1, 0]


def test_check_mode_and_what_is_present_already_need_no_journal(do: Act, root: Certificate, tmp_path: Path) -> None:
    do(content=root.pem(), check_mode=True)
    do(thumbprint="AB" * 20, state="absent")
    assert not (tmp_path / "journal").exists()


def test_without_a_journal_nothing_is_written(do: Act, machine: Machine, root: Certificate, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = machine.registry.dump("HKLM")
    with pytest.raises(JournalError, match=f"^cannot .* the journal {tmp_path}/file/"):
        do(content=root.pem(), journal=str(tmp_path / "file"))
    assert machine.registry.dump("HKLM") == before


def test_a_root_can_be_forced_into_ca_and_an_intermediate_into_root_only_by_waiver(
    do: Act, machine: Machine, root: Certificate, site: Dmz
) -> None:
    issuing = site.pki.issuing("Issuing CA", site.agent_authority).certificate
    assert do(content=root.pem(), store="CA")["certificates"][0]["store"] == "CA"
    assert root.thumbprint in _held(machine, CA_KEY)
    assert do(content=pem(issuing), store="Root")["msg"].endswith("(rule self_signed)")
    forced = do(content=pem(issuing), store="Root", waive="self_signed")["certificates"][0]
    assert (forced["action"], forced["store"]) == ("imported", "Root")
