# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a store trusts a root for, as the properties of its entry say.

Microsoft's root program limits roots by dates and purposes (wincrypt.h, CERT_DISALLOWED_FILETIME_PROP_ID and the like; the
deployment notices of the program), and administrators by purposes. That Windows honours all this in roots that did not come
by the program is not verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import ANY_PURPOSE, PURPOSE_NAMES

Purposes = tuple[str, ...]


@dataclass(frozen=True)
class RootLimits:
    """Those of one entry. Purposes are dotted, moments in UTC.

    ``allowed`` are the only purposes, None without such a restriction, and empty for one that cannot be read.
    From ``refused_after`` on the root is refused, for ``refused`` only where these are named; without a moment they are
    refused at all times. After ``issued_after`` what begins later is refused, for ``issued`` only where these are named.
    From ``ca_disabled_after`` on it is refused as a CA. ``unreadable`` is whether there is a limit that cannot be read.
    """

    allowed: Purposes | None = None
    refused_after: datetime | None = None
    refused: Purposes | None = None
    issued_after: datetime | None = None
    issued: Purposes | None = None
    ca_disabled_after: datetime | None = None
    unreadable: bool = False

    def refusals(self, purposes: Sequence[str], begin: datetime | None, now: datetime) -> Iterator[str]:
        """Why it is not good for these purposes and a certificate below it that begins then, each as the end of a sentence."""
        if self.unreadable:
            yield "has a limit that cannot be read"
        lacking = [
            each for each in purposes if self.allowed is not None and not {each, ANY_PURPOSE} & set(self.allowed)
        ]
        if lacking:
            only = _named(self.allowed) if self.allowed else "no purpose"
            yield f"allows only {only}, and not {_named(lacking)}"
        refused = _concerned(self.refused, purposes) if self._refuses_at(now) else None
        if refused is not None:
            since = f" since {iso(self.refused_after)}" if self.refused_after else ""
            yield f"is disallowed{since}{refused}"
        if self.ca_disabled_after and self.ca_disabled_after <= now:
            yield f"is disallowed as a CA since {iso(self.ca_disabled_after)}"
        issued = _concerned(self.issued, purposes)
        if self.issued_after and issued is not None and (begin is None or begin > self.issued_after):
            yield f"is disallowed for certificates that begin after {iso(self.issued_after)}{issued}"

    def _refuses_at(self, now: datetime) -> bool:
        return self.refused_after <= now if self.refused_after else self.refused is not None

    @property
    def end(self) -> datetime | None:
        """The moment from which on it refuses every use; None where there is none."""
        return self.refused_after if self.refused is None else None


def _concerned(limited: Purposes | None, purposes: Sequence[str]) -> str | None:
    """The purposes that a limit concerns, in words; None if it concerns none."""
    if limited is None:
        return ", for all purposes"
    concerned = [each for each in purposes if each in limited]
    return f", for {_named(concerned)}" if concerned else None


def _named(purposes: Iterable[str]) -> str:
    return ", ".join(PURPOSE_NAMES.get(each, each) for each in purposes)
