# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chains beside the project: what a gateway presents of them is read, judged as OpenSSL and Wine's crypt32 judge it, and
imported where it is missing and would be trusted then.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.demonstration import GATEWAY, GROUP, POINTED_AT_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.agent import Agent
from tests.lab.scenarios import AGENT
from tests.lab.windows.held_certificate import HeldCertificate, decode
from tests.lab.wsman.endpoint import Endpoint
from tests.outside_cases import case, cases

Result = dict[str, Any]

CONFIRMED = (
    "plain",
    "sub-plain",
    "leaf-crit-explicit-false",
    "root-crit-explicit-false",
    "sub-crit-explicit-false",
    "root-bc-true-01",
    "sub-issuer-utf8-vs-printable",
    "leaf-san-umlaut",
    "root-san-umlaut",
    "sub-san-umlaut",
)
DOUBTFUL = ("root-v1-explicit-version", "root-old-v1", "root-v3-noext")
WEAK = {"root-1024-md5leaf": "key_strength", "sub-md5": "signature_hash"}
"""What Windows and OpenSSL still take, and the rule by which we import none of it."""

WEAK_ON_A_TRUSTING_HOST = {"root-1024-md5leaf": ("tls_mismatch", False), "sub-md5": ("trusted", True)}
"""The verdict, and whether there is a link. Under TLS 1.2 Windows offers no signature with MD5; without the gateway only the log tells."""

ROOT, ISSUING = "CN=Odd Corp Root", "CN=Odd Issuing"
UNUSABLE = {
    "root-ku-nosign": (ROOT, "keyCertSign"),
    "sub-ku-nosign": (ISSUING, "keyCertSign"),
    "root-unknown-critical": (ROOT, "critical extensions"),
    "sub-unknown-critical": (ISSUING, "critical extensions"),
    "root-eku-codesign": (ROOT, "extended key usage lacks serverAuth"),
    "sub-eku-codesign": (ISSUING, "extended key usage lacks serverAuth"),
    "root-nc-excludes": (ROOT, "may not issue for gw01.corp.example"),
}
"""What OpenSSL or Wine refuses: the certificate that the sentence begins with, and the rule in it."""

ISSUED_BY_ANOTHER = "sub-aki-wrong"


def chain_of(text: str) -> list[HeldCertificate]:
    """The gateway's certificate first, the root last."""
    blocks = text.split("-----END CERTIFICATE-----")[:-1]
    return [decode(ssl.PEM_cert_to_DER_cert(block.strip() + "-----END CERTIFICATE-----")) for block in blocks]


class Site:
    """A gateway that presents one of the chains, its root pinned, and an agent that has its issuers or not."""

    def __init__(self, name: str, folder: Path, trusting: bool) -> None:
        self._text = case(f"certificates/chains/{name}.pem").decode()
        self._folder = folder
        self.leaf, *self.issuers = chain_of(self._text)
        self.dmz = Dmz()
        self.dmz.add_gateway(GATEWAY, GROUP, self.leaf, self.issuers)
        self.agent: Agent = self.dmz.add_agent(AGENT, POINTED_AT_GATEWAY)
        for issuer in self.issuers if trusting else []:
            self.agent.machine.stores.add("Root" if issuer is self.issuers[-1] else "CA", issuer)
        self.dmz.boot()
        self.endpoint: Endpoint | None = None

    @property
    def linked(self) -> bool:
        return GROUP in self.agent.links

    @property
    def holds_issuers(self) -> bool:
        stores = self.agent.machine.stores
        return set(self.issuers) <= {*stores.held("CA"), *stores.held("Root")}

    @property
    def registry(self) -> str:
        return self.agent.machine.registry.dump("HKLM")

    def check(self) -> Result:
        found: Result = self._act("gateway_trust_info")["gateway_trust"]
        return found

    def onboard(self) -> Result:
        return self._act("gateway_trust")

    def _act(self, module: str) -> Result:
        assert self.endpoint is not None
        pin = hashlib.sha256(self.issuers[-1].encoded).hexdigest()
        gateway = {"name": GATEWAY, "chain": self._text, "root_sha256": pin}
        return act(connect(self.endpoint, host=AGENT), module, self._folder, gateways=[gateway])


