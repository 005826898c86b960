# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates, and the registry keys that hold them on the scripted host."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import IrregularEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost
from tests.unit.plugins.plugin_utils.x509.authority import issue

SYSTEM = r"SOFTWARE\Microsoft\SystemCertificates"
POLICY = r"SOFTWARE\Policies\Microsoft\SystemCertificates"
ENTERPRISE = r"SOFTWARE\Microsoft\EnterpriseCertificates"

ROOT = rf"{SYSTEM}\ROOT\Certificates"
CA = rf"{SYSTEM}\CA\Certificates"
POLICY_ROOT = rf"{POLICY}\Root\Certificates"
AUTH_ROOT = rf"{SYSTEM}\AuthRoot\Certificates"
DISALLOWED = rf"{SYSTEM}\Disallowed\Certificates"

ONE, OTHER = issue("One").certificate, issue("Other").certificate


WRITES = {"CreateKey", "SetBinaryValue", "DeleteKey", "DeleteValue"}
"""The methods that change a registry."""


def entry(certificate: Certificate, text: str = "") -> bytes:
    """The bytes of a Blob, with a friendly name to tell it by."""
    return certificate_blob.encode(
        Blob(certificate.der, {certificate_blob.FRIENDLY_NAME: certificate_blob.encode_text(text)})
    )


def imported(certificate: Certificate, run: str) -> bytes:
    """The bytes of a Blob whose description names the run that imported it."""
    description = certificate_blob.encode_text(f"scom.dmz {run}")
    return certificate_blob.encode(Blob(certificate.der, {certificate_blob.DESCRIPTION: description}))


def irregular(name: str, certificate: Certificate | None = None, origin: str = ".Default") -> IrregularEntry:
    """An entry under a name that is not its certificate's thumbprint, or one that is damaged."""
    data = entry(certificate) if certificate else b"damaged"
    return IrregularEntry(name, origin, data, "a fault", certificate)


def put(host: FakeHost, store: str, certificate: Certificate, text: str = "") -> str:
    """Put a certificate under a `Certificates` key; its own key."""
    key = f"{store}\\{certificate.thumbprint}"
    host.add(key, Blob=entry(certificate, text))
    return key


def put_blob(host: FakeHost, store: str, blob: Blob) -> str:
    """Put a store entry with these properties under a `Certificates` key; its own key."""
    key = f"{store}\\{Certificate.from_der(blob.certificate).thumbprint}"
    host.add(key, Blob=certificate_blob.encode(blob))
    return key


def held(host: FakeHost, store: str) -> dict[str, Blob]:
    """The store entries under a `Certificates` key, by thumbprint."""
    keys = {key.rpartition("\\")[2]: key for key in host.subkeys(store)}
    return {thumbprint: certificate_blob.decode(host.keys[key]["Blob"]) for thumbprint, key in keys.items()}


def wrote(host: FakeHost) -> bool:
    return not WRITES.isdisjoint(host.methods_called)
