# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What OpenSSL writes behind a certificate that it calls trusted: X509_CERT_AUX of its ``crypto/x509/x_x509a.c``."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

_TRUSTED, _REJECTED, _NAME, _KEY_IDENTIFIER, _OTHERS = der.SEQUENCE, 0xA0, 0x0C, der.OCTET_STRING, 0xA1
_INSIDE = {_TRUSTED: der.OBJECT_IDENTIFIER, _REJECTED: der.OBJECT_IDENTIFIER, _OTHERS: der.SEQUENCE}
"""What the lists consist of: purposes, and algorithms."""


def described(data: bytes) -> str:
    """A note on the settings, and whether they reject the certificate for something; empty when the data is something else."""
    try:
        fields = der.children(data)
        known = all(_is_setting(field) for field in fields)
    except ValueError:
        return ""
    if not known or len({field.tag for field in fields}) < len(fields):
        return ""
    rejecting = any(field.tag == _REJECTED and field.content for field in fields)
    return "trust settings of OpenSSL" + (", which reject the certificate for some purposes" if rejecting else "")


def _is_setting(field: der.Element) -> bool:
    if field.tag in (_NAME, _KEY_IDENTIFIER):
        return True
    inside = _INSIDE.get(field.tag)
    return inside is not None and all(each.tag == inside for each in der.elements(field.content))
