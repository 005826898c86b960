# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site served on loopback, with the inventory that reaches it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from tests.lab.dmz import Dmz
from tests.lab.inventory import inventory
from tests.lab.windows.https_listener import add_https_listener
from tests.lab.wsman.certificate_mapping import CertificateMapping
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.request_log import RequestLog
from tests.pki.pem import pem, write_pair


@dataclass(frozen=True)
class Site:
    """A served site. `inventory` is the text of its YAML inventory, `authority_file` has the CA of its HTTPS certificate."""

    dmz: Dmz
    endpoint: Endpoint
    inventory: str
    authority_file: Path | None = None


@dataclass(frozen=True)
class _TlsFiles:
    shown: tuple[str, str]
    authority: Path


@contextmanager
def serve(
    dmz: Dmz,
    *,
    log: RequestLog,
    https: bool = False,
    port: int = 0,
    limits: Limits | None = None,
    mapping: CertificateMapping | None = None,
) -> Iterator[Site]:
    """Serve a site on 127.0.0.1 until the block ends; port 0 takes a free one. HTTPS is served to the name localhost.

    With HTTPS every machine has a listener with the certificate that is shown.
    """
    with ExitStack() as stack:
        files = stack.enter_context(_tls_files(dmz)) if https else None
        closed_port = stack.enter_context(_closed_port())
        tls = files.shown if files else None
        running = Endpoint(dmz.machines, tls=tls, mapping=mapping, log=log, port=port, limits=limits or Limits())
        endpoint = stack.enter_context(running)
        hosts = inventory(dmz, endpoint.port, closed_port, authority_file=files.authority if files else None)
        yield Site(dmz, endpoint, yaml.safe_dump(hosts, sort_keys=False), files.authority if files else None)


@contextmanager
def _tls_files(dmz: Dmz) -> Iterator[_TlsFiles]:
    certificate = dmz.pki.host("localhost", dmz.agent_authority)
    for machine in dmz.machines.values():
        add_https_listener(machine, certificate)
    with TemporaryDirectory() as folder:
        authority = Path(folder, "authority.pem")
        authority.write_text(pem(dmz.agent_authority.certificate))
        yield _TlsFiles(write_pair(Path(folder), "listener", certificate, dmz.pki.host_key), authority)


@contextmanager
def _closed_port() -> Iterator[int]:
    """A port that is taken but not listened on, so it refuses connections until the end."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
