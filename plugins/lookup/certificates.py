# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe certificates that lie on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: certificates
author: scom.dmz contributors (@scom-dmz)
short_description: Describe certificates in files or texts of the controller
version_added: 0.1.0
description:
  - Reads certificates in PEM, DER or PKCS#7 form, one or many a file, and describes each of them.
  - What holds no certificate, or holds a private key, is refused.
options:
  _terms:
    description:
      - Paths of files, looked for where Ansible looks for files of roles and playbooks, or texts with certificates in PEM form.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
---
- name: Show the SHA-256 fingerprints of a bundle
  ansible.builtin.debug:
    msg: "{{ query('scom.dmz.certificates', '/etc/pki/gateway-root.p7b') | map(attribute='sha256') }}"
"""

RETURN = r"""
_raw:
  description:
    - The certificates of all terms, each with the keys that M(scom.dmz.certificate_info) returns for a certificate, and its C(pem).
  type: list
  elements: dict
  sample:
    - subject: CN=Corp Root CA
      self_signed: true
      pem: "-----BEGIN CERTIFICATE-----..."
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.libraries import require_libraries
from ansible_collections.scom.dmz.plugins.plugin_utils.results import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_PEM = "-----BEGIN "


class LookupModule(LookupBase):
    def run(self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        now = datetime.now(UTC)
        try:
            require_libraries()
            certificates = [certificate for term in terms for certificate in self._load(term, variables)]
        except ScomDmzError as error:
            raise AnsibleLookupError(str(error)) from error
        return [{**describe_certificate(certificate, now), "pem": certificate.pem()} for certificate in certificates]

    def _load(self, term: str, variables: dict[str, Any] | None) -> tuple[Certificate, ...]:
        if _PEM in term:
            return load_certificates(term, "the text")
        path = self.find_file_in_search_path(variables, "files", term, ignore_missing=True)
        if path is None:
            raise AnsibleLookupError(f"the controller has no certificate file {term}")
        try:
            return load_certificates(Path(path).read_bytes(), term)
        except OSError as error:
            raise AnsibleLookupError(f"cannot read the certificate file {term}: {error.strerror}") from error
