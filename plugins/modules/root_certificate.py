#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_certificate
short_description: Import or remove a trusted root of a Windows host
version_added: 0.1.0
description:
  - Imports root certificates into the store Root of LocalMachine, or removes them from it.
  - A root is only imported when it passes the gate. It must be a CA, self-signed with a signature that verifies, in date, of sufficient key size,
    equal to the pinned fingerprint when there is one, and not in the host's store Disallowed.
    When any certificate of the input is refused, nothing is written at all.
  - What was written is read back and compared. When it differs, the change is undone.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.change
options:
  path:
    description: A file of the controller with certificates in PEM, DER or PKCS#7 form.
    type: path
  content:
    description: Certificates in PEM form.
    type: str
  thumbprint:
    description: The SHA-1 thumbprint of a root to remove.
    type: str
  sha256:
    description: The SHA-256 fingerprint that the root must have.
    type: str
  state:
    description:
      - V(present) imports each root that no physical store of Root holds yet.
      - V(absent) removes the local copy. Copies of group policy and the like are not touched.
    type: str
    choices: [absent, present]
    default: present
notes:
  - Security products report changes of the trusted roots, as they should (MITRE ATT&CK T1553.004).
"""

EXAMPLES = r"""
---
- name: Import the gateway's root, if it is the one that we expect
  scom.dmz.root_certificate:
    path: gateway-root.cer
    sha256: 3E:90:99:B5:01:5E:8F:48:6C:00:BC:EA:9D:11:1E:E7:21:FA:BA:35:5A:89:BC:F1:DF:69:56:1E:3D:C6:32:5C

- name: Remove a root
  scom.dmz.root_certificate:
    thumbprint: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    state: absent
"""

RETURN = r"""
certificates:
  description: What became of each root.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: V(imported), V(present), V(removed) or V(absent). In check mode, what would have happened.
      type: str
      sample: imported
    thumbprint:
      description: The SHA-1 thumbprint.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    certificate:
      description: The certificate, or V(null) when a removed one was not there.
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
    store:
      description: The store.
      type: str
      sample: Root
    physical_stores:
      description: The physical stores of Root that held it before.
      type: list
      elements: str
      sample: []
"""
