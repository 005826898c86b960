#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_approval
short_description: Make sure that the roots of gateways are vouched for before they are imported
version_added: 2.0.0
description:
  - Fails unless the root of every gateway is vouched for, by a pin, or by a file or a text of the controller.
  - A root that is accepted because its gateway presents it passes as well, unless the gateway is known to have had another one. That is known when the
    journal has another root of this gateway, when a host has an entry that this collection imported for it, or when an agent is linked with
    the gateway although it does not trust the root.
  - Accepted roots are refused with C(serial), because the hosts of later batches are not known before something is imported in the first one, and where
    a host of the batch could not be asked.
  - Run it once for all hosts before M(scom.dmz.gateway_trust), as the role P(scom.dmz.gateway_trust#role) does. No host is contacted.
author:
  - scom.dmz contributors (@scom-dmz)
requirements:
  - cryptography 42 or later on the controller
options:
  targets:
    description: The name of the variable that M(scom.dmz.gateway_targets) was registered as.
    type: str
    required: true
  looks:
    description:
      - The name of the variable that M(scom.dmz.gateway_trust_info) was registered as on the hosts. Needed where a root is accepted.
    type: str
  journal:
    description:
      - The folder of the journal of changes. The roots that are approved are noted there with all names of their gateways, so that another root is known
        as another one in later runs, also where no host had to be changed. Nothing is noted in check mode.
    type: path
attributes:
  action:
    support: full
    description: Has an action plugin of the same name, which does the work on the controller.
  async:
    support: none
    description: Can run in the background with O(ignore:async).
  check_mode:
    support: full
    description: Reads as usual.
    details: This module only reads.
  diff_mode:
    support: none
    description: Shows what changed, or would change, when in diff mode.
    details: This module only reads.
  platform:
    platforms: all
    support: full
    description: The operating system of the host.
notes:
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.gateway_targets
  - module: scom.dmz.gateway_trust
"""

EXAMPLES = r"""
---
- name: Put together what is known of the gateway
  scom.dmz.gateway_targets:
    gateways: gw01.corp.example
    root_sha256: "{{ corp_root_sha256 }}"
  register: gateways
  run_once: true

- name: Make sure that its root is vouched for
  scom.dmz.root_approval:
    targets: gateways
  register: approval
  run_once: true

- name: Make the agents trust the gateway
  scom.dmz.gateway_trust:
    targets: gateways
    approval: approval
"""

RETURN = r"""
approved:
  description: What may be imported. M(scom.dmz.gateway_trust) takes the name of the variable as O(scom.dmz.gateway_trust#module:approval).
  returned: success
  type: list
  elements: dict
  contains:
    gateway:
      description: A gateway.
      type: str
      sample: gw01.corp.example
    sha256:
      description: The SHA-256 of its root.
      type: str
      sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
"""
