#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gateway_trust
short_description: Make a SCOM agent trust its gateways
version_added: 1.0.0
description:
  - Checks an agent as M(scom.dmz.gateway_trust_info) does. Where the host lacks the root of a gateway, with the verdict V(root_missing), the root and the CAs
    below it are imported through the gate of M(scom.dmz.root_certificate), and the agent is restarted. All in one task, over one connection.
  - An agent that is linked already, or linked with another parent of its management group, is not restarted. A restart that an earlier run owes, with the
    verdict V(restart_pending), is made up for.
  - An agent that does not run is started after the import when its start mode is automatic, and left stopped otherwise. The restart of one that runs
    though it is disabled is refused after the import, because it would not start again.
  - A change that was interrupted in an earlier run is settled first.
  - After a repair the host is looked at once more, and the result is what was found then. Where the link takes longer, M(scom.dmz.gateway_trust_info)
    tells when it is up, if it is given what this module returned as onboarding. The role P(scom.dmz.gateway_trust#role) does that for all hosts together.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.agent_check
  - scom.dmz.root_change
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.change
options:
  approval:
    description:
      - The name of the variable that M(scom.dmz.root_approval) was registered as. Needed with O(targets), and with a gateway whose root is not vouched for.
    type: str
    version_added: 2.0.0
  word:
    description:
      - What the variables of this host say of the roots. With O(targets) the task fails on a host for which they say something else than for the host that
        M(scom.dmz.gateway_targets) ran for, unless each gateway has a word of its own.
    type: dict
    version_added: 2.0.0
    suboptions:
      root_file:
        description: As O(scom.dmz.gateway_targets#module:root_file).
        type: str
      root_text:
        description: As O(scom.dmz.gateway_targets#module:root_text).
        type: str
      root_sha256:
        description: As O(scom.dmz.gateway_targets#module:root_sha256).
        type: raw
      accept_presented_root:
        description: As O(scom.dmz.gateway_targets#module:accept_presented_root).
        type: bool
  latent_fault:
    description:
      - What to do before a restart that would expose another fault of the agent, as M(scom.dmz.health_service) explains.
        V(refuse) fails after the import, V(warn) restarts with a warning, V(ignore) doesn't look.
    type: str
    choices: [refuse, warn, ignore]
    default: refuse
  purposes:
    description:
      - What the imported certificates are trusted for, as in O(scom.dmz.root_certificate#module:purposes). V(serverAuth) has to be among them.
        Without it, for everything.
      - That Windows honours these purposes was not verified by us.
    type: list
    elements: str
    version_added: 2.0.0
  stop_after:
    description:
      - How many hosts one run may change, by all its tasks together; 0 for all. The task then fails on a host that needs a change, with the verdict as it was
        checked, and leaves it as it is.
      - A host counts from its first write or restart on, whatever comes of it. An interrupted change of an earlier run is settled all the same, and does not
        count. The counted hosts are noted in C(change-limit.log) in the folder of the journal. Check mode counts none.
    type: int
    default: 0
    version_added: 2.0.0
seealso:
  - module: scom.dmz.gateway_trust_info
  - module: scom.dmz.root_certificate
  - module: scom.dmz.root_rollback
"""

EXAMPLES = r"""
---
- name: Read the gateway
  scom.dmz.gateway_info:
  delegate_to: gw01.corp.example
  run_once: true
  register: gateway

- name: Make the agent trust the gateway
  scom.dmz.gateway_trust:
    gateways: &gateways
      - name: gw01.corp.example
        chain: "{{ gateway.gateway.certificate.chain_pem }}"
        evidence: "{{ gateway.gateway.evidence }}"
  register: repaired

- name: Wait for its link
  scom.dmz.gateway_trust_info:
    gateways: *gateways
    onboarding: "{{ repaired.onboarding }}"
  register: check
  until: check.link in ['up', 'probable', 'standby']
  retries: 18
  delay: 10
"""

RETURN = r"""
# Start of check_summary, written by "make generate" from docs/return_values/check_summary.yml.
gateway:
  description: The gateway that most needs attention.
  returned: when the host could be checked
  type: str
  sample: gw01.corp.example
verdict:
  description: The verdict with regard to it, or V(unreachable) or V(undetermined) when the host could not be asked.
  returned: always
  type: str
  sample: root_missing
confidence:
  description: How sure the verdict is.
  returned: when the host could be checked
  type: str
  sample: confirmed
link:
  description: The agent's connection to it.
  returned: when the host could be checked
  type: str
  sample: down
evidence:
  description: What the deciding finding rests on. Empty when the host is trusted and linked.
  returned: when the host could be checked
  type: str
  sample: the root CN=Corp Root CA is not among the trusted roots
fix:
  description: What to do next. Empty when the host is trusted and linked.
  returned: when the host could be checked
  type: str
  sample: Import the root of the gateway.
error:
  description: Why the agent could not be repaired. Empty otherwise.
  returned: when the host could be checked
  type: str
  sample: ""
asked:
  description: The names of all gateways that were given.
  returned: always
  type: list
  elements: str
  sample: [gw01.corp.example]
time:
  description: When this was found out, in UTC.
  returned: when the host could be checked
  type: str
  sample: "2026-01-01T10:13:37Z"
another_roots:
  description:
    - What shows that gateways have had another root than they present now, which may be none. That is another root that the journal or an entry on the host
      has of a gateway, or an agent that is linked with it although it does not trust its root.
    - All gateways that were asked about count, also where the agent is not pointed at them any more.
  returned: when the host could be checked
  type: list
  elements: dict
  contains:
    gateway:
      description: The gateway.
      type: str
      sample: gw01.corp.example
    sentence:
      description: What shows it.
      type: str
      sample: the agent is linked with gw01.corp.example although it does not trust CN=Corp Root CA 2
# End of check_summary.
onboarding:
  description: What this run has done to the agent.
  returned: success, or when the repair failed
  type: dict
  contains:
    verdict_before:
      description: The verdict before anything was done.
      type: str
      sample: root_missing
    verdicts_before:
      description: The same for each gateway that the agent is pointed at.
      type: list
      elements: dict
      contains:
        gateway:
          description: The gateway.
          type: str
          sample: gw01.corp.example
        verdict:
          description: The verdict with regard to it.
          type: str
          sample: root_missing
    links:
      description: The links to these gateways at the last look.
      type: list
      elements: str
      sample: [down]
    begun:
      description: Whether a change of the host was begun, whatever came of it. Never in check mode.
      type: bool
      sample: true
    changes:
      description: V(root imported) or V(CA imported), and V(agent restarted). In check mode, what would be done.
      type: list
      elements: str
      sample: [root imported, agent restarted]
    run:
      description: The name of this run in the journal. Empty when nothing was imported.
      type: str
      sample: 20260101T101337Z-5f3a9c
    error:
      description: Why the import or the restart failed. Empty otherwise.
      type: str
      sample: ""
    event_record_id:
      description: Events with a higher record id were logged after the agent's last event before the restart. 0 without a restart.
      type: int
      sample: 4711
    repaired:
      description: Whether the links of this agent are part of what the run is for.
      type: bool
      sample: true
    expects_links:
      description: Whether its links may take their time to come up. They do after a restart.
      type: bool
      sample: true
    waiting:
      description: Whether another look at its links is worth while.
      type: bool
      sample: true
    interrupted:
      description: The other management groups of the agent, which a restart interrupts as well. In check mode, would interrupt.
      type: list
      elements: str
      sample: [PARTNER]
gateway_trust:
  description: What was found, with regard to the gateway that most needs attention, as M(scom.dmz.gateway_trust_info) returns it.
  returned: success, unless O(detail=brief)
  type: dict
gateways:
  description: The same for each gateway that the agent is pointed at, as M(scom.dmz.gateway_trust_info) returns it.
  returned: success, and when the repair failed as with O(detail=brief)
  type: list
  elements: dict
certificates:
  description: What became of each certificate that was to be imported, as M(scom.dmz.root_certificate) returns it.
  returned: success, or when the repair failed
  type: list
  elements: dict
"""
