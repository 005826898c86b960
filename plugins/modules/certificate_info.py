#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificate_info
short_description: Read certificate stores of a Windows host
version_added: 0.1.0
description:
  - Reads stores of LocalMachine as Windows sees them, the union of their physical stores, and tells for each certificate where it comes from.
  - A store that cannot be read fails the task. It is never returned as empty.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  stores:
    description: The stores to read.
    type: list
    elements: str
    choices: [CA, Disallowed, My, Root]
    default: [Root]
  thumbprints:
    description:
      - Only certificates with one of these SHA-1 or SHA-256 fingerprints. Spaces, colons, case and invisible characters do not matter.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
---
- name: Read the trusted roots and the disallowed certificates
  scom.dmz.certificate_info:
    stores: [Root, Disallowed]
  register: stores

- name: Show roots that group policy brings
  ansible.builtin.debug:
    msg: "{{ stores.certificates | selectattr('physical_stores', 'contains', '.GroupPolicy') | map(attribute='subject') }}"
"""

RETURN = r"""
certificates:
  description: The certificates, store by store.
  returned: success
  type: list
  elements: dict
  contains:
    store:
      description: The store.
      type: str
      sample: Root
    physical_stores:
      description: The physical stores that hold the certificate.
      type: list
      elements: str
      sample: [.Default, .GroupPolicy]
    disallowed:
      description: Whether the certificate is in the store Disallowed, which wins over every other.
      type: bool
      sample: false
    friendly_name:
      description: The friendly name, or V(null).
      type: str
      sample: Corp Root
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
    version:
      description: The X.509 version.
      type: int
      sample: 3
    expired:
      description: Whether the validity has ended.
      type: bool
      sample: false
    days_left:
      description: The whole days until the validity ends, negative after it.
      type: int
      sample: 2597
    public_key_type:
      description: The kind of public key.
      type: str
      sample: RSA
    public_key_bits:
      description: The size of the public key, or V(null).
      type: int
      sample: 4096
    signature_algorithm:
      description: The signature algorithm.
      type: str
      sample: sha256WithRSAEncryption
    is_ca:
      description: Whether the basic constraints say that it is a CA.
      type: bool
      sample: true
    path_length:
      description: The CAs that may stand below it, or V(null) when that is not limited.
      type: int
      sample: 1
    self_signed:
      description: Whether its own key verifies its signature.
      type: bool
      sample: true
    dns_names:
      description: The DNS names of the subject alternative name.
      type: list
      elements: str
      sample: []
    key_usage:
      description: The key usages, as RFC 5280 names them.
      type: list
      elements: str
      sample: [keyCertSign, cRLSign]
    extended_key_usage:
      description: The extended key usages as OIDs.
      type: list
      elements: str
      sample: []
    subject_key_identifier:
      description: The subject key identifier, or V(null).
      type: str
      sample: 871A4B
    authority_key_identifier:
      description: The authority key identifier, or V(null).
      type: str
      sample: 871A4B
unusable:
  description: Store entries that Windows cannot load, with the reason.
  returned: success
  type: list
  elements: dict
  contains:
    store:
      description: The store.
      type: str
      sample: Root
    reason:
      description: The entry, its physical store and what is wrong with it.
      type: str
      sample: "0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43 in .Default: the store entry holds no certificate"
"""
