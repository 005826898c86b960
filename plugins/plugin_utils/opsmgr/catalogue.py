# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of finding by its id, as the diagnosis guide explains them."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS

CATALOGUE = {kind.id: kind for kind in (*VERDICTS, *CERTIFICATE_KINDS, *NOTES)}
