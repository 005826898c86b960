#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificate_file_info
short_description: Describe certificates that lie on the controller
version_added: 1.0.0
description:
  - Reads certificates from files or a text, one or many each, in every form that O(path) names, and describes each of them once.
  - No host is contacted. What holds no certificate, or anything else beside certificates, or a private key, fails the task.
author:
  - scom.dmz contributors (@scom-dmz)
requirements:
  - cryptography 42 or later on the controller
extends_documentation_fragment:
  - scom.dmz.certificate_files
attributes:
  action:
    support: full
    description: Has an action plugin of the same name, which does the work on the controller.
  async:
    support: none
    description: Can run in the background with O(ignore:async).
  check_mode:
    support: full
    description: Reads as usual.
    details: This module only reads.
  diff_mode:
    support: none
    description: Shows what changed, or would change, when in diff mode.
    details: This module only reads.
  platform:
    platforms: all
    support: full
    description: The operating system of the host.
seealso:
  - module: scom.dmz.certificate_info
"""

EXAMPLES = r"""
---
- name: Read a bundle
  scom.dmz.certificate_file_info:
    path: gateway-root.p7b
  register: bundle
  run_once: true

- name: Show its SHA-256 fingerprints
  ansible.builtin.debug:
    msg: "{{ bundle.certificates | map(attribute='sha256') }}"
  run_once: true
"""

RETURN = r"""
certificates:
  description: The certificates in the order of the input.
  returned: success
  type: list
  elements: dict
  contains:
    # Start of certificate_details, written by "make generate" from docs/return_values/certificate_details.yml.
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
    subject_parts:
      description: The attributes of the subject, in the order of RV(certificates[].subject).
      type: list
      elements: dict
      contains: &part
        rdn:
          description: The number of the relative distinguished name that the attribute belongs to, the most specific one being 0.
          type: int
          sample: 0
        oid:
          description: The object identifier of the attribute's type.
          type: str
          sample: 2.5.4.3
        type:
          description: The name of the attribute's type, or its object identifier when it has no well-known name.
          type: str
          sample: CN
        value:
          description: The value. One that is no text is C(#) and its DER in hexadecimal digits.
          type: str
          sample: Corp Root CA
    issuer_parts:
      description: The attributes of the issuer, in the order of RV(certificates[].issuer).
      type: list
      elements: dict
      contains: *part
    serial_number_integer:
      description: The serial number in decimal digits. It is text, because many readers of JSON hold no number of that size. V(null) when it cannot be read.
      type: str
      sample: "19258"
    days_left:
      description: The whole days until the validity ends, negative after it. V(null) when its end cannot be read.
      type: int
      sample: 2597
    expired:
      description: Whether the validity has ended, or V(null) when its end cannot be read.
      type: bool
      sample: false
    version:
      description: The X.509 version.
      type: int
      sample: 3
    public_key_type:
      description: The kind of public key.
      type: str
      sample: RSA
    public_key_bits:
      description: The size of the public key, or V(null) when it is not known.
      type: int
      sample: 4096
    public_key_curve:
      description: The curve of an elliptic curve key, or V(null).
      type: str
      sample: secp384r1
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
    self_issued:
      description: Whether subject and issuer are the same.
      type: bool
      sample: true
    self_signed:
      description: Whether it is self-issued and its own key verifies its signature, or V(null) when this controller cannot verify that.
      type: bool
      sample: true
    key_usage:
      description: The key usages as RFC 5280 names them, or V(null) when the certificate does not state any.
      type: list
      elements: str
      sample: [keyCertSign, cRLSign]
    extended_key_usage:
      description: The extended key usages, or V(null) when the certificate does not state any.
      type: list
      elements: dict
      contains:
        oid:
          description: The object identifier.
          type: str
          sample: 1.3.6.1.5.5.7.3.1
        name:
          description: The name, or V(null) for a purpose without a well-known one.
          type: str
          sample: serverAuth
    subject_alternative_name:
      description: The subject alternative names by their kind, in the order of the certificate.
      type: dict
      contains:
        dns:
          description: DNS names.
          type: list
          elements: str
          sample: [web01.dmz.example]
        ip:
          description: IP addresses. One that is neither IPv4 nor IPv6 is C(#) and its hexadecimal digits.
          type: list
          elements: str
          sample: [192.0.2.10]
        email:
          description: E-mail addresses.
          type: list
          elements: str
          sample: []
        uri:
          description: URIs.
          type: list
          elements: str
          sample: []
        directory_name:
          description: Directory names in RFC 4514 form.
          type: list
          elements: str
          sample: []
        registered_id:
          description: Registered object identifiers.
          type: list
          elements: str
          sample: []
        other_name:
          description: Names of other kinds, such as the user principal name.
          type: list
          elements: dict
          contains:
            oid:
              description: The object identifier of the kind.
              type: str
              sample: 1.3.6.1.4.1.311.20.2.3
            value:
              description: The DER of the value in hexadecimal digits.
              type: str
              sample: 0C0775736572406463
        x400_address:
          description: X.400 addresses in hexadecimal digits.
          type: list
          elements: str
          sample: []
        edi_party_name:
          description: EDI party names in hexadecimal digits.
          type: list
          elements: str
          sample: []
    subject_key_identifier:
      description: The subject key identifier, or V(null).
      type: str
      sample: 871A4B2C9D0E5F6071829304A5B6C7D8E9F00112
    authority_key_identifier:
      description: The authority key identifier, or V(null).
      type: str
      sample: 871A4B2C9D0E5F6071829304A5B6C7D8E9F00112
    unreadable_extensions:
      description: The object identifiers of extensions that could not be decoded or occur twice. The others say what they say without them.
      type: list
      elements: str
      sample: []
    malformations:
      description: >-
        What is not as RFC 5280 says, each as the end of a sentence about the certificate. A host may load it all the same.
      type: list
      elements: str
      sample: []
    # End of certificate_details.
    pem:
      description: The certificate in PEM form.
      type: str
      sample: |
        -----BEGIN CERTIFICATE-----
        MIIB...
        -----END CERTIFICATE-----
"""
