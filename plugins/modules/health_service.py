#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: health_service
short_description: Start, stop or restart the SCOM agent's service
version_added: 0.1.0
description:
  - Brings the service HealthService of an Operations Manager agent into a state, and returns when it is there.
  - Returns the record id of the newest event before the change, so that a later check can tell what was logged after it.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.change
options:
  state:
    description:
      - V(started) and V(stopped) change nothing when the service is in that state already.
      - V(restarted) always restarts it.
    type: str
    choices: [restarted, started, stopped]
    required: true
  timeout:
    description: How many seconds the service may take to stop, and again to start.
    type: int
    default: 60
"""

EXAMPLES = r"""
---
- name: Restart the agent
  scom.dmz.health_service:
    state: restarted
"""

RETURN = r"""
service:
  description: The service after the change. In check mode, before it.
  returned: success
  type: dict
  contains:
    name:
      description: The name of the service.
      type: str
      sample: HealthService
    state:
      description: Its state.
      type: str
      sample: Running
    start_mode:
      description: Its start mode.
      type: str
      sample: Auto
    process_id:
      description: The process that runs it, 0 when it is stopped.
      type: int
      sample: 1234
event_record_id:
  description: The record id of the newest event before the change, or V(null) when nothing changed or the log cannot be read.
  returned: success
  type: int
  sample: 4711
"""
