# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel certificates of a host, good ones and others, and what the checks are asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import ExaminedCertificate, examine
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import KeyProvider
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.pki.certificates import dns_names, key_usage, name_of, rsa_key
from tests.unit.plugins.plugin_utils.x509.authority import NOW, edited, issue, leaf

NAME = "web01.dmz.example"
ROOT = issue("DMZ Root CA", key=rsa_key())
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
KEY = KeyProvider("web01-channel", "Microsoft RSA SChannel Cryptographic Provider", 12, True, 1)
CNG_KEY = KeyProvider("web01-channel", "Microsoft Software Key Storage Provider", 0, True, 0)
ENTRY = "the channel certificate's store entry names"


BOTH = x509.ExtendedKeyUsage([SERVER, CLIENT])
USAGE = key_usage("digital_signature", "key_encipherment")


def certificate(
    name: str = NAME, extensions: Sequence[x509.ExtensionType] = (dns_names(NAME), BOTH, USAGE), **options: Any
) -> Certificate:
    return leaf(name, ROOT, **{"key": rsa_key(), "extensions": extensions, **options})


def with_subject(*common_names: str) -> Certificate:
    subject = name_of(*reversed(common_names), organization="DMZ")
    return edited(issue(NAME), subject=subject.public_bytes())


GOOD = certificate()
TRUST = Trust((ROOT.certificate,), (), frozenset())


def examined(judged: Certificate = GOOD, **changes: Any) -> ExaminedCertificate:
    chain = build_chain(judged, TRUST, purposes=(), now=NOW)
    return replace(ExaminedCertificate(judged, (NAME,), KEY, chain, NOW, 30), **changes)


def check(kind: str, asked: ExaminedCertificate) -> tuple[bool | None, str]:
    [found] = [each for each in examine(asked) if each.kind.id == kind]
    return found.passed, found.evidence
