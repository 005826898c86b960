# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about a private key that HealthService, which runs as SYSTEM, could not use.

Which code stands for a key that may not be read and which for one that is gone is general knowledge of CryptoAPI, unverified
for SCOM: a key set that may not be read is sometimes reported as one that does not exist. So both ways are told, the likelier
one first.
"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.codes import (
    KEY_DOES_NOT_EXIST,
    KEY_SET_DOES_NOT_EXIST,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_GONE = frozenset({KEY_DOES_NOT_EXIST, KEY_SET_DOES_NOT_EXIST})

_GRANT = "give SYSTEM the permission Read in certlm.msc, Personal, Certificates, All Tasks of the certificate, Manage Private Keys"


def how_to_mend_key(certificate: Certificate | None, code: int | None) -> str:
    """As sentences, of the registered certificate and the code that was logged about its key, where they are known."""
    serial = certificate.serial_number_hex if certificate else "and the serial number"
    link = f"link the key again with certutil -repairstore my {serial}, or import the certificate with its key"
    first, second = (link, _GRANT) if code in _GONE else (_GRANT, link)
    return f"{first[0].upper()}{first[1:]}. If that does not help, {second}. Then restart HealthService."
