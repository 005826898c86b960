# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import or remove a trusted root. Documented in plugins/modules/root_certificate.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from ansible.errors import AnsibleError
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.results import brief_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.trusted_roots import Outcome, TrustedRoots
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA1_DIGITS, normalize_fingerprint


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "path": {"type": "path"},
        "content": {"type": "str"},
        "thumbprint": {"type": "str"},
        "sha256": {"type": "str"},
        "state": {"type": "str", "default": "present", "choices": ["absent", "present"]},
    }
    RULES: ClassVar[dict[str, Any]] = {
        "mutually_exclusive": [("path", "content", "thumbprint")],
        "required_one_of": [("path", "content", "thumbprint")],
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        roots = TrustedRoots(session, self.check_mode)
        if arguments["state"] == "present":
            outcomes = roots.present(self._certificates(arguments), arguments["sha256"], self.now)
        else:
            outcomes = roots.absent(self._thumbprints(arguments))
        return {
            "changed": any(outcome.changed for outcome in outcomes),
            "certificates": [_describe(outcome) for outcome in outcomes],
            "diff": _diff(outcomes),
        }

    def _thumbprints(self, arguments: dict[str, Any]) -> list[str]:
        if arguments["thumbprint"]:
            return [normalize_fingerprint(arguments["thumbprint"], SHA1_DIGITS)]
        return [certificate.thumbprint for certificate in self._certificates(arguments)]

    def _certificates(self, arguments: dict[str, Any]) -> tuple[Certificate, ...]:
        if arguments["thumbprint"]:
            raise CertificateError("a thumbprint names a certificate to remove; importing one needs path or content")
        if arguments["content"]:
            return load_certificates(arguments["content"], "content")
        return load_certificates(self._read(arguments["path"]), arguments["path"])

    def _read(self, path: str) -> bytes:
        """A file of the controller, looked for where Ansible looks for the files of roles and playbooks."""
        try:
            return Path(self._find_needle("files", path)).read_bytes()
        except (AnsibleError, OSError) as error:
            raise CertificateError(f"cannot read the certificate file {path} on the controller: {error}") from error


def _describe(outcome: Outcome) -> dict[str, Any]:
    certificate = brief_certificate(outcome.certificate) if outcome.certificate else None
    return {
        "action": outcome.action,
        "thumbprint": outcome.thumbprint,
        "certificate": certificate,
        "store": "Root",
        "physical_stores": list(outcome.physical_stores),
    }


def _diff(outcomes: list[Outcome]) -> dict[str, str]:
    """Lines of the roots that come or go, as a person would name them."""
    lines = {
        action: "".join(f"{_name(outcome)}\n" for outcome in outcomes if outcome.action == action)
        for action in ("imported", "removed")
    }
    return {
        "before_header": "trusted roots",
        "after_header": "trusted roots",
        "before": lines["removed"],
        "after": lines["imported"],
    }


def _name(outcome: Outcome) -> str:
    certificate = outcome.certificate
    if certificate is None:
        return outcome.thumbprint
    return f"{certificate.subject} (SHA-1 {certificate.thumbprint}, SHA-256 {certificate.sha256}, until {certificate.not_after:%Y-%m-%d})"
