# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts: each is one reason why an agent doesn't talk to its gateway, or that nothing speaks against it."""

from __future__ import annotations

from types import ModuleType

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import (
    authentication,
    clock,
    connection,
    gateway_side,
    gateway_trust,
    handshake,
    kerberos,
    own_certificate,
    registry,
    without_finding,
)


def _of(*modules: ModuleType) -> tuple[Verdict, ...]:
    """What the modules define."""
    values = (value for module in modules for value in vars(module).values())
    return tuple(dict.fromkeys(value for value in values if isinstance(value, Verdict)))


VERDICTS = _of(
    registry, gateway_trust, own_certificate, gateway_side, kerberos, connection, authentication, handshake, clock
)
"""Those that the rules find."""

_BY_ID = {verdict.id: verdict for verdict in (*_of(without_finding), *VERDICTS)}


def find_verdict(identifier: str) -> Verdict:
    """A verdict by its id. One that is unknown, as in the record of another version, has the traits that most have."""
    return _BY_ID.get(identifier) or Verdict(identifier, Severity.ERROR, "", "", "", turn=Turn.YOURS)
