#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rotation
short_description: Take a host through a stage while the root behind its gateways is replaced
version_added: 2.0.0
description:
  - Looks at a host as M(scom.dmz.root_rotation_info) does, changes what O(stage) calls for, and tells what became of the host. All in one task, over
    one connection. Nothing is restarted.
  - V(distribute) imports the new root, and the CAs given with it, through the gate of M(scom.dmz.root_certificate) where one of O(gateways) is a parent of
    the host's agent and the host lacks one of them, and looks at the host again.
  - V(decide) and V(verify) only read. V(verify) tells what O(link_check) means for the rotation.
  - V(distribute) also notes in O(journal) which roots and CAs are behind the gateways, for the removal later, but not in check mode.
  - V(remove) removes the local copy of the old root where no reason to keep it is left. It fails unless all of O(gateways) present a certificate of the new
    root, and for a root that Windows requires (rule C(required_by_windows)). A host that does not trust the new root keeps the old one.
  - A change that was interrupted in an earlier run is settled first, in the stage V(distribute) on a host that is V(covered) or V(not_covered) until then, in
    the stage V(remove) before the removal. Where the old root is gone, V(remove) settles a change of that root only.
  - The role P(scom.dmz.root_rotation#role) takes all hosts through a stage, and M(scom.dmz.root_rotation_report) puts them together.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.rotation
  - scom.dmz.root_change
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.change
options:
  waive:
    description:
      - V(required_by_windows) lets an old root go that Windows requires (Microsoft KB 293781).
    type: list
    elements: str
    default: []
  stage:
    description: The stage. V(verify) needs O(link_check), and V(remove) needs O(old_content).
    type: str
    choices: [distribute, decide, verify, remove]
    required: true
  link_check:
    description: What M(scom.dmz.gateway_trust_info) has returned of the host, or the failure of that task.
    type: dict
  old_content:
    description:
      - The old root itself as text, such as PEM, for V(remove). M(scom.dmz.root_rotation_plan_info) returns it where the journal knows it.
      - Its SHA-256 must be O(old_sha256), if that is given.
    type: str
  approved_changes:
    description:
      - The changes that were approved for the host, as RV(changes) has them. Any other one fails the task, and nothing is written. Without this option every
        change may be made.
    type: list
    elements: str
  source:
    description: Where the certificates in O(content) come from, such as the name of a file, for the journal.
    type: str
    default: ""
    version_added: 2.0.0
seealso:
  - module: scom.dmz.root_rotation_info
  - module: scom.dmz.root_rotation_plan_info
  - module: scom.dmz.root_rotation_report
  - module: scom.dmz.root_rollback
"""

EXAMPLES = r"""
---
- name: Read the gateway
  scom.dmz.gateway_info:
  delegate_to: gw01.corp.example
  run_once: true
  register: gateway

- name: Import the new root beside the old one, if the agent will need it
  scom.dmz.root_rotation:
    stage: distribute
    gateways:
      - name: gw01.corp.example
        chain: "{{ gateway.gateway.certificate.chain_pem }}"
    path: new-root.pem
  register: rotation

- name: Show what became of the host
  ansible.builtin.debug:
    msg: "{{ rotation.state }}: {{ rotation.detail }}"
"""

RETURN = r"""
host:
  description: The host, as the inventory names it.
  returned: always
  type: str
  sample: web01.dmz.example
stage:
  description: The stage.
  returned: always
  type: str
  sample: distribute
asked:
  description: What the host was asked, which is the stage, the SHA-256 of the new root, and the names of the gateways.
  returned: always
  type: list
  elements: str
  sample: [distribute, 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C, gw01.corp.example]
gateways:
  description: Those of O(gateways) that are parents of the host's agent, primary or failover, or of a gateway among the hosts.
  returned: always
  type: list
  elements: str
  sample: [gw01.corp.example]
state:
  description:
    - What became of the host.
    - V(unreachable) or V(undetermined) when it could not be reached, or when it or its journal could not be read. V(undetermined) also where it does
      not trust the new root and it is not known whether its agent, which has no channel certificate registered, needs it.
    - V(not_concerned) when none of O(gateways) is a parent, or the agent authenticates by Kerberos, V(covered) when it trusts the new root,
      V(not_covered) when it does not, and V(parents_unknown) when it does not and the registry does not name all parents of the agent.
    - V(imported) when it trusts the new root since this run.
    - V(linked) or V(not_linked) by the links of the agent, in the stage V(verify). One that is linked and does not trust the new root is V(not_covered),
      because its connection may be older than the switch.
    - V(absent) when it has no old root, V(kept) when there is a reason to keep it, V(removed) when it is gone since this run, and V(not_removed) when the
      removal failed.
    - In check mode, what would become of it.
  returned: always
  type: str
  sample: imported
detail:
  description: Why. Empty where the state says all.
  returned: always
  type: str
  sample: the root CN=Corp Root CA 2 is not among the trusted roots
parents_unknown:
  description: Whether the registry does not name all parents of the agent, as with Active Directory integration.
  returned: always
  type: bool
  sample: false
same_key:
  description: Whether the new root is a renewal of the old one with the same name and key. V(false) on a host without the old root.
  returned: always
  type: bool
  sample: false
run:
  description: The name of this run in the journal. Empty when nothing was changed.
  returned: always
  type: str
  sample: 20260101T101337Z-5f3a9c
journal_run:
  description: The name by which the journal knows this run, also where nothing was changed.
  returned: always
  type: str
  sample: 20260101T101337Z-5f3a9c
changes:
  description: What was changed, or would be in check mode, a line each, with the action, the store and the SHA-256 of the certificate.
  returned: always
  type: list
  elements: str
  sample: [imported Root 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C]
certificates:
  description: What became of each certificate that was to be imported or removed, as M(scom.dmz.root_certificate) returns it.
  returned: always
  type: list
  elements: dict
"""
