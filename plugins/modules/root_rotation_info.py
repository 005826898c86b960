#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rotation_info
short_description: Tell where a host stands while the root behind its gateways is replaced
version_added: 1.0.0
description:
  - Tells which of the gateways the agent of a host is pointed at, whether the host trusts the new root already, and what still needs the old
    one. One task reads everything.
  - Something needs the old root when its certificate chain is complete with the old root and not complete without it. This is asked for the
    chain of every parent, of the agent's own certificate, and of the certificates of the HTTPS listeners of WinRM. A renewal with the same
    key is handled by the same rule.
  - What nobody knows counts as a need. Such are the chain of a parent that is none of O(gateways), a chain whose issuers the host lacks, and, on a
    gateway or management server, the certificates of all that connect to it.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.rotation
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
seealso:
  - module: scom.dmz.gateway_info
  - module: scom.dmz.root_rotation
"""

EXAMPLES = r"""
---
- name: Read the gateway
  scom.dmz.gateway_info:
  delegate_to: gw01.corp.example
  run_once: true
  register: gateway

- name: Tell whether the host trusts the new root, and what still needs the old one
  scom.dmz.root_rotation_info:
    gateways:
      - name: gw01.corp.example
        chain: "{{ gateway.gateway.certificate.chain_pem }}"
    path: new-root.pem
    old_sha256: 3E:90:99:B5:01:5E:8F:48:6C:00:BC:EA:9D:11:1E:E7:21:FA:BA:35:5A:89:BC:F1:DF:69:56:1E:3D:C6:32:5C
  register: rotation

- name: Show what keeps the old root
  ansible.builtin.debug:
    msg: "{{ rotation.root_rotation.old_root.reasons_to_keep }}"
  when: rotation.root_rotation.old_root is not none
"""

RETURN = r"""
root_rotation:
  description: Where the host stands.
  returned: success
  type: dict
  contains:
    role:
      description: What the host is, as M(scom.dmz.gateway_trust_info) says it.
      type: str
      sample: agent
    pointed_at:
      description:
        - The parents of the agent that are one of O(gateways). On a gateway or management server they are its own parents as well, because it
          verifies their certificates as an agent does.
      type: list
      elements: dict
      contains:
        gateway:
          description: The gateway as it was named.
          type: str
          sample: gw01.corp.example
        management_group:
          description: The management group whose parent it is.
          type: str
          sample: CORP
        index:
          description: V(0) for the primary parent, higher numbers for failovers.
          type: int
          sample: 0
        network_name:
          description: The name that the agent has for it.
          type: str
          sample: gw01.corp.example
    parents_unknown:
      description:
        - Whether the registry does not name all parents of the agent, as with Active Directory integration. The others may be any of O(gateways).
      type: bool
      sample: false
    covered:
      description:
        - Whether the host trusts what the new root issues. The root is in Root, the CAs given with it are in the stores, nothing of it is
          disallowed, out of date or restricted to other purposes.
      type: bool
      sample: false
    gaps:
      description: Why the host is not covered, a sentence each.
      type: list
      elements: str
      sample: [the root CN=Corp Root CA 2 is not among the trusted roots]
    new_root:
      description: The new root.
      type: dict
      contains: &root
        # Start of root, written by "make generate" from docs/return_values/root.yml.
        subject:
          description: The subject in RFC 4514 form.
          type: str
          sample: CN=Corp Root CA
        issuer:
          description: The issuer in RFC 4514 form.
          type: str
          sample: CN=Corp Root CA
        serial_number:
          description: The serial number as Windows shows it, in hexadecimal digits.
          type: str
          sample: 4B3A
        thumbprint:
          description: The SHA-1 thumbprint.
          type: str
          sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
        sha256:
          description: The SHA-256 fingerprint.
          type: str
          sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
        not_before:
          description: The begin of the validity, in UTC, or V(null) when it cannot be read.
          type: str
          sample: "2024-01-01T00:00:00Z"
        not_after:
          description: The end of the validity, in UTC, or V(null) when it cannot be read.
          type: str
          sample: "2034-01-01T00:00:00Z"
        # End of root.
        physical_stores:
          description: The physical stores of Root on the host that hold it.
          type: list
          elements: str
          sample: [.Default]
    old_root:
      description: The old root, or CA, or V(null) when the host does not have it in Root or CA, or O(old_sha256) was not given.
      type: dict
      contains:
        <<: *root
        store:
          description: V(Root), or V(CA) of a CA below a root that stays.
          type: str
          sample: Root
        imported_by:
          description: The run of this collection that imported the local copy, or V(null) when something else did or there is none.
          type: str
          sample: 20260101T101337Z-5f3a9c
        same_key:
          description: Whether the new root is a renewal of it with the same name and key.
          type: bool
          sample: false
        needs:
          description: What needs the old root.
          type: list
          elements: dict
          contains:
            kind:
              description: V(parent), V(unknown_parent), V(own_certificate), V(winrm_listener), V(other_certificate) of the store My, or V(server).
              type: str
              sample: parent
            name:
              description: The gateway as it was named, the parent, the subject of the certificate, the name of the listener, or the management group.
              type: str
              sample: gw03.corp.example
            sentence:
              description: What needs it, or may need it.
              type: str
              sample: the chain of the parent gw03.corp.example needs CN=Corp Root CA
        reasons_to_keep:
          description: Why the local copy must stay, a sentence each. It may be removed when there is none.
          type: list
          elements: str
          sample: [the chain of the parent gw03.corp.example needs CN=Corp Root CA]
    process_id:
      description: The process of HealthService, 0 when it does not run.
      type: int
      sample: 1234
    last_event_record_id:
      description: The record id of the newest of the agent's events that tell about links, or 0.
      type: int
      sample: 4711
"""
