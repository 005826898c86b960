# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of the certificate of a gateway, where its checks say what is to be done on a host."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import ChannelCertificate

_CHOOSE = (
    "On the gateway, start MOMCertImport.exe as an administrator and choose the right one. It restarts HealthService."
)
_REQUEST = (
    "Request a certificate for the gateway's own name, import it with its key into the store My of the computer, and register "
    "it on the gateway with MOMCertImport.exe, as an administrator. It restarts HealthService."
)


def on_gateway(fix: str) -> str:
    """Sentences about a host, as what is to be done on the gateway."""
    return f"On the gateway, {fix[0].lower()}{fix[1:]}"


def how_to_mend(own: ChannelCertificate) -> str:
    """The first error's fix, which names the certificate of My that is to be registered, if there is one."""
    if own.certificate is None and own.replacement is None:
        return _CHOOSE if own.candidates.fitting else _REQUEST
    errors = (finding for finding in own.findings if finding.severity == Severity.ERROR)
    return on_gateway(next(errors).fix)


def what_my_holds(own: ChannelCertificate) -> str:
    """Which certificate of the store My could be registered, or why none, as a part of a sentence."""
    chosen = own.replacement
    return f"its store My holds {chosen.title}, which {chosen.merits}" if chosen else own.candidates.refusal
