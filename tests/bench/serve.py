# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench.serve KIND HOSTS LOGIN DELAY FOLDER` serves a site until it is told to end; `site` starts it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import yaml

from tests.authorities import pin_roots
from tests.bench.canned import trusted_root
from tests.bench.endpoint import PASSWORD, USER, CannedEndpoint
from tests.bench.jobs import CANNED
from tests.bench.site import INVENTORY, LOG, READY
from tests.lab.scenarios import build
from tests.lab.serving import serve
from tests.lab.windows.stock_certificates import Stock
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.request_log import RequestLog

STOCK = Stock(root=58)
"""With the gateway's root and the agent's own, Root has sixty certificates."""

SIGNALS = {signal.SIGINT, signal.SIGTERM}


Inventory: TypeAlias = dict[str, dict[str, dict[str, object]]]


def main(kind: str, hosts: str, login: str, delay: str, folder: str) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    limits = Limits(allow_unencrypted=login == "basic")
    with RequestLog(Path(folder, LOG)) as log:
        served = _canned(int(hosts), limits, log) if kind == CANNED else _lab(kind, int(hosts), limits, log)
        with served as (endpoint, inventory):
            endpoint.delay(float(delay))
            inventory["all"]["vars"]["ansible_winrm_transport"] = login
            Path(folder, INVENTORY).write_text(yaml.safe_dump(inventory), encoding="utf-8")
            print(READY, flush=True)
            signal.sigwait(SIGNALS)


@contextmanager
def _lab(scenario: str, hosts: int, limits: Limits, log: RequestLog) -> Iterator[tuple[Endpoint, Inventory]]:
    with serve(build(scenario, agents=hosts, stock=STOCK), log=log, limits=limits) as site:
        yield site.endpoint, yaml.safe_load(pin_roots(site.inventory, site.dmz))


@contextmanager
def _canned(hosts: int, limits: Limits, log: RequestLog) -> Iterator[tuple[Endpoint, Inventory]]:
    names = [f"agent{number:02}.dmz.example" for number in range(1, hosts + 1)]
    with CannedEndpoint(names, limits=limits, log=log) as endpoint:
        variables: dict[str, object] = {
            "ansible_connection": "winrm",
            "ansible_winrm_scheme": "http",
            "ansible_host": "127.0.0.1",
            "ansible_port": endpoint.port,
            "ansible_user": USER,
            "ansible_password": PASSWORD,
            "root_thumbprint": trusted_root(),
        }
        paths = {name: {"ansible_winrm_path": endpoint.path(name)} for name in names}
        yield endpoint, {"all": {"vars": variables, "children": {"dmz": {"hosts": paths}}}}


if __name__ == "__main__":
    main(*sys.argv[1:])
