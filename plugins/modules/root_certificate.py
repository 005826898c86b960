#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_certificate
short_description: Import, change or remove trusted roots of a Windows host
version_added: 1.0.0
description:
  - Imports certificates of CAs into the stores of LocalMachine, changes their friendly name or purposes, or removes them.
  - A certificate is only imported when it passes the gate, whose rules O(waive) lists. When any certificate of the input is refused,
    nothing is written at all, unless O(partial) says otherwise.
  - What was written is read back and compared. When it differs, the change is undone. What was removed is looked for, and fails the task when it is there.
  - Every write is noted in a journal before and after it, so that M(scom.dmz.root_rollback) can take a run back, and so that a run after
    an interrupted one finds out what was done.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.certificate_files
  - scom.dmz.root_change
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.change
  - scom.dmz.removal
options:
  thumbprint:
    description:
      - SHA-1 or SHA-256 fingerprints of certificates to remove. Spaces, colons, case and invisible characters do not matter.
      - An entry has the SHA-1 that its registry key is named by, and both fingerprints of the certificate in it. It is removed whatever else is in it,
        also when its certificate cannot be read or lies under the key of another one. Of an entry without a readable value, the SHA-256 is not known.
    type: list
    elements: str
    default: []
  state:
    description:
      - V(present) imports each certificate that its store does not hold yet.
      - V(absent) removes the local copies of the certificates in O(path) and O(content) and of those that O(thumbprint) names.
        Copies of group policy and the like are not touched.
      - V(exact) is V(present), and removes every other certificate of the O(set), of those stores that a certificate of the input belongs to, or of
        O(store). What was imported without that name stays, and so do what an onboarding has imported, what somebody has imported again by hand, and
        an entry that lies under another registry key than an import is written to.
        Nothing is removed while O(path) or O(content) hold anything that cannot be read.
      - What something on the host needs is not removed with V(exact) unless O(force) is set. With V(absent), which names the certificate, it is,
        with a warning.
    type: str
    choices: [absent, exact, present]
    default: present
  store:
    description:
      - V(auto) routes self-signed CAs to Root and other CAs to CA, and refuses certificates that are no CA.
      - V(Root) and V(CA) force a store. The gate still applies, and so a certificate that is not self-signed does not get into Root
        unless the rule V(self_signed) is waived.
    type: str
    choices: [CA, Root, auto]
    default: auto
  set:
    description:
      - The name of the set of certificates that the imported ones belong to, of 1 to 64 letters, digits, dots, underscores and hyphens. It is written into
        their description. O(state=exact) needs it.
      - A certificate that was there before keeps the set that it belongs to, if any.
    type: str
  max_removals:
    description:
      - How many certificates of the set O(state=exact) may remove from a host in one task. When they are more, nothing is changed. A file that was cut
        short names too few.
    type: int
    default: 1
  sha256:
    description:
      - SHA-256 fingerprints. When there are any, a certificate must have one of them, and each of them must be met by a certificate.
    type: list
    elements: str
    default: []
  waive:
    description:
      - Rules of the gate that shall not apply. V(disallowed), the rule of the store Disallowed, cannot be waived, because that store wins over every other,
        nor can V(request_size), which refuses what the host cannot take in one request.
      - V(required_by_windows) keeps the roots that Windows requires (Microsoft KB 293781), whatever their age, from being removed, and from being limited
        to some O(purposes).
      - V(well_formed) refuses what OpenSSL, cryptography and Wine all refuse to read, such as a certificate with an empty serial number.
      - V(ca) wants basic constraints that say CA. A root without any extensions, as those of X.509 version 1 are, cannot say so and wants its
        SHA-256 in O(sha256) instead.
      - V(key_cert_sign) wants a key usage, when there is one, that allows to sign certificates.
      - V(extended_key_usage) refuses an extended key usage that cannot be read.
      - V(self_signed) wants a root to be signed with its own key, and the signature to verify.
      - V(signature_algorithm) wants the algorithm beside the signature to be the one that is signed along.
      - V(in_date) wants a validity that can be read, and the present to be within it.
      - V(key_strength) wants 2048 bits of RSA and DSA, and 256 of elliptic curves.
      - V(signature_hash) refuses MD2, MD4 and MD5, and SHA-1 for CAs that are not self-signed.
      - V(critical_extensions) refuses critical extensions that are not known or cannot be read here.
      - V(pin) wants a fingerprint of O(sha256).
    type: list
    elements: str
    default: []
  partial:
    description:
      - Import the certificates that pass the gate even when others of the input are refused, cannot be read, or are no certificates. These become
        warnings, with their position in the file and their subject.
      - A private key fails the task nevertheless, and so does an input without any certificate. With O(state=exact) nothing is removed while anything
        could not be read, because that may be a root that is to stay.
    type: bool
    default: false
  require_local:
    description:
      - Import an own copy also when another physical store, such as that of group policy, holds the certificate already.
    type: bool
    default: false
  friendly_name:
    description: The friendly name of the local copies. A present certificate with another one is changed.
    type: str
  purposes:
    description:
      - Trust the certificates for these purposes only, V(serverAuth), V(clientAuth), V(codeSigning), V(emailProtection),
        V(timeStamping), V(OCSPSigning) and so on as RFC 5280 and Microsoft name them, or dotted OIDs. They are written as the property 9 of the store entry.
        That Windows honours it is documented by Microsoft and was not tried here.
      - A present certificate with other purposes is changed. A warning tells when another physical store holds it unrestricted.
    type: list
    elements: str
  certutil:
    description:
      - Have C(certutil -verifystore) look for an imported root, as an extra opinion. Only when it does not find the root, the import is undone.
      - Hardened hosts may report or forbid certutil.
    type: bool
    default: false
  note:
    description: A text that is kept with imported certificates, in their description after the name of this collection and the run.
    type: str
