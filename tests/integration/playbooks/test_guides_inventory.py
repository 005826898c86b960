# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory of the guide to logins, with which a check finds its way to hosts and gateway."""

from __future__ import annotations

import yaml

from tests.authorities import fingerprint, presented_roots
from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.guide_blocks import files
from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import ADMINISTRATOR
from tests.lab.windows.machine import Account

GATEWAY_ACCOUNT = "svc-gateway"


def test_the_inventory_of_the_guide_gives_each_group_its_account(whole: Controller) -> None:
    password = whole.dmz.accounts[ADMINISTRATOR].password
    whole.dmz.accounts[GATEWAY_ACCOUNT] = Account("of the gateway")
    inventory = yaml.safe_load(files("guide_logins")["inventory.yml"])
    for group in inventory["all"]["children"].values():
        for host, variables in group["hosts"].items():
            variables["ansible_host"] = "127.0.0.1"
            variables["ansible_port"] = whole.site.endpoint.port
            variables["ansible_winrm_path"] = whole.site.endpoint.path(host)
    whole.inventory.write_text(yaml.safe_dump(inventory), encoding="utf-8")
    whole.vary(GATEWAY, gateway_trust_root_sha256=fingerprint(presented_roots(whole.dmz)[GATEWAY]))
    vault = {"vault_gateway_password": "of the gateway", "vault_dmz_password": password}
    run = whole.play("scom.dmz.check", gateway_trust_hosts="dmz", **vault)
    assert run.code == 0, run.output
    verdicts = {host: row.verdict for host, row in run.rows.items()}
    assert verdicts == {"db01.dmz.example": "trusted", "web01.dmz.example": "root_missing"}
