# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the purposes that an extended key usage lists."""

from __future__ import annotations

ANY_PURPOSE = "2.5.29.37.0"
SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"
CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"
ROOT_LIST_SIGNER = "1.3.6.1.4.1.311.10.3.9"

PURPOSE_NAMES = {
    # RFC 5280, 4.2.1.12, and the registry "SMI Security for PKIX Extended Key Purpose"
    ANY_PURPOSE: "anyExtendedKeyUsage",
    SERVER_AUTHENTICATION: "serverAuth",
    CLIENT_AUTHENTICATION: "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.5": "ipsecEndSystem",
    "1.3.6.1.5.5.7.3.6": "ipsecTunnel",
    "1.3.6.1.5.5.7.3.7": "ipsecUser",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "1.3.6.1.5.5.7.3.13": "eapOverPPP",
    "1.3.6.1.5.5.7.3.14": "eapOverLAN",
    "1.3.6.1.5.5.7.3.17": "ipsecIKE",
    "1.3.6.1.5.5.7.3.21": "secureShellClient",
    "1.3.6.1.5.5.7.3.22": "secureShellServer",
    "1.3.6.1.5.5.7.3.36": "documentSigning",
    # draft-ietf-ipsec-pki-req, which Windows' IPsec templates still name
    "1.3.6.1.5.5.8.2.2": "iKEIntermediate",
    # RFC 4556, 3.2.2
    "1.3.6.1.5.2.3.4": "pkinitKPClientAuth",
    "1.3.6.1.5.2.3.5": "pkinitKPKdc",
    # Microsoft, "IX509ExtensionMSApplicationPolicies interface", and wincrypt.h
    "1.3.6.1.4.1.311.2.1.21": "individualCodeSigning",
    "1.3.6.1.4.1.311.2.1.22": "commercialCodeSigning",
    "1.3.6.1.4.1.311.10.3.1": "microsoftTrustListSigning",
    "1.3.6.1.4.1.311.10.3.2": "microsoftTimeStamping",
    "1.3.6.1.4.1.311.10.3.3": "microsoftServerGatedCrypto",
    "1.3.6.1.4.1.311.10.3.4": "encryptingFileSystem",
    "1.3.6.1.4.1.311.10.3.4.1": "fileRecovery",
    "1.3.6.1.4.1.311.10.3.5": "windowsHardwareDriverVerification",
    "1.3.6.1.4.1.311.10.3.6": "windowsSystemComponentVerification",
    "1.3.6.1.4.1.311.10.3.7": "oemWindowsSystemComponentVerification",
    "1.3.6.1.4.1.311.10.3.8": "embeddedWindowsSystemComponentVerification",
    ROOT_LIST_SIGNER: "rootListSigner",
    "1.3.6.1.4.1.311.10.3.10": "qualifiedSubordination",
    "1.3.6.1.4.1.311.10.3.11": "keyRecovery",
    "1.3.6.1.4.1.311.10.3.12": "microsoftDocumentSigning",
    "1.3.6.1.4.1.311.10.3.13": "lifetimeSigning",
    "1.3.6.1.4.1.311.10.5.1": "digitalRights",
    "1.3.6.1.4.1.311.10.6.1": "keyPackLicenses",
    "1.3.6.1.4.1.311.10.6.2": "licenseServerVerification",
    "1.3.6.1.4.1.311.10.12.1": "anyApplicationPolicy",
    "1.3.6.1.4.1.311.20.2.1": "certificateRequestAgent",
    "1.3.6.1.4.1.311.20.2.2": "smartCardLogon",
    "1.3.6.1.4.1.311.21.5": "privateKeyArchival",
    "1.3.6.1.4.1.311.21.6": "keyRecoveryAgent",
    "1.3.6.1.4.1.311.21.19": "directoryServiceEmailReplication",
    "1.3.6.1.4.1.311.54.1.2": "remoteDesktopAuthentication",
    # Netscape's target of Microsoft's server gated crypto
    "2.16.840.1.113730.4.1": "netscapeServerGatedCrypto",
}
