# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""After a whole job at -vvvvv no secret stands in anything that was printed or written, in whatever form."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from spnego._ntlm_raw.crypto import ntowfv1

from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.lab.canary import CANARY, CANARY_BYTES
from tests.lab.dmz import ADMINISTRATOR, Dmz
from tests.lab.scenarios.site import Site, usual_site
from tests.pki.pem import key_pem

LACKING = "web01.dmz.example"
LOCKED_OUT = "web02.dmz.example"

PASSWORD = "Un1que/Secret+of~the~lab"
WRONG = "Un1que/Secret+that~is~wrong"

Secrets = Mapping[str, frozenset[bytes]]
"""The forms of each secret by its name, without blanks and in lower case where that is hex."""


def _site() -> Site:
    site = usual_site(Dmz(PASSWORD))
    for name in (LACKING, LOCKED_OUT):
        site.distrusting_agent(name)
    site.agent("db01.dmz.example")
    site.dmz.boot()
    return site


def _secrets(site: Site) -> Secrets:
    keys = {"host key": site.dmz.pki.host_key, "root key": site.root.key, "agents' key": site.dmz.agent_authority.key}
    plain = {
        "password": _password(PASSWORD),
        "wrong password": _password(WRONG),
        "canary": {CANARY.encode(), CANARY_BYTES},
        **{name: _numbers(key) for name, key in keys.items()},
    }
    return {name: frozenset(form for data in octets for form in _forms(data)) for name, octets in plain.items()}


def _password(password: str) -> set[bytes]:
    return {password.encode(), password.encode("utf-16-le"), ntowfv1(password)}


def _numbers(key: RSAPrivateKey) -> set[bytes]:
    numbers = key.private_numbers()
    return {number.to_bytes((number.bit_length() + 7) // 8, "big") for number in (numbers.d, numbers.p, numbers.q)}


def _forms(data: bytes) -> Iterator[bytes]:
    """As it is, as hex, as a decimal number, and as base64 of anything that it is a part of, as `user:password` or PEM."""
    yield data
    yield data.hex().lstrip("0").encode()
    yield str(int.from_bytes(data, "big")).encode()
    for before in range(3):
        first, end = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        yield base64.b64encode(bytes(before) + data)[first:end]


def _leaks(folder: Path, secrets: Secrets, inventory: Path) -> set[str]:
    """Which secret stands in which file below a folder; line breaks within it hide nothing."""
    return {
        f"{name} in {path.relative_to(folder)}"
        for path in folder.rglob("*")
        if path.is_file() and path != inventory
        for name in _found(path.read_bytes(), secrets)
    }


def _found(content: bytes, secrets: Secrets) -> set[str]:
    joined = re.sub(rb"\\[rn]|[\s:]", b"", content)
    texts = (content, joined, joined.lower())
    return {name for name, forms in secrets.items() if any(form in text for form in forms for text in texts)}


def _planted(site: Site) -> dict[str, tuple[str, bytes]]:
    """Each form as it might get out, with the name of the secret that it gives away."""
    utf_16 = PASSWORD.encode("utf-16-le")
    key, other = site.dmz.pki.host_key, site.root.key
    login = f"{ADMINISTRATOR}:{PASSWORD}".encode()
    return {
        "clear": ("password", PASSWORD.encode()),
        "wrong": ("wrong password", f"'{WRONG}'".encode()),
        "utf-16": ("password", utf_16),
        "base64": ("password", base64.b64encode(PASSWORD.encode())),
        "login": ("password", b"Authorization: Basic " + base64.b64encode(login)),
        "hex": ("password", PASSWORD.encode().hex().encode()),
        "utf-16 hex": ("password", utf_16.hex(" ").upper().encode()),
        "nt hash": ("password", ntowfv1(PASSWORD).hex().upper().encode()),
        "canary": ("canary", CANARY_BYTES.hex().upper().encode()),
        "pkcs8": ("host key", key_pem(key).encode()),
        "pkcs1": ("root key", other.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())),
        "pem in json": ("host key", key_pem(key).replace("\n", r"\n").encode()),
        "number": ("agents' key", str(site.dmz.agent_authority.key.private_numbers().d).encode()),
        "numbers": ("host key", f"d={key.private_numbers().d:X}".encode()),
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a run, where Ansible writes its log and its cache of facts as well."""
    monkeypatch.setenv("ANSIBLE_LOG_PATH", str(tmp_path / "ansible.log"))
    monkeypatch.setenv("ANSIBLE_CACHE_PLUGIN", "jsonfile")
    monkeypatch.setenv("ANSIBLE_CACHE_PLUGIN_CONNECTION", str(tmp_path / "facts"))
    return tmp_path


def _keep(lab: Controller, playbook: str, *options: str, **variables: object) -> Run:
    """Run a playbook at -vvvvv and keep what it printed."""
    run = lab.play(playbook, "-vvvvv", "--diff", *options, **variables)
    with (lab.folder / "printed.txt").open("a", encoding="utf-8") as printed:
        printed.write(run.output)
    return run


def _whole_job(lab: Controller, **variables: object) -> None:
    """An onboarding with a host that cannot be logged in to, and its rollback."""
    lab.vary(LOCKED_OUT, ansible_password=WRONG)
    onboarded = _keep(lab, "scom.dmz.onboard", **variables)
    assert onboarded.rows[LACKING].link == "up"
    assert "+Root: CN=" in onboarded.output
    assert onboarded.rows[LOCKED_OUT].verdict == "unreachable"
    [journal] = (lab.folder / ".scom-dmz" / "journal").glob("*.jsonl")
    run = re.search('"run": "([^"]+)"', journal.read_text(encoding="utf-8"))
    assert run is not None
    rollback = _keep(
        lab, "scom.dmz.rollback", "--limit", LACKING, root_rollback_run=run[1], root_rollback_force=True, **variables
    )
    assert rollback.changed == {LACKING}
    logged = (lab.folder / "ansible.log").read_text(encoding="utf-8")
    assert "WINRM CONNECT" in logged
    assert "WSMAN Invoke StdRegProv.SetBinaryValue: HTTP 200" in logged
    assert "WSMAN COMMAND LINE reg query" in logged


def test_a_job_over_sealed_ntlm_gives_no_secret_away(folder: Path) -> None:
    site = _site()
    with controller(site.dmz, folder) as lab:
        _keep(lab, "scom.dmz.check")
        _whole_job(lab)
        assert {entry.scheme for entry in lab.log if entry.action} == {"Negotiate"}
        assert _leaks(folder, _secrets(site), lab.inventory) == set()


def test_a_job_over_basic_and_https_gives_no_secret_away(folder: Path) -> None:
    site = _site()
    with controller(site.dmz, folder, https=True) as lab:
        _whole_job(lab, ansible_winrm_transport="basic")
        assert {entry.scheme for entry in lab.log if entry.action} == {"Basic"}
        assert _leaks(folder, _secrets(site), lab.inventory) == set()


def test_the_search_finds_a_secret_in_every_form(tmp_path: Path) -> None:
    site = _site()
    secrets, planted = _secrets(site), _planted(site)
    for form, (_name, content) in planted.items():
        (tmp_path / form).write_bytes(b"before " + content + b" after")
    (tmp_path / "clean").write_text(f"{ADMINISTRATOR} Un1que/Secret", encoding="utf-8")
    expected = {f"{name} in {form}" for form, (name, _content) in planted.items()}
    assert _leaks(tmp_path, secrets, tmp_path / "inventory.yml") == expected
