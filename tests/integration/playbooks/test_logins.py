# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every login of the guide, by the guide's own example, carries the whole onboarding."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.guide import examples, logins
from tests.integration.playbooks.meeting import Later
from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import ADMINISTRATOR, Dmz
from tests.lab.kdc import REALM, missing_for_kerberos, realm
from tests.lab.opsmgr.behaviour import Behaviour
from tests.lab.scenarios import build
from tests.lab.scenarios.building import AGENT, PASSWORD
from tests.lab.windows.machine import Account
from tests.lab.wsman.certificate_mapping import CertificateMapping
from tests.lab.wsman.channel_binding import Hardening
from tests.lab.wsman.limits import Limits
from tests.pki.pem import pem, write_pair

PRINCIPAL = "ansible@localhost"
SERVICE_ACCOUNT = "svc-ansible"
KERBEROS = ("Kerberos", "Kerberos with a ticket of your own")


@dataclass(frozen=True)
class Way:
    """What shows in the log of the hosts that a login was used, and how the hosts are set up for it."""

    scheme: str
    sealed: bool = False
    limits: Limits = field(default_factory=Limits)


WAYS = {
    "Basic over HTTPS": Way("Basic"),
    "NTLM over HTTP": Way("Negotiate", sealed=True, limits=Limits(basic=False)),
    "NTLM over HTTPS": Way("Negotiate", limits=Limits(basic=False, hardening=Hardening.STRICT)),
    "Client certificate": Way("Certificate", limits=Limits(basic=False, negotiate=False)),
    "CredSSP": Way("CredSSP", sealed=True, limits=Limits(basic=False, negotiate=False, credssp=True)),
    "Kerberos": Way("Kerberos", sealed=True, limits=Limits(basic=False)),
    "Kerberos with a ticket of your own": Way("Kerberos", sealed=True, limits=Limits(basic=False)),
}

needs_kerberos = pytest.mark.skipif(missing_for_kerberos() is not None, reason=missing_for_kerberos() or "")


@contextmanager
def lab(title: str, folder: Path, dmz: Dmz | None = None) -> Iterator[Controller]:
    """A site with one agent that lacks the root, and the controller set up by the example of that title."""
    site = dmz or build("root_missing")
    example = logins()[title]
    is_https = example["ansible_winrm_scheme"] == "https"
    mapping = _client_certificate(site, folder) if "ansible_winrm_cert_pem" in example else None
    with controller(site, folder, https=is_https, limits=WAYS[title].limits, mapping=mapping) as running:
        _set_up(running, example)
        yield running


def _client_certificate(dmz: Dmz, folder: Path) -> CertificateMapping:
    write_pair(folder, "controller", dmz.pki.user(PRINCIPAL, dmz.agent_authority), dmz.pki.host_key)
    (folder / "issuer.pem").write_text(pem(dmz.agent_authority.certificate))
    return CertificateMapping(str(folder / "issuer.pem"), PRINCIPAL, ADMINISTRATOR)


def _set_up(running: Controller, example: dict[str, Any]) -> None:
    """The example as it stands, but for ports and paths, which are this machine's."""
    here = {
        "ansible_port": running.site.endpoint.port,
        "ansible_winrm_ca_trust_path": str(running.site.authority_file),
        "ansible_winrm_cert_pem": str(running.folder / "controller.pem"),
        "ansible_winrm_cert_key_pem": str(running.folder / "controller.key"),
    }
    located = example | {name: value for name, value in here.items() if name in example}
    where = yaml.safe_load(running.inventory.read_text(encoding="utf-8"))["all"]["vars"]["ansible_host"]
    _write_variables(running, {"ansible_host": where, "vault_password": PASSWORD, **located})


def _write_variables(running: Controller, variables: dict[str, Any]) -> None:
    """For all hosts, in place of those that the inventory has."""
    inventory = yaml.safe_load(running.inventory.read_text(encoding="utf-8"))
    inventory["all"]["vars"] = variables
    running.inventory.write_text(yaml.safe_dump(inventory), encoding="utf-8")


def change(running: Controller, **variables: Any) -> None:
    inventory = yaml.safe_load(running.inventory.read_text(encoding="utf-8"))
    _write_variables(running, {**inventory["all"]["vars"], **variables})


def onboarded(running: Controller, run: Run, way: Way) -> bool:
    """The agent got its root and its link, and every exchange with a host went by that login."""
    assert run.code == 0, run.output
    assert run.rows[AGENT].changes == "root imported, agent restarted"
    assert run.rows[AGENT].link == "up"
    assert {entry.scheme for entry in running.log if entry.scheme} == {way.scheme}
    assert {entry.sealed for entry in running.log if entry.action} == {way.sealed}
    return True


def test_every_login_of_the_guide_is_tried() -> None:
    assert set(logins()) == set(WAYS)


@pytest.mark.parametrize("title", [title for title in WAYS if title not in KERBEROS])
def test_a_login_carries_the_whole_onboarding(title: str, tmp_path: Path) -> None:
    with lab(title, tmp_path) as running:
        assert onboarded(running, running.play("scom.dmz.onboard"), WAYS[title])


@contextmanager
def _domain(folder: Path) -> Iterator[Dmz]:
    dmz = build("root_missing")
    dmz.accounts[SERVICE_ACCOUNT] = Account("not used")
    with realm(folder, {SERVICE_ACCOUNT: PASSWORD}, [f"HTTP/{name}" for name in dmz.machines]):
        yield dmz


@needs_kerberos
def test_kerberos_carries_the_whole_onboarding_with_tickets_that_ansible_gets(tmp_path: Path) -> None:
    with _domain(tmp_path) as dmz, lab("Kerberos", tmp_path, dmz) as running:
        change(running, ansible_winrm_kinit_env_vars=["KRB5_CONFIG"])
        assert onboarded(running, running.play("scom.dmz.onboard"), WAYS["Kerberos"])