notes:
  - A certificate is written in one request, in which each of its bytes takes 22 to 24. Windows takes requests of 512000 bytes, and so certificates of up to
    some 21000 bytes, unless C(MaxEnvelopeSizekb) of the host's WinRM configuration says otherwise; the host is asked for that when a request has more
    than 153600 bytes. A larger certificate is refused, in check mode too. A larger one that is there is removed all the same, with a warning, because
    M(scom.dmz.root_rollback) could not put it back.
seealso:
  - module: scom.dmz.root_rollback
"""

EXAMPLES = r"""
---
- name: Import the gateway's root, if it is the one that we expect
  scom.dmz.root_certificate:
    path: gateway-root.cer
    sha256: 3E:90:99:B5:01:5E:8F:48:6C:00:BC:EA:9D:11:1E:E7:21:FA:BA:35:5A:89:BC:F1:DF:69:56:1E:3D:C6:32:5C

- name: Trust exactly the certificates of a bundle, of those that are ours to manage, and for TLS only
  scom.dmz.root_certificate:
    path: corporate-cas.p7b
    state: exact
    set: corporate
    friendly_name: Corporate CA
    purposes: [serverAuth, clientAuth]

- name: Remove a root
  scom.dmz.root_certificate:
    thumbprint: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    state: absent
"""

RETURN = r"""
run:
  description: The name of this run in the journal, the same for all hosts and tasks of one ansible-playbook.
  returned: success
  type: str
  sample: 20260101T101337Z-5f3a9c
certificates:
  description: What became of each certificate.
  returned: success, or when certificates were refused
  type: list
  elements: dict
  contains:
    action:
      description:
        - V(imported), V(updated), V(present), V(removed), V(absent), V(refused), or V(held_back) because another one was refused.
          In check mode, what would have happened.
      type: str
      sample: imported
    reason:
      description: Why it was refused or left alone, or V(null).
      type: str
      sample: "CN=web01.dmz.example is not a CA: its basic constraints do not say so (rule ca)"
    thumbprint:
      description:
        - The SHA-1 thumbprint of the certificate, or of what stands in its place when that cannot be read, or else the one that the entry's registry key
          is named by. V(null) when a SHA-256 was named that no entry has, and when there is none.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    sha256:
      description: The SHA-256 fingerprint, or V(null) when an absent certificate or an entry is known by its thumbprint only.
      type: str
      sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
    subject:
      description: The subject in RFC 4514 form, or V(null) when the certificate cannot be read, or is absent and known by a fingerprint only.
      type: str
      sample: CN=Corp Root CA
    registry_key:
      description: The name of the entry's registry key when RV(certificates[].entry_fault) says that it is irregular, otherwise V(null).
      type: str
      sample: AB63B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    entry_fault:
      description: What is wrong with an entry that cannot be read or does not lie under the thumbprint of its certificate, or V(null).
      type: str
      sample: it holds another certificate, 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    store:
      description: The store, or V(null) when there is none for it.
      type: str
      sample: Root
    physical_stores:
      description: The physical stores of that store that held it before.
      type: list
      elements: str
      sample: [.GroupPolicy]
    purposes:
      description: The purposes that the local entry is restricted to, or V(null) when it is not restricted or there is none.
      type: list
      elements: str
      sample: [serverAuth, clientAuth]
    certutil:
      description: V(agrees), or V(not_run) when certutil was not asked or could not tell.
      type: str
      sample: not_run
"""
