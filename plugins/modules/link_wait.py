#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: link_wait
short_description: Tell whose links are worth another look after an onboarding, and when
version_added: 2.0.0
description:
  - Looks through what M(scom.dmz.gateway_trust) or M(scom.dmz.gateway_trust_info) has returned of the hosts of this batch, which has to be registered as
    C(gateway_trust_result), as in the role P(scom.dmz.gateway_trust#role), and tells which of them are to be looked at again and how long to wait before.
  - All hosts wait together. Each wait is twice as long as the one before.
  - Shows the hosts that are waited for with C(-v). No host is asked, and nothing waits in this module.
author:
  - scom.dmz contributors (@scom-dmz)
options:
  targets:
    description: The name of the variable that M(scom.dmz.gateway_targets) was registered as.
    type: str
    required: true
  timeout:
    description: How many seconds the links may take to come up.
    type: int
    required: true
  interval:
    description: How many seconds to wait before the first look, at least 1.
    type: int
    required: true
  since:
    description: When the wait began, which is RV(since) of the first time. Without it, the wait begins now.
    type: str
  looks:
    description: How many looks there were, which is RV(looks) of the last time.
    type: int
    default: 0
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
  - module: scom.dmz.gateway_trust
  - module: scom.dmz.gateway_trust_info
"""

EXAMPLES = r"""
---
- name: Make the agents trust their gateways
  scom.dmz.gateway_trust:
    targets: gateways
    approval: approval
  register: gateway_trust_result

- name: Tell whose links are to be waited for
  scom.dmz.link_wait:
    targets: gateways
    timeout: 180
    interval: 10
  register: wait
  run_once: true

- name: Give these links time
  ansible.builtin.wait_for:
    timeout: "{{ wait.seconds }}"
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
hosts:
  description: The hosts whose links are worth another look. Empty when their time is over and there was a look.
  returned: success
  type: list
  elements: str
  sample: [web01.dmz.example]
over:
  description: Whether no host is left to wait for.
  returned: success
  type: bool
  sample: false
gateways:
  description: Their gateways that can be read again, because they were read before.
  returned: success
  type: list
  elements: str
  sample: [gw01.corp.example]
seconds:
  description: How many seconds to wait before that look.
  returned: success
  type: int
  sample: 20
since:
  description: When the wait began, in UTC.
  returned: success
  type: str
  sample: "2026-01-01T10:13:37.123456+00:00"
looks:
  description: How many looks there will have been after the next one.
  returned: success
  type: int
  sample: 2
"""