@needs_kerberos
def test_kerberos_carries_the_whole_onboarding_with_a_ticket_of_ones_own(tmp_path: Path) -> None:
    title = "Kerberos with a ticket of your own"
    with _domain(tmp_path) as dmz, lab(title, tmp_path, dmz) as running:
        subprocess.run(["kinit", f"{SERVICE_ACCOUNT}@{REALM}"], input=f"{PASSWORD}\n", text=True, check=True)
        assert onboarded(running, running.play("scom.dmz.onboard"), WAYS[title])


@needs_kerberos
def test_a_ticket_that_is_not_to_be_had_is_named_with_the_words_of_kerberos(tmp_path: Path) -> None:
    with _domain(tmp_path) as dmz, lab("Kerberos with a ticket of your own", tmp_path, dmz) as running:
        run = running.play("scom.dmz.check")
        assert (
            f"cannot connect to {GATEWAY} at 127.0.0.1:{running.site.endpoint.port}: Kerberos gave no ticket"
            in run.output
        )


@needs_kerberos
def test_a_password_that_kerberos_rejects_is_named(tmp_path: Path) -> None:
    with _domain(tmp_path) as dmz, lab("Kerberos", tmp_path, dmz) as running:
        change(running, ansible_winrm_kinit_env_vars=["KRB5_CONFIG"], vault_password="wrong")
        assert "Kerberos gave no ticket" in running.play("scom.dmz.check").output


@pytest.mark.parametrize("title", ["Basic over HTTPS", "NTLM over HTTPS", "CredSSP", "NTLM over HTTP"])
def test_a_wrong_password_is_named_with_the_usual_causes(title: str, tmp_path: Path) -> None:
    with lab(title, tmp_path) as running:
        change(running, vault_password="wrong")
        run = running.play("scom.dmz.check")
        assert "the user name or password was rejected" in run.output
        assert "LocalAccountTokenFilterPolicy" in run.output


def test_a_client_certificate_without_a_mapping_is_named(tmp_path: Path) -> None:
    dmz = build("root_missing")
    with lab("Client certificate", tmp_path, dmz) as running:
        (tmp_path / "controller.pem").write_text(pem(dmz.pki.user("stranger@localhost", dmz.agent_authority)))
        assert "the client certificate was rejected" in running.play("scom.dmz.check").output


@pytest.mark.parametrize(
    "title", [title for title, example in logins().items() if "ansible_winrm_ca_trust_path" in example]
)
def test_a_certificate_of_an_unknown_ca_is_not_trusted(title: str, tmp_path: Path) -> None:
    dmz = build("root_missing")
    with lab(title, tmp_path, dmz) as running:
        (tmp_path / "other.pem").write_text(pem(dmz.pki.root("Other").certificate))
        change(running, ansible_winrm_ca_trust_path=str(tmp_path / "other.pem"))
        run = running.play("scom.dmz.check")
        assert (
            f"cannot connect to {GATEWAY} at localhost:{running.site.endpoint.port}: its TLS certificate could not be "
            "verified (give its CA in ansible_winrm_ca_trust_path)"
        ) in run.output
        assert list(running.log) == []


def test_a_certificate_for_another_name_is_not_trusted(tmp_path: Path) -> None:
    with lab("Basic over HTTPS", tmp_path) as running:
        change(running, ansible_host="127.0.0.1")
        assert "its TLS certificate is issued to another name" in running.play("scom.dmz.check").output


def test_basic_over_http_is_refused_by_the_host(tmp_path: Path) -> None:
    with controller(build("root_missing"), tmp_path) as running:
        _set_up(running, {**logins()["Basic over HTTPS"], "ansible_winrm_scheme": "http"})
        assert "the host refuses messages in clear text" in running.play("scom.dmz.check").output


def test_credssp_that_is_not_enabled_is_named(tmp_path: Path) -> None:
    with controller(build("root_missing"), tmp_path) as running:
        _set_up(running, logins()["CredSSP"])
        assert "CredSSP is not enabled on the host" in running.play("scom.dmz.check").output


def test_an_account_that_is_no_administrator_is_told_so(tmp_path: Path) -> None:
    dmz = build("root_missing")
    with lab("NTLM over HTTPS", tmp_path, dmz) as running:
        dmz.accounts["Operator"] = Account(PASSWORD, administrator=False)
        change(running, ansible_user="Operator")
        run = running.play("scom.dmz.check")
        assert "access is denied" in run.output
        assert "LocalAccountTokenFilterPolicy" in run.output


def test_an_inventory_of_psrp_hosts_is_served_by_the_variables_of_the_play(tmp_path: Path) -> None:
    """Its link comes after the onboarding, so that the run waits on the controller, for which these variables hold as well."""
    with controller(build("root_missing", behaviour=Behaviour(link_seconds=3600)), tmp_path) as running:
        running.site.endpoint.misbehaviours = Later(running.dmz.clock, AGENT, 2, 3600)
        _write_variables(
            running,
            {
                "ansible_connection": "psrp",
                "ansible_host": "127.0.0.1",
                "ansible_port": 1,
                "ansible_user": ADMINISTRATOR,
                "ansible_password": PASSWORD,
            },
        )
        [play] = examples()["Hosts that other playbooks reach by psrp or ssh"]
        play["vars"] |= {"ansible_port": running.site.endpoint.port, "gateway_trust_link_interval": 1}
        run = running.play_text(yaml.safe_dump([play]))
        assert run.rows[AGENT].link == "up", run.output
