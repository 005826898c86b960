#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rollback
short_description: Take back what a run did to the trusted certificates of a Windows host
version_added: 1.0.0
description:
  - Removes what M(scom.dmz.root_certificate) imported in a run, and puts back what it changed or removed, byte for byte.
  - When any of these certificates was changed since, or one to put back is too large for a request that the host takes, nothing is taken back on that host,
    and the task fails and names it. The journal has its bytes.
  - Missing evidence is no success. Nothing is taken back, and the task fails and says why, when the journal of the host has an outcome without its
    change or a line that cannot be read, unless a crash has cut that line short, and when the stores Root and CA of the host hold certificates that
    are marked as imported by this run and that the journal does not know.
  - What is put back is checked. The certificate must be the one that its registry key is named by, unless the journal noted that it was not before the
    run either. A certificate that is in the store Disallowed is not put back. Otherwise nothing is taken back on that host.
  - A change of the run that ended as V(failed), because the host held something else, is left alone, with a warning.
  - An entry whose registry key had no value Blob, or none in binary form, is not put back.
  - When a certificate cannot be taken back, the task fails and returns those that were taken back before it; the same task goes
    on from there when it is run again.
  - A rollback is noted in the journal like any other run and can be taken back itself.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.removal
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.change
options:
  run:
    description: The run to take back, as M(scom.dmz.root_certificate) returned it.
    type: str
    required: true
  journal:
    description: The folder of the journal on the controller.
    type: path
    default: ~/.scom-dmz/journal
  change_id:
    description: The number of the change that was approved, for the journal. M(scom.dmz.root_journal_info) tells it.
    type: str
    default: ""
    version_added: 2.0.0
  waive:
    description: Rules that shall not keep the run from being taken back, by their names.
    type: list
    elements: str
    default: []
    version_added: 2.0.0
seealso:
  - module: scom.dmz.root_certificate
"""

EXAMPLES = r"""
---
- name: Take a run back
  scom.dmz.root_rollback:
    run: 20260101T101337Z-5f3a9c
"""

RETURN = r"""
run:
  description: The name of this rollback in the journal.
  returned: success, or when a certificate could not be taken back
  type: str
  sample: 20260102T080000Z-1b2c3d
certificates:
  description: What became of each certificate that the run had changed, the last one first. After a failure, those before it.
  returned: success, or when a certificate could not be taken back
  type: list
  elements: dict
  contains:
    action:
      description: V(removed), V(restored), or V(unchanged) when it was taken back already. In check mode, what would have happened.
      type: str
      sample: removed
    store:
      description: The store.
      type: str
      sample: Root
    thumbprint:
      description: The name of the entry's registry key, which is the SHA-1 thumbprint of a certificate that lies as it should.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
notes:
  description: What is to be known of the certificates that are taken back, and of those that are not. Each is a warning, too.
  returned: success, or when a certificate could not be taken back
  type: list
  elements: str
  sample: ["the run 20260103T090000Z-9c8d7e relies on 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43 in Root for gw01.corp.example"]
reliances:
  description: >-
    The runs that had found what this run imported and go by it, as the journal has noted them. Each is a warning too.
  returned: success, or when a certificate could not be taken back
  type: list
  elements: dict
  contains:
    run:
      description: The run that relies on it.
      type: str
      sample: 20260103T090000Z-9c8d7e
    store:
      description: The store.
      type: str
      sample: Root
    thumbprint:
      description: The name of the entry's registry key.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    gateways:
      description: The gateways that it is for.
      type: list
      elements: str
      sample: [gw01.corp.example]
"""