Serve = Callable[..., Site]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve_site(name: str, *, trusting: bool) -> Site:
            site = Site(name, tmp_path, trusting)
            site.endpoint = stack.enter_context(serve_watched(site.dmz)).endpoint
            return site

        yield serve_site


def finding_of(check: Result, identifier: str) -> str:
    [evidence] = [each["evidence"] for each in check["findings"] if each["id"] == identifier]
    return str(evidence)


def test_every_chain_has_an_expectation() -> None:
    expected = {*CONFIRMED, *DOUBTFUL, *WEAK, *UNUSABLE, ISSUED_BY_ANOTHER}
    assert cases("certificates/chains/*.pem").keys() == expected


@pytest.mark.parametrize("name", [*CONFIRMED, *DOUBTFUL])
def test_a_chain_that_windows_takes_is_imported_links_and_is_as_trusted_as_programs_agree_about_it(
    serve: Serve, name: str
) -> None:
    site = serve(name, trusting=False)
    assert (site.check()["verdict"], site.linked) == ("root_missing", False)
    assert site.onboard()["changed"]
    assert (site.holds_issuers, site.linked) == (True, True)
    after = site.check()
    assert (after["verdict"], after["confidence"]) == ("trusted", "probable" if name in DOUBTFUL else "confirmed")
    assert ("chain_in_doubt" in {finding["id"] for finding in after["findings"]}) == (name in DOUBTFUL)


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_chain_is_judged_as_trusted_by_a_host_that_has_it_and_imported_by_none(serve: Serve, name: str) -> None:
    there = serve(name, trusting=True)
    check = there.check()
    assert (check["verdict"], there.linked) == WEAK_ON_A_TRUSTING_HOST[name]
    assert check["gateway_chain"]["trusted"]
    missing = serve(name, trusting=False)
    before = missing.registry
    result = missing.onboard()
    assert (result["failed"], result["verdict"]) == (True, "root_missing")
    assert f"rule {WEAK[name]}" in result["msg"]
    assert (missing.registry, missing.linked) == (before, False)


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_chain_that_another_program_refuses_is_not_trusted_by_a_host_that_has_all_of_it(
    serve: Serve, name: str
) -> None:
    site, (certificate, rule) = serve(name, trusting=True), UNUSABLE[name]
    found = site.check()
    assert (found["verdict"], found["confidence"]) == ("gateway_certificate_unusable", "confirmed")
    sentence = finding_of(found, "gateway_certificate_unusable")
    assert sentence.startswith(certificate)
    assert rule in sentence
    assert not site.linked


@pytest.mark.parametrize("name", UNUSABLE)
def test_nothing_of_a_chain_is_imported_that_would_not_be_trusted_afterwards(serve: Serve, name: str) -> None:
    site, (certificate, rule) = serve(name, trusting=False), UNUSABLE[name]
    before = site.registry
    result = site.onboard()
    assert (result["changed"], result["verdict"]) == (False, "gateway_certificate_unusable")
    sentence = finding_of(result["gateway_trust"], "gateway_certificate_unusable")
    assert sentence.startswith(certificate)
    assert rule in sentence
    assert (site.registry, site.linked) == (before, False)


@pytest.mark.parametrize("trusting", [True, False])
def test_a_ca_that_names_another_key_as_its_issuer_has_no_chain_to_the_root_that_was_given(
    serve: Serve, trusting: bool
) -> None:
    site = serve(ISSUED_BY_ANOTHER, trusting=trusting)
    before = site.registry
    for judge in (site.check, site.onboard):
        with pytest.raises(
            CertificateError, match=f"ends at {ISSUING}: the certificate of {ROOT} that was given is not"
        ):
            judge()
    assert (site.registry, site.linked) == (before, False)
