#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rollback_plan_info
short_description: Find the hosts that the rollback of a run concerns, and the gateways to read before
version_added: 2.0.0
description:
  - Reads the journal of every host of the play, and tells which of them the rollback of a run concerns. These are the hosts whose journal knows the
    run, and those that cannot be left out, because their journal cannot be read, or lacks something.
  - Tells the gateways that the run has changed certificates for, and which of them the role P(scom.dmz.gateway_root#role) has not read yet.
  - No host is asked, and nothing is written.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  run:
    description: The run to take back, as M(scom.dmz.root_certificate) returned it.
    type: str
    required: true
  gateway:
    description: The inventory names of other gateways that agents of the hosts may be pointed at, as a list or with commas between them.
    type: list
    elements: str
    default: []
  journal:
    description: The folder of the journal on the controller.
    type: path
    default: ~/.scom-dmz/journal
attributes:
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
notes:
  - A host without a journal is not concerned. One whose journal was lost is not known by it; M(scom.dmz.root_rollback) finds certificates of the run there
    when it is asked by itself.
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.root_rollback
  - module: scom.dmz.root_rollback_report
"""

EXAMPLES = r"""
---
- name: Find the hosts that the rollback concerns
  scom.dmz.root_rollback_plan_info:
    run: 20260101T101337Z-5f3a9c
  register: plan
  run_once: true

- name: Take the run back where it has changed something
  scom.dmz.root_rollback:
    run: 20260101T101337Z-5f3a9c
    gateway: "{{ plan.gateways }}"
  when: inventory_hostname in plan.hosts
"""

RETURN = r"""
hosts:
  description: The hosts of the play that the rollback concerns.
  returned: success
  type: list
  elements: str
  sample: [web01.dmz.example]
gateways:
  description: The gateways of the inventory that the run has changed certificates for, and those of O(gateway).
  returned: success
  type: list
  elements: str
  sample: [gw01.corp.example]
unread:
  description: Those of them that were not read in this run.
  returned: success
  type: list
  elements: str
  sample: [gw01.corp.example]
known:
  description: Whether the rollback concerns any host.
  returned: success
  type: bool
  sample: false
unknown:
  description: A sentence when it does not, or an empty text.
  returned: success
  type: str
  sample: "The journal of these hosts knows no change of a run 20260101T101337Z-5f3a9c: nothing was taken back."
"""
