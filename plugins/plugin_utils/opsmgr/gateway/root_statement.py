# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people are told of the roots behind gateways: which ones they are, what vouches for them, and how to vouch for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import KnownGateway, Voucher
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_CEREMONY = (
    "Compare the SHA-256 before you pin it. Let those who run the CA read it to you, by another way than the gateway,",
    "such as a telephone. At the CA, with the root as a file in DER form, this prints it:",
    "  certutil -hashfile root.cer SHA256",
    "Put the line into the inventory as a variable of that gateway, or give it to the run with -e.",
)


def state_roots(gateways: Sequence[KnownGateway], journal_problems: Sequence[str] = ()) -> list[str]:
    """Line by line; how to vouch for a root comes once, at the end. With problems of the journal, former roots may be missing."""
    lines = [line for known in gateways for line in _state(known)]
    needs_ceremony = any(known.voucher == Voucher.NONE for known in gateways)
    gaps = [f"The journal may have other roots: {problem}." for problem in journal_problems[:1]]
    return [*lines, *gaps, *(_CEREMONY if needs_ceremony else ())]


def name_root(root: Certificate) -> str:
    """A root in a sentence."""
    return f"{root.subject} with the SHA-256 {root.sha256}"


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "a date that cannot be read"


def _state(known: KnownGateway) -> Iterator[str]:
    root = known.root
    if root is None:
        yield f"The root behind {known.name} is not known, because no certificate of it is registered."
    elif known.guessed:
        yield f"The root behind {known.name} is not known. That of the certificate which it could register is"
        yield f"  {root.subject}, valid from {_day(root.not_before)} to {_day(root.not_after)},"
    else:
        yield f"The root behind {known.name} is {root.subject}, valid from {_day(root.not_before)} to {_day(root.not_after)},"
    if root:
        yield f"  SHA-256 {root.sha256}"
    for former in known.former_roots:
        yield f"  The journal has another root of this gateway: {name_root(former)}."
    yield f"  {known.voucher}"
    if known.voucher == Voucher.NONE and root:
        yield f"  gateway_trust_root_sha256: {root.sha256}"
