# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What those who run the CAs of a site say of their roots, for whoever pins them."""

from __future__ import annotations

import warnings

import yaml
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.gateway import Gateway
from tests.lab.opsmgr.installation import MACHINE_SETTINGS, reversed_serial


def fingerprint(root: x509.Certificate) -> str:
    """As certutil -hashfile prints it of the file in DER form."""
    return root.fingerprint(SHA256()).hex()


def presented_roots(dmz: Dmz) -> dict[str, x509.Certificate]:
    """The root of each gateway that presents a certificate, by the gateway's name."""
    found = {name: _presented_root(gateway) for name, gateway in dmz.gateways.items()}
    return {name: root for name, root in found.items() if root is not None}


def pin_roots(inventory: str, dmz: Dmz) -> str:
    """The YAML inventory of a site with the root of each gateway pinned in it."""
    content = yaml.safe_load(inventory)
    for name, root in presented_roots(dmz).items():
        content["all"]["children"]["gateways"]["hosts"][name]["gateway_trust_root_sha256"] = fingerprint(root)
    return yaml.safe_dump(content, sort_keys=False)


def _presented_root(gateway: Gateway) -> x509.Certificate | None:
    stores, registry = gateway.machine.stores, gateway.machine.registry.as_system()
    serial = registry.data(MACHINE_SETTINGS, "ChannelCertificateSerialNumber")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names of public roots are longer than X.520 allows
        issuers = {each.subject: each for store in ("CA", "Root") for each in stores.certificates(store)}
    last = next((each for each in stores.certificates("My") if reversed_serial(each) == serial), None)
    while last is not None and last.issuer != last.subject:
        last = issuers.get(last.issuer)
    return last
