# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from tests.bench.canned import ROOTS, printed, trusted_root

END = b"\n\0\0\0\0\n"


def stdin(script: str, parameters: dict[str, object], *given: bytes) -> bytes:
    """What ansible-core sends to its wrapper: the bootstrap, the manifest, the input."""
    manifest = {"scripts": {}, "actions": [{"name": script, "params": parameters}]}
    return END.join([b'{"name": "exec_wrapper"}', json.dumps(manifest).encode(), *given])


def run(module: str, **arguments: object) -> dict[str, object]:
    """A module's result."""
    variable = {"Name": "complex_args", "Value": {**arguments, "_ansible_check_mode": False}, "Scope": "Global"}
    script = f"ansible_collections.ansible.windows.plugins.modules.{module}.ps1"
    printed_text = printed(stdin("module_wrapper.ps1", {"Script": script, "Variables": [variable]}))
    result: dict[str, object] = json.loads(printed_text)
    return result


def test_root_has_its_certificates_in_full_and_the_gateways_among_them() -> None:
    certificates = run("win_certificate_info", store_name="Root")["certificates"]
    assert isinstance(certificates, list)
    assert len(certificates) == ROOTS
    assert trusted_root() in [each["thumbprint"] for each in certificates]
    assert all(base64.b64decode(each["raw"]) for each in certificates)


@pytest.mark.parametrize(
    ("module", "arguments", "changed"),
    [
        ("win_powershell", {"script": "Get-Date"}, False),
        ("win_certificate_info", {"store_name": "Root"}, False),
        ("win_certificate_store", {"path": r"C:\root.cer"}, True),
        ("win_service", {"name": "HealthService", "state": "restarted"}, True),
        ("win_copy", {"_copy_mode": "query", "files": [{"src": "/root.cer"}]}, True),
        ("win_copy", {"_copy_mode": "single", "dest": r"C:\root.cer"}, True),
    ],
)
def test_a_module_reports_its_change_and_its_invocation(
    module: str, arguments: dict[str, object], changed: bool
) -> None:
    result = run(module, **arguments)
    assert result["changed"] is changed
    assert result["invocation"] == {"module_args": arguments}


def test_a_stored_file_is_answered_by_its_hash() -> None:
    lines = b"".join(base64.b64encode(part) + b"\r\n" for part in (b"one", b"two"))
    answer = printed(stdin("winrm_put_file.ps1", {"Path": r"C:\root.cer"}, lines))
    assert json.loads(answer) == {"sha1": hashlib.sha1(b"onetwo").hexdigest()}


def test_a_made_folder_is_answered_by_its_path() -> None:
    answer = printed(stdin("powershell_mkdtemp.ps1", {"Directory": "%TEMP%", "Name": "abc"}))
    assert answer.decode().strip().endswith(r"\abc")
