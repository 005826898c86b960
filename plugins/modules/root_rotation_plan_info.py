#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rotation_plan_info
short_description: Check what is given for a rotation, and put together what is known of its gateways
version_added: 2.0.0
description:
  - Checks the variables of the role P(scom.dmz.root_rotation#role) before any host is asked, and fails with a sentence that names the one that is wrong.
  - Tells which of the gateways were not read yet in this run, and puts the others together as the tasks of the hosts take them. A gateway was read when the
    role P(scom.dmz.gateway_root#role) has set its fact C(gateway_root_presented).
  - No host is asked.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  waive:
    description:
      - V(required_by_windows) lets an old root go that Windows requires (Microsoft KB 293781).
    type: list
    elements: str
    default: []
  stage:
    description: The stage of the rotation, V(distribute), V(decide), V(verify) or V(remove).
    type: str
    default: ""
  gateways:
    description: The inventory names of the gateways whose root is replaced.
    type: list
    elements: str
    default: []
  gateway_aliases:
    description:
      - Other names of the only gateway. Those that a gateway has as its variable C(gateway_trust_gateway_aliases) count as well.
    type: list
    elements: str
    default: []
  root_file:
    description:
      - A file of the controller with the new root, and with the new CAs below it if there are any, in any form that
        O(scom.dmz.certificate_file_info#module:path) takes.
    type: path
  root_text:
    description: The same as text, such as PEM, if O(root_file) is not given. An empty text is as none.
    type: str
  root_sha256:
    description: The SHA-256 fingerprint that the new root must have.
    type: str
    default: ""
  old_sha256:
    description: The SHA-256 fingerprint of the old root. The stage V(remove) needs it, or O(old_root_file).
    type: str
    default: ""
  old_root_file:
    description: A file of the controller with the old root. Of several certificates in it, O(old_sha256) names the old root.
    type: path
  journal:
    description:
      - The folder of the journal of changes. An old root that is only named may be removed if the journal has it as one of the gateways, seen there by the
        stage V(distribute), approved or imported for it.
    type: path
  approved:
    description: What was approved of the stage, as M(scom.dmz.root_rotation_approval) takes it. Empty where nothing was.
    type: str
    default: ""
attributes:
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
notes:
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.root_rotation
"""

EXAMPLES = r"""
---
- name: Read the gateway
  ansible.builtin.include_role:
    name: scom.dmz.gateway_root
  vars:
    gateway_root_gateway: gw01.corp.example

- name: Put together what is known of it
  scom.dmz.root_rotation_plan_info:
    stage: distribute
    gateways: gw01.corp.example
    root_file: new-root.pem
  register: plan
  run_once: true

- name: Import the new root beside the old one, where an agent will need it
  scom.dmz.root_rotation:
    stage: distribute
    gateways: "{{ plan.gateways }}"
    content: "{{ plan.pem }}"
"""

RETURN = r"""
names:
  description: The inventory names of the gateways, each once.
  returned: success
  type: list
  elements: str
  sample: [gw01.corp.example, gw02.corp.example]
unread:
  description: Those that were not read yet. The other values are complete when there is none.
  returned: success
  type: list
  elements: str
  sample: [gw02.corp.example]
gateways:
  description: The gateways that were read, as M(scom.dmz.root_rotation) takes them.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The inventory name.
      type: str
      sample: gw01.corp.example
    aliases:
      description: Its other names, beside those in its certificate.
      type: list
      elements: str
      sample: [gateway.corp.example]
    chain:
      description: The certificate that it presents and its issuers, in PEM form.
      type: str
      sample: "-----BEGIN CERTIFICATE-----\n..."
    certificate_loaded:
      description: V(false) when its log shows that it has not loaded that certificate, since it was not restarted.
      type: bool
      sample: true
new_root:
  description: The new root.
  returned: success
  type: dict
  contains:
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
pem:
  description: The new root and the CAs given with it, in PEM form.
  returned: success
  type: str
  sample: "-----BEGIN CERTIFICATE-----\n..."
old_sha256:
  description: The SHA-256 fingerprint of the old root, as it is given, or of the one in O(old_root_file). Empty when it is not named.
  returned: success
  type: str
  sample: 9A1C7E0EF9C0A6C7C5B0F0F0B9E4E3D2C1B0A99887766554433221100FFEEDDC
old_pem:
  description: The old root in PEM form, as it is given, or in the stage V(remove) as the journal has it. Empty when it is not known.
  returned: success
  type: str
  sample: "-----BEGIN CERTIFICATE-----\n..."
may_begin:
  description: Whether the stage may begin, as far as that is known without a host. V(true) as long as gateways are unread.
  returned: success
  type: bool
  sample: true
refusal:
  description:
    - Why it may not. Empty when it may. V(verify) and V(remove) want all gateways to have switched, and V(remove) wants the old root to be one of
      theirs, and none that Windows requires (rule C(required_by_windows)).
  returned: success
  type: str
  sample: ""
needs_approval:
  description: Whether the stage changes hosts, and has to be held to what was approved.
  returned: success
  type: bool
  sample: false
checks_links:
  description: Whether the stage needs a check of all links, as V(verify) does.
  returned: success
  type: bool
  sample: false
switched:
  description: Whether all gateways present a certificate of the new root.
  returned: success
  type: bool
  sample: false
not_switched:
  description: Which gateways do not, and what is left to do. Empty when all do.
  returned: success
  type: str
  sample: "gw01.corp.example did not switch to CN=Corp Root CA 2 yet: import that root there, register a certificate of it and restart
    HealthService. No host was asked."
"""
