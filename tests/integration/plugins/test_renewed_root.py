# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A root is renewed with the same key while the certificates below it name the serial number of the old one: it does not serve them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.integration.playbooks.rotation_site import RENEWED, import_old_root
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.demonstration import GATEWAY, GROUP, POINTED_AT_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.agent import Agent
from tests.lab.scenarios import AGENT
from tests.lab.scenarios.site import ROOT_NAME
from tests.lab.windows.held_certificate import as_held, decode
from tests.pki.certificates import Authority
from tests.pki.forms import reissued
from tests.pki.pem import pem
from tests.pki.restrictions import names_serial_number


class Renewal:
    """A gateway whose certificate names the serial number of the old root, or not, and an agent that holds some of the roots."""

    def __init__(self, *held: str, names_it: bool = True) -> None:
        self.dmz = Dmz()
        self.old = self.dmz.pki.root(ROOT_NAME)
        self.new = self.dmz.pki.root(ROOT_NAME, validity=RENEWED, renews=self.old)
        self.dmz.add_gateway(GATEWAY, GROUP, self._leaf(names_it), [self.old])
        self.agent: Agent = self.dmz.add_agent(AGENT, POINTED_AT_GATEWAY)
        for name in held:
            self._import(getattr(self, name))
        self.dmz.boot()

    def _leaf(self, names_it: bool) -> Any:
        usual = self.dmz.pki.host(GATEWAY, self.old)
        if not names_it:
            return usual
        old = as_held(self.old.certificate)
        assert isinstance(self.old.key, rsa.RSAPrivateKey)
        return decode(reissued(usual, self.old.key, names_serial_number(old.issuer, old.serial)))

    def _import(self, root: Authority) -> None:
        if root is self.old:
            import_old_root(self.agent.machine, root.certificate)
        else:
            self.agent.machine.stores.add("Root", root.certificate)

    @property
    def linked(self) -> bool:
        return GROUP in self.agent.links

    @property
    def holds_old(self) -> bool:
        return self.old.certificate in self.agent.machine.stores.certificates("Root")

    def trust_new_root_on_gateway(self) -> None:
        self.dmz.machines[GATEWAY].stores.add("Root", self.new.certificate)

    def rotate(self, module: str, folder: Path, **arguments: Any) -> dict[str, Any]:
        with serve_watched(self.dmz) as served:
            read = act(connect(served.endpoint, host=GATEWAY), "gateway_info", folder)["gateway"]
            gateway = {"name": GATEWAY, "chain": read["certificate"]["chain_pem"]}
            return act(
                connect(served.endpoint, host=AGENT),
                module,
                folder,
                gateways=[gateway],
                content=pem(self.new.certificate),
                old_sha256=fingerprint(self.old.certificate),
                **arguments,
            )


def fingerprint(root: x509.Certificate) -> str:
    return root.fingerprint(SHA256()).hex()


@pytest.mark.parametrize(
    ("held", "linked"), [(("old",), True), (("new",), False), (("old", "new"), True)], ids=lambda value: str(value)
)
def test_an_agent_trusts_a_gateway_by_the_old_root_and_not_by_the_new_one_alone(
    held: tuple[str, ...], linked: bool
) -> None:
    assert Renewal(*held).linked == linked


@pytest.mark.parametrize("names_it", [True, False])
def test_the_old_root_is_needed_as_long_as_its_serial_number_is_named(tmp_path: Path, names_it: bool) -> None:
    found = Renewal("old", "new", names_it=names_it).rotate("root_rotation_info", tmp_path)["root_rotation"]
    assert (found["covered"], found["old_root"]["same_key"]) == (True, True)
    needs = [(need["kind"], need["name"]) for need in found["old_root"]["needs"]]
    assert needs == ([("parent", GATEWAY)] if names_it else [])


def test_a_gateway_whose_certificate_names_the_old_root_has_not_switched_and_the_root_stays(tmp_path: Path) -> None:
    site = Renewal("old", "new")
    site.trust_new_root_on_gateway()
    with pytest.raises(OptionError, match=f"^{GATEWAY} did not switch to CN=Example Corp Root CA yet: "):
        site.rotate("root_rotation", tmp_path, stage="remove", old_content=pem(site.old.certificate))
    assert site.holds_old


@pytest.mark.parametrize("switched", [True, False])
def test_a_gateway_whose_certificate_names_no_root_switches_by_its_stores(tmp_path: Path, switched: bool) -> None:
    site = Renewal("old", "new", names_it=False)
    if switched:
        site.trust_new_root_on_gateway()
        result = site.rotate("root_rotation", tmp_path, stage="remove", old_content=pem(site.old.certificate))
        assert (result["state"], result["detail"]) == ("removed", "")
    else:
        with pytest.raises(OptionError, match=f"^{GATEWAY} did not switch"):
            site.rotate("root_rotation", tmp_path, stage="remove", old_content=pem(site.old.certificate))
    assert site.holds_old is not switched
