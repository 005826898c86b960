# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read certificates on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: certificate_bundle
author: scom.dmz contributors (@scom-dmz)
short_description: Read certificates from files of the controller
version_added: 0.1.0
description:
  - Reads certificates from files in PEM, DER or PKCS#7 form, one or many a file, and returns them as PEM text.
  - A file that holds no certificate, or that holds a private key, is refused.
options:
  _terms:
    description: Paths of the files, looked for where Ansible looks for files of roles and playbooks.
    type: list
    elements: path
    required: true
"""

EXAMPLES = r"""
---
- name: Show how many certificates a bundle holds
  ansible.builtin.debug:
    msg: "{{ lookup('scom.dmz.certificate_bundle', '/etc/pki/gateway-root.p7b') | length }} characters of PEM"
"""

RETURN = r"""
_raw:
  description: One PEM text a file.
  type: list
  elements: str
  sample:
    - |
      -----BEGIN CERTIFICATE-----
      MIIB...
      -----END CERTIFICATE-----
"""

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.libraries import require_libraries
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates


class LookupModule(LookupBase):
    def run(self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[str]:
        return [self._pem(term, variables) for term in terms]

    def _pem(self, term: str, variables: dict[str, Any] | None) -> str:
        path = self.find_file_in_search_path(variables, "files", term, ignore_missing=True)
        if path is None:
            raise AnsibleLookupError(f"cannot read the certificate file {term}: the controller has no such file")
        try:
            require_libraries()
            return "".join(certificate.pem() for certificate in load_certificates(Path(path).read_bytes(), term))
        except (ScomDmzError, OSError) as error:
            raise AnsibleLookupError(f"cannot read the certificate file {term}: {error}") from error
