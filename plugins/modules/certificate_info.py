#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificate_info
short_description: Read certificate stores of a Windows host
version_added: 1.0.0
description:
  - Reads stores of LocalMachine as Windows sees them, the union of their physical stores, and tells for each certificate where it comes from.
  - A store that cannot be read, or that the host does not have, fails the task. It is never returned as empty.
  - What a certificate says is decoded on the controller, so that it is the same for hosts in any display language.
  - No entry of a store is left out. One that cannot be read is in RV(unreadable). A certificate that lies under another registry key than its thumbprint
    is listed with RV(certificates[].entry_fault); whether Windows uses it is not known.
  - Filters narrow the selection. A certificate is selected when it answers all filters that are given.
  - Can write the selection into a file on the controller. On the host nothing is ever changed.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
attributes:
  check_mode:
    support: full
    details: Reads as usual, and leaves the file of O(export) as it is.
  diff_mode:
    support: full
    details: Shows how the file of O(export) changes.
notes:
  - Windows fetches public roots from Microsoft's list when it needs them, so one that V(.AuthRoot) does not hold yet may be trusted all the same.
options:
  stores:
    description:
      - The stores to read, in any letter case. Windows has V(Root), V(CA), V(My), V(Disallowed), V(TrustedPeople), V(TrustedPublisher) and more,
        and programs add their own.
      - A name has 1 to 64 letters, digits, spaces, underscores and hyphens. A store that the host does not have fails the task with the list
        of those that it has. V(Root), V(CA), V(My) and V(Disallowed) are opened by Windows itself, so they are empty where they are not listed.
      - The store V(Disallowed) is read in any case, for RV(certificates[].disallowed).
    type: list
    elements: str
    default: [Root]
  thumbprints:
    description:
      - Only certificates with one of these fingerprints, SHA-1 with 40 hexadecimal digits or SHA-256 with 64, and entries whose registry key has that name.
      - Spaces, colons, letter case and the invisible characters that copying from a dialog brings along do not matter. Any other length is refused.
      - An empty list selects every certificate.
    type: list
    elements: str
    default: []
  subject:
    description: Only certificates whose RV(certificates[].subject) contains this text, in any letter case.
    type: str
  issuer:
    description: Only certificates whose RV(certificates[].issuer) contains this text, in any letter case.
    type: str
  subject_key_identifier:
    description: Only certificates with this subject key identifier, in hexadecimal digits, written as freely as those of O(thumbprints).
    type: str
  expires_within:
    description:
      - Only certificates whose validity ends within this number of days, or has ended already. V(0) selects what has expired.
    type: int
  is_ca:
    description: Only certificates that are a CA, or with V(false) only those that are not.
    type: bool
  self_signed:
    description: Only certificates whose own key verifies their signature, or with V(false) only the others.
    type: bool
  physical_stores:
    description:
      - Only certificates that at least one of these physical stores holds. An empty list selects every certificate.
      - V(.AuthRoot) and V(.SmartCard) belong to the store V(Root) only, and the store V(My) has V(.Default) only.
    type: list
    elements: str
    choices: [.Default, .AuthRoot, .GroupPolicy, .Enterprise, .SmartCard]
    default: []
  pem:
    description: Whether to return each certificate in PEM form too.
    type: bool
    default: false
  export:
    description:
      - A file on the controller that gets the selection as a PEM bundle, each certificate once, below comments with its subject and fingerprints. Those with
        RV(certificates[].entry_fault) are left out.
        A relative path starts at the folder of the playbook.
      - The file is replaced as a whole, with mode 0644, and only when its content differs. An empty selection leaves an empty file. Folders are not created.
      - Use a path with C(inventory_hostname) in it when several hosts are read.
    type: path
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

- name: Find certificates with a private key that expire within 30 days
  scom.dmz.certificate_info:
    stores: [My]
    expires_within: 30

- name: Tell where a root comes from, by the thumbprint that a dialog shows
  scom.dmz.certificate_info:
    stores: [Root, CA, TrustedPeople]
    thumbprints:
      - 05 63 b8 63 0d 62 d7 5a bb c8 ab 1e 4b df b5 a8 99 b2 4d 43

- name: Keep the roots that somebody added to the host in a file on the controller
  scom.dmz.certificate_info:
    physical_stores: [.Default, .GroupPolicy, .Enterprise]
    is_ca: true
    self_signed: true
    export: "{{ inventory_hostname }}-roots.pem"
