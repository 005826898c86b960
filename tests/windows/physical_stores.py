# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the physical stores of Root lie below HKEY_LOCAL_MACHINE, by the names that the modules give them."""

PHYSICAL_STORES = {
    ".Default": r"SOFTWARE\Microsoft\SystemCertificates\ROOT",
    ".AuthRoot": r"SOFTWARE\Microsoft\SystemCertificates\AuthRoot",
    ".GroupPolicy": r"SOFTWARE\Policies\Microsoft\SystemCertificates\Root",
    ".Enterprise": r"SOFTWARE\Microsoft\EnterpriseCertificates\Root",
    ".SmartCard": r"SOFTWARE\Microsoft\SystemCertificates\SmartCardRoot",
}
