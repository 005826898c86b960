# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that is talked to."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Services
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


class Host:
    """One Windows host over one session: what reads, controls and changes it takes this."""

    def __init__(self, session: Session) -> None:
        self.name = session.host
        self.session = session
        self.registry = Registry(session)
        self.services = Services(session)

    @property
    def deadline(self) -> Deadline:
        """What ends every wait for the host."""
        return self.session.deadline
