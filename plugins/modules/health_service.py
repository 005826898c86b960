#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: health_service
short_description: Start, stop or restart the SCOM agent's service
version_added: 1.0.0
description:
  - Brings the service HealthService of an Operations Manager agent into a state, and returns when it is there.
  - Returns the record id of the newest event before the change, so that a later check can tell what was logged after it.
  - A running service keeps the channel certificate that it loaded when it was started. When the registered certificate was renewed,
    deleted or has expired since, a restart exposes a fault that nobody has seen yet, and the agent is lost until it is mended.
    So the module looks for such faults before a restart.
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
      - V(restarted) always restarts it, but for a service that is disabled, which would not start again. That fails before it is stopped,
        in check mode as well.
    type: str
    choices: [restarted, started, stopped]
    required: true
  timeout:
    description: How many seconds the service may take to stop, and again to start.
    type: int
    default: 60
  latent_fault:
    description:
      - What to do when a running service is to be restarted, and could not load its channel certificate again.
      - Such a fault is a registered certificate that is gone, out of date or without a private key. Whether the private key itself still
        exists, and who may use it, cannot be seen in the registry. Other errors of the checks of M(scom.dmz.channel_certificate_info) are
        a warning, because a running service may have got over them.
      - V(refuse) fails before anything is touched, in check mode as well. It also does so when the registry of the host cannot be read.
      - V(warn) restarts it with a warning.
      - V(ignore) does not look for such faults.
      - A host without a registered certificate has no such fault, because an agent in the domain uses Kerberos.
    type: str
    choices: [refuse, warn, ignore]
    default: refuse
seealso:
  - module: scom.dmz.channel_certificate_info
"""

EXAMPLES = r"""
---
- name: Restart the agent
  scom.dmz.health_service:
    state: restarted

- name: Restart the agent, although its certificate may not be loaded again
  scom.dmz.health_service:
    state: restarted
    latent_fault: warn
"""

RETURN = r"""
service:
  description: The service after the change. In check mode, before it.
  returned: success
  type: dict
  contains:
    # Start of service, written by "make generate" from docs/return_values/service.yml.
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
    # End of service.
event_record_id:
  description: The record id of the newest event before the change, or V(null) when nothing changed or the log cannot be read.
  returned: success
  type: int
  sample: 4711
findings:
  description:
    - What a restart of the running service exposes, or would expose. Empty when the service is not restarted or O(latent_fault=ignore).
    - Each is an error, because only what keeps the certificate from being loaded counts here.
  returned: success, or when the restart is refused
  type: list
  elements: dict
  contains:
    # Start of finding, written by "make generate" from docs/return_values/finding.yml.
    id:
      description: The stable name of the finding, which the diagnosis guide explains.
      type: str
      sample: channel_certificate_not_found
    severity:
      description: V(error), V(warning) or V(info).
      type: str
      sample: error
    evidence:
      description: What was seen.
      type: str
      sample: the store My holds no certificate with the serial 6D0A
    cause:
      description: What it means.
      type: str
      sample: The certificate was renewed or deleted after it was registered, or imported into another store.
    fix:
      description: What to do.
      type: str
      sample: Register the renewed certificate with MOMCertImport. If the store My has none, import it with its key, or request one, first.
    source:
      description: Where the fact comes from, with the events that HealthService logs. What nobody has confirmed says so.
      type: str
      sample: Microsoft KB 10066, Troubleshoot agent connectivity issues in Operations Manager; event 20066
    # End of finding.
"""
