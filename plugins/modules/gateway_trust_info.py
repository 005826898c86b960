#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gateway_trust_info
short_description: Check whether a SCOM agent trusts its gateway
version_added: 0.1.0
description:
  - Tells from evidence whether the Operations Manager agent of a host can trust the certificate of the gateway that it is pointed at,
    and why not. One task reads everything.
  - The verdict comes from the chain of the gateway's certificate, built against the certificate stores of that host.
    Events and connections only tell about the link; event 20070 alone never means that the root is missing.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  gateway:
    description:
      - The name of the gateway. The agent is pointed at it when one of its parents has this name, or a name that the gateway's certificate holds.
    type: str
    required: true
  gateway_aliases:
    description: Other names of the gateway that agents may be pointed at, such as an alias in the DNS.
    type: list
    elements: str
    default: []
  gateway_chain:
    description:
      - The gateway's channel certificate and its issuers up to the root, in PEM form, as M(scom.dmz.channel_certificate_info) returns them on the gateway.
      - A root alone will do. Then names are compared with O(gateway) only, and the verdict is V(probable).
    type: str
    required: true
  root_sha256:
    description: The SHA-256 fingerprint that the gateway's root must have. Any other root fails the task.
    type: str
  after_event_record_id:
    description: Only events with a higher record id count, for example those after a restart.
    type: int
    default: 0
seealso:
  - module: scom.dmz.channel_certificate_info
  - module: scom.dmz.root_certificate
"""

EXAMPLES = r"""
---
- name: Read the gateway
  scom.dmz.channel_certificate_info:
  delegate_to: gw01.corp.example
  run_once: true
  register: gateway

- name: Check whether the agent trusts the gateway
  scom.dmz.gateway_trust_info:
    gateway: gw01.corp.example
    gateway_chain: "{{ gateway.channel_certificate.chain_pem }}"
  register: check

- name: Show the verdict
  ansible.builtin.debug:
    var: check.gateway_trust.verdict
"""

RETURN = r"""
gateway_trust:
  description: What was found, and what it means.
  returned: success
  type: dict
  contains:
    gateway:
      description: The gateway as it was named.
      type: str
      sample: gw01.corp.example
    verdict:
      description:
        - V(trusted), V(root_missing), V(intermediate_missing), V(root_distrusted), V(gateway_root_expired), V(gateway_certificate_unusable),
          V(own_certificate_unusable), V(name_mismatch), V(restart_pending), V(agent_stopped), V(not_pointed_at_gateway), V(no_agent), V(not_an_agent)
          or V(undetermined).
      type: str
      sample: root_missing
    confidence:
      description: How sure the verdict is, V(confirmed), V(probable) or V(unknown).
      type: str
      sample: confirmed
    link:
      description: The agent's connection to the gateway, V(up), V(probable), V(pending), V(down) or V(unknown).
      type: str
      sample: down
    findings:
      description: What is wrong or worth knowing, the deciding finding first.
      type: list
      elements: dict
      contains:
        id:
          description: A stable name. That of the deciding finding is the verdict.
          type: str
          sample: root_missing
        severity:
          description: V(error), V(warning) or V(info).
          type: str
          sample: error
        evidence:
          description: What was seen.
          type: str
          sample: the root CN=Corp Root CA is not among the trusted roots
        cause:
          description: What it means.
          type: str
          sample: The host does not trust the root behind the gateway's certificate.
        fix:
          description: What to do.
          type: str
          sample: Import the gateway's root into the store Root of LocalMachine and restart the agent.
    agent:
      description: What SCOM is installed as on the host.
      type: dict
      contains:
        role:
          description: V(agent), V(gateway), V(management_server) or V(none).
          type: str
          sample: agent
        product:
          description: The product as its set-up names it.
          type: str
          sample: Microsoft Monitoring Agent
        version:
          description: The version of the product.
          type: str
          sample: 10.22.10056.0
        computer_name:
          description: The host's own name, with its DNS suffix when it has one.
          type: str
          sample: web01.dmz.example
        management_groups:
          description: The management groups of the agent. Log Analytics workspaces are not among them.
          type: list
          elements: str
          sample: [CORP]
        parents:
          description: The parents of all management groups.
          type: list
          elements: dict
          contains: &parent
            management_group:
              description: The management group.
              type: str
              sample: CORP
            index:
              description: Its place among the parents, 0 for the primary.
              type: int
              sample: 0
            network_name:
              description: The name that the agent connects to.
              type: str
              sample: gw01.corp.example
            authentication_name:
              description: The name that the parent's certificate must hold.
              type: str
              sample: gw01.corp.example
            port:
              description: The TCP port that the agent connects to.
              type: int
              sample: 5723
    parent:
      description: The parent that is the gateway, or V(null).
      type: dict
      contains: *parent
    gateway_root:
      description: The root behind the gateway's certificate.
      type: dict
      contains:
        subject:
          description: The subject in RFC 4514 form.
          type: str
          sample: CN=Corp Root CA
        issuer:
          description: The issuer in RFC 4514 form.
          type: str
          sample: CN=Corp Root CA
        serial_number:
          description: The serial number as Windows shows it.
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
          description: The begin of the validity, in UTC.
          type: str
          sample: "2024-01-01T00:00:00Z"
        not_after:
          description: The end of the validity, in UTC.
          type: str
          sample: "2034-01-01T00:00:00Z"
        physical_stores:
          description: The physical stores of Root on the host that hold it.
          type: list
          elements: str
          sample: [.Default]
    gateway_chain:
      description: The chain of the gateway's certificate on this host.
      type: dict
      contains:
        trusted:
          description: Whether the host trusts it. V(null) when the chain was not built.
          type: bool
          sample: false
        certificates:
          description: The chain, the gateway's certificate first.
          type: list
          elements: dict
          contains: &certificate
            subject:
              description: The subject in RFC 4514 form.
              type: str
              sample: CN=gw01.corp.example
            issuer:
              description: The issuer in RFC 4514 form.
              type: str
              sample: CN=Corp Root CA
            serial_number:
              description: The serial number as Windows shows it.
              type: str
              sample: 6D0A
            thumbprint:
              description: The SHA-1 thumbprint.
              type: str
              sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
            sha256:
              description: The SHA-256 fingerprint.
              type: str
              sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
            not_before:
              description: The begin of the validity, in UTC.
              type: str
              sample: "2024-01-01T00:00:00Z"
            not_after:
              description: The end of the validity, in UTC.
              type: str
              sample: "2034-01-01T00:00:00Z"
        problems:
          description: What is wrong with it, a sentence each.
          type: list
          elements: str
          sample: [the root CN=Corp Root CA is not among the trusted roots]
    own_certificate:
      description: The agent's own channel certificate, or V(null) when it was not looked at.
      type: dict
      contains:
        serial_number:
          description: The serial number in the registry.
          type: str
          sample: 6D0A
        certificate:
          description: The certificate of the store My that has it, or V(null).
          type: dict
          contains: *certificate
        hash_matches:
          description: Whether the registered hash names it. V(null) when none is registered.
          type: bool
          sample: true
        faults:
          description: Why it cannot be used.
          type: list
          elements: str
          sample: []
    service:
      description: The service HealthService, or V(null).
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
    events:
      description: What the newest events about the link mean, oldest first.
      type: list
      elements: str
      sample: ["event 20070 at 2026-01-01T10:13:37Z: the parent closed the connection right after authentication"]
    last_event_record_id:
      description: The record id of the newest of these events, or V(null).
      type: int
      sample: 4711
"""
