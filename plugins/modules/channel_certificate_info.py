#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: channel_certificate_info
short_description: Read the certificate that a SCOM health service presents
version_added: 0.1.0
description:
  - Reads which certificate an Operations Manager agent, gateway or management server presents, and the chain that the host itself builds for it.
  - On a gateway this is what its agents have to trust.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options: {}
seealso:
  - module: scom.dmz.gateway_trust_info
"""

EXAMPLES = r"""
---
- name: Read the gateway's certificate and its chain
  scom.dmz.channel_certificate_info:
  register: gateway

- name: Show the root that agents have to trust
  ansible.builtin.debug:
    var: gateway.channel_certificate.root
"""

RETURN = r"""
channel_certificate:
  description: The registered certificate and its chain.
  returned: success
  type: dict
  contains:
    agent:
      description: What SCOM is installed as on the host.
      type: dict
      contains:
        role:
          description: V(agent), V(gateway), V(management_server) or V(none).
          type: str
          sample: gateway
        product:
          description: The product as its set-up names it, or V(null).
          type: str
          sample: System Center Operations Manager Gateway Server
        version:
          description: The version of the product, or V(null).
          type: str
          sample: 10.22.10118.0
        computer_name:
          description: The host's own name, with its DNS suffix when it has one, or V(null).
          type: str
          sample: gw01.corp.example
        management_groups:
          description: The management groups of an agent. Log Analytics workspaces are not among them.
          type: list
          elements: str
          sample: []
        parents:
          description: The parents of all management groups of an agent.
          type: list
          elements: dict
          contains:
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
    serial_number:
      description: The serial number in the registry, or V(null) when no certificate is registered.
      type: str
      sample: 6D0A
    certificate:
      description: The certificate of the store My that has this serial number, or V(null).
      type: dict
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
    hash_matches:
      description: Whether the registered hash names the same certificate. V(null) when none is registered.
      type: bool
      sample: true
    faults:
      description: Why the certificate cannot be used, a sentence each.
      type: list
      elements: str
      sample: []
    chain:
      description: The chain that the host builds for the certificate.
      type: dict
      contains:
        trusted:
          description: Whether the host trusts it. V(null) when there is no certificate.
          type: bool
          sample: true
        certificates:
          description: The chain, the channel certificate first.
          type: list
          elements: dict
          contains: *certificate
        problems:
          description: What is wrong with it, a sentence each.
          type: list
          elements: str
          sample: []
    chain_pem:
      description: The chain in PEM form, the channel certificate first, or V(null).
      type: str
      sample: "-----BEGIN CERTIFICATE-----..."
    root:
      description: The root at the end of the chain, or V(null) when the chain has none.
      type: dict
      contains: *certificate
    root_pem:
      description: The root in PEM form, or V(null).
      type: str
      sample: "-----BEGIN CERTIFICATE-----..."
"""
