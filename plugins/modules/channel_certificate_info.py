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
      sample: {role: gateway, product: System Center Operations Manager Gateway, version: 10.22.10118.0}
    serial_number:
      description: The serial number in the registry, or V(null) when no certificate is registered.
      type: str
      sample: 6D0A
    certificate:
      description: The certificate of the store My that has this serial number, or V(null).
      type: dict
      sample: {subject: CN=gw01.corp.example}
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
      description: Whether the host trusts the certificate (C(trusted)), its C(certificates), and its C(problems).
      type: dict
      sample: {trusted: true, certificates: [], problems: []}
    chain_pem:
      description: The chain in PEM form, the channel certificate first, or V(null).
      type: str
      sample: "-----BEGIN CERTIFICATE-----..."
    root:
      description: The root at the end of the chain, or V(null) when the chain has none.
      type: dict
      sample: {subject: CN=Corp Root CA}
    root_pem:
      description: The root in PEM form, or V(null).
      type: str
      sample: "-----BEGIN CERTIFICATE-----..."
"""
