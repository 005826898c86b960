# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that import certificates share in their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  journal:
    description:
      - The folder of the journal on the controller, with a file a host. Without a journal nothing is changed.
      - Keep it where it outlives the run. An execution environment of AWX loses it with the container, unless the folder is a mounted volume.
    type: path
    default: ~/.scom-dmz/journal
  change_id:
    description: The number of the change that was approved, for the journal. M(scom.dmz.root_journal_info) tells it.
    type: str
    default: ""
    version_added: 2.0.0
notes:
  - Security products report changes of the trusted roots, as they should (MITRE ATT&CK T1553.004).
"""
