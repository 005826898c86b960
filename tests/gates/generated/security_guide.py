# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into the guide of security how much of what a host sends is taken."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import UNDO_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import session
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import DEFAULT_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import MAX_ELEMENTS
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response_guard import MAX_RESPONSE_BYTES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import bundle, certificate, chain

from tests.gates.generated.blocks import Block, filled
from tests.gates.generated.generation import File
from tests.gates.generated.rst import block, list_table

PATH = "docs/docsite/rst/guide_security.rst"


def files() -> Iterator[File]:
    """The guide."""
    table = list_table(("What", "Bound"), _bounds().items(), (50, 50))
    yield filled(PATH, {"bounds": Block("plugins/plugin_utils", block(table))})


def _bounds() -> dict[str, str]:
    return {
        "An answer": f"{_mib(MAX_RESPONSE_BYTES)}, and {MAX_ELEMENTS:,} XML elements; "
        "no document type declaration, no compression, no redirection",
        "A command's output": f"{_mib(session.MAX_OUTPUT_BYTES)}, {session.COMMAND_TIMEOUT_SECONDS:g} seconds, "
        f"and {session.MAX_IDLE_RECEIVES} answers without any output",
        "An enumeration": f"{session.MAX_PAGES:,} pages",
        "All answers in a task": _mib(session.MAX_RECEIVED_BYTES),
        "Every wait for the host, the login included": f"``time_limit``, {DEFAULT_SECONDS} seconds for a task, "
        f"and {UNDO_SECONDS} more to put an interrupted change back",
        "A store entry, and a certificate": f"{_mib(certificate_blob.MAXIMUM_SIZE)}, and {_kib(certificate.MAXIMUM_SIZE)}",
        "A chain": f"{chain.MAXIMUM_DEPTH} certificates, {chain.MAXIMUM_PATHS} paths, "
        f"{chain.MAXIMUM_CANDIDATES:,} issuers tried",
        "A file of certificates on the controller": f"{_mib(bundle.MAXIMUM_SIZE)}, and no private key",
    }


def _mib(size: int) -> str:
    return f"{size / 2**20:g} MiB"


def _kib(size: int) -> str:
    return f"{size / 2**10:g} KiB"
