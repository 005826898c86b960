# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as the text of a PEM bundle, each below comments that say which one it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.text import DASHES


def pem_bundle(certificates: Iterable[Certificate]) -> str:
    """The bundle: each certificate once, sorted by subject and SHA-256, so that the same ones give the same text."""
    each = sorted(set(certificates), key=lambda certificate: (certificate.subject, certificate.sha256))
    return "\n".join(_section(certificate) for certificate in each)


def _section(certificate: Certificate) -> str:
    return (
        f"# {_harmless(certificate.subject)}\n"
        f"# SHA-1 {certificate.thumbprint}\n"
        f"# SHA-256 {certificate.sha256}\n"
        f"{certificate.pem()}"
    )


def _harmless(name: str) -> str:
    """A name on one line and without a PEM boundary: a reader of the bundle must not find certificates in a comment."""
    return re.sub(f"[{DASHES}]+", "-", "".join(character if character.isprintable() else " " for character in name))