"""

RETURN = r"""
certificates:
  description:
    - The selected certificates, store by store in the order of O(stores), sorted by subject.
    - A certificate is returned once a store, however many physical stores hold it.
  returned: success
  type: list
  elements: dict
  contains:
    store:
      description: The store.
      type: str
      sample: Root
    registry_key:
      description: The name of the registry key that the certificate lies under, which is its thumbprint unless RV(certificates[].entry_fault) says otherwise.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    entry_fault:
      description:
        - What is wrong with the entry that holds the certificate, or V(null). Whether Windows uses such an entry is not known, so in Root it may be trusted.
          It does not count as present for an import or a check, and in Disallowed it forbids its certificate and the one that its registry key names.
      type: str
      sample: it holds another certificate, 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    physical_stores:
      description: The physical stores that hold the certificate.
      type: list
      elements: str
      sample: [.Default, .GroupPolicy]
    disallowed:
      description: Whether the certificate is in the store Disallowed, which wins over every other, or may be because of an irregular entry.
      type: bool
      sample: false
    friendly_name:
      description: The friendly name of the first physical store that has one, or V(null).
      type: str
      sample: Corp Root
    description:
      description: The description of the first physical store that has one, or V(null).
      type: str
      sample: Imported by the build of 2026-01-15
    has_private_key:
      description: Whether the store names a private key for the certificate. Whether that key exists and fits is not tested.
      type: bool
      sample: false
    restricted_purposes:
      description:
        - The purposes that the store restricts the certificate to (property 9), an empty list when there is none or the restriction cannot be read.
        - V(null) when a physical store holds the certificate without such a restriction.
      type: list
      elements: dict
      contains: &purpose
        # Start of purpose, written by "make generate" from docs/return_values/purpose.yml.
        oid:
          description: The object identifier.
          type: str
          sample: 1.3.6.1.5.5.7.3.1
        name:
          description: The name, or V(null) for a purpose without a well-known one.
          type: str
          sample: serverAuth
        # End of purpose.
    disallowed_after:
      description: The time in UTC from which on Microsoft's root program disallows the root (property 104), or V(null).
      type: str
      sample: "2027-01-01T00:00:00Z"
    disallowed_purposes:
      description: The purposes for which Microsoft's root program disallows the root (property 122), or V(null) when it names none.
      type: list
      elements: dict
      contains: *purpose
    issuance_disallowed_after:
      description: The time in UTC after which certificates may not have been issued below the root (property 126), or V(null).
      type: str
      sample: "2026-06-01T00:00:00Z"
    issuance_disallowed_purposes:
      description: The purposes that RV(certificates[].issuance_disallowed_after) is about (property 127), or V(null) when the store names none.
      type: list
      elements: dict
      contains: *purpose
    ca_disabled_after:
      description: The time in UTC from which on Windows disables the certificate as a CA (property 128, whose effect is not verified), or V(null).
      type: str
      sample: "2027-01-01T00:00:00Z"
    unreadable_properties:
      description: The numbers of those of these properties that are malformed. They count as absent.
      type: list
      elements: int
      sample: []
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
      description: The certificate in PEM form when O(pem=true), otherwise V(null).
      type: str
      sample: |
        -----BEGIN CERTIFICATE-----
        MIIB...
        -----END CERTIFICATE-----
unreadable:
  description:
    - The entries of the stores whose certificate cannot be read. Of the filters, O(thumbprints) and O(physical_stores) apply to them.
    - Whether Windows can read them is not known. Those of the store Disallowed are always told, because they may have been meant to forbid a certificate.
  returned: success
  type: list
  elements: dict
  contains:
    store:
      description: The store.
      type: str
      sample: Root
    registry_key:
      description: The name of the entry's registry key, as a rule the thumbprint of the certificate that was meant. O(thumbprints) selects by it.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    thumbprint:
      description: The SHA-1 of what stands in the place of the certificate, or V(null) when that cannot be found.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    sha256:
      description: The SHA-256 of the same, or V(null).
      type: str
      sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
    physical_stores:
      description: The physical store that holds the entry.
      type: list
      elements: str
      sample: [.Default]
    reason:
      description: What is wrong with it.
      type: str
      sample: the store entry holds no certificate
exported:
  description: The absolute path of the file that holds the selection, or in check mode would hold it. V(null) without O(export).
  returned: success
  type: str
  sample: /srv/audit/web01.dmz.example-roots.pem
"""
