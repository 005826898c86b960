#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rotation_approval
short_description: Hold a stage of a rotation to what was approved of it
version_added: 2.0.0
description:
  - Fails unless M(scom.dmz.root_rotation), run in check mode on all hosts before, would change what was approved.
  - A digest is that of all changes. Of a record, a part of the changes may be done already, or be left out because a host cannot be reached. No other host
    and no other change may be there.
  - The digest of a record has to be that of the changes in it. One that was edited by hand is refused.
  - Refused with C(serial), because the hosts of later batches are not known before something is changed in the first one.
  - Run it once for all hosts, as the role P(scom.dmz.root_rotation#role) does. No host is contacted.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  stage:
    description: The stage.
    type: str
    choices: [distribute, decide, verify, remove]
    required: true
  gateways:
    description: The names of the gateways whose root is replaced.
    type: list
    elements: str
    required: true
  root_sha256:
    description: The SHA-256 fingerprint of the new root.
    type: str
    required: true
  content:
    description: The new root and the CAs given with it, in PEM form.
    type: str
    required: true
  old_sha256:
    description: The SHA-256 fingerprint of the old root.
    type: str
    default: ""
  approved:
    description: The digest that M(scom.dmz.root_rotation_report) has returned in check mode, or a file of the controller with its record.
    type: str
    required: true
attributes:
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
notes:
  - Hosts are known by what M(scom.dmz.root_rotation) was registered as in check mode, which is C(root_rotation_planned).
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.root_rotation
  - module: scom.dmz.root_rotation_report
"""

EXAMPLES = r"""
---
- name: See what would be changed on every host
  scom.dmz.root_rotation:
    stage: distribute
    gateways: "{{ plan.gateways }}"
    content: "{{ plan.pem }}"
  check_mode: true
  register: root_rotation_planned
  ignore_unreachable: true

- name: End the run unless that was approved
  scom.dmz.root_rotation_approval:
    stage: distribute
    gateways: "{{ plan.names }}"
    root_sha256: "{{ plan.new_root.sha256 }}"
    content: "{{ plan.pem }}"
    approved: distribute-check-20260101T101337Z-5f3a9c.json
  register: approval
  run_once: true

- name: Import the new root, and nothing that was not approved
  scom.dmz.root_rotation:
    stage: distribute
    gateways: "{{ plan.gateways }}"
    content: "{{ plan.pem }}"
    approved_changes: "{{ approval.changes[inventory_hostname] | default([]) }}"
"""

RETURN = r"""
digest:
  description: The digest of what would be changed now.
  returned: success
  type: str
  sample: 9B0C7D4E5F6A1B2C3D4E5F60718293A4B5C6D7E8F90112233445566778899AAB
changes:
  description: What may be changed on each host, which M(scom.dmz.root_rotation) takes as O(scom.dmz.root_rotation#module:approved_changes).
  returned: success
  type: dict
  contains:
    web01.dmz.example:
      description: The changes of such a host, a line each.
      type: list
      elements: str
      sample: [imported Root 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C]
"""
