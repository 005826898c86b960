# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a store says of a certificate, as modules return it."""

from __future__ import annotations

from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso_or_none
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_purposes
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import Properties
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import IrregularEntry

Result = dict[str, Any]


def describe_properties(properties: Properties) -> Result:
    """What a store says of a certificate."""
    return {
        "friendly_name": properties.friendly_name,
        "description": properties.description,
        "has_private_key": properties.has_private_key,
        "restricted_purposes": describe_purposes(properties.restricted_purposes),
        "disallowed_after": iso_or_none(properties.disallowed_after),
        "disallowed_purposes": describe_purposes(properties.disallowed_purposes),
        "issuance_disallowed_after": iso_or_none(properties.issuance_disallowed_after),
        "issuance_disallowed_purposes": describe_purposes(properties.issuance_disallowed_purposes),
        "ca_disabled_after": iso_or_none(properties.ca_disabled_after),
        "unreadable_properties": list(properties.unreadable),
    }


def describe_unreadable(store: str, entry: IrregularEntry) -> Result:
    """An entry whose certificate cannot be read. Its fingerprints are those of the bytes in the certificate's place."""
    thumbprint, sha256 = entry.fingerprints or (None, None)
    return {
        "store": store,
        "registry_key": entry.registry_key,
        "thumbprint": thumbprint,
        "sha256": sha256,
        "physical_stores": [entry.physical_store],
        "reason": entry.fault,
    }
