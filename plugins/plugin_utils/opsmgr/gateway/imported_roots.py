# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots that were imported for a gateway, on whatever host, as the journal of changes has them."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import comparable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_NEVER_THERE = frozenset({ChangeOutcome.UNDONE, ChangeOutcome.FAILED})


def imported_roots(changes: Iterable[tuple[Change, ChangeOutcome]], names: Iterable[str]) -> tuple[Certificate, ...]:
    """Each root once, in the order of the changes. ``names`` are those of the gateway, in any case.

    A root that was removed again counts, and so does one whose import was interrupted: it may have been there.
    """
    wanted = comparable(names)
    found = (
        _root(change.after)
        for change, outcome in changes
        if outcome not in _NEVER_THERE and not wanted.isdisjoint(comparable(change.gateways))
    )
    return tuple(dict.fromkeys(root for root in found if root is not None))


def _root(entry: bytes | None) -> Certificate | None:
    """None for a removal, for a CA below a root, and for what is no certificate."""
    try:
        certificate = Certificate.from_der(certificate_blob.decode(entry).certificate) if entry else None
    except CertificateError:
        return None
    return certificate if certificate and certificate.self_signed else None
