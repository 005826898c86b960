# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that read certificates of the controller share in their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  path:
    description:
      - Files of the controller with certificates, one or many a file. They are looked for where Ansible looks for the files of roles and playbooks,
        then in the working directory. What has that name where Ansible looks first is taken, and when it is a directory, or cannot be read, the task fails.
      - Read are PEM with any text around it, DER, PKCS#7 (C(.p7b)) in DER or BER, serialized stores (C(.sst)), and Netscape's certificate sequences. All
        of these are also read in base64 without labels and in hexadecimal digits, as C(certutil) and C(xxd) print them; and text in UTF-8, UTF-16 and UTF-32,
        with what mails, web pages, dialogs and word processors put in. The guide about security tells more.
      - Of OpenSSL's C(TRUSTED CERTIFICATE) the certificate is read. Its trust settings, which may reject it for some purposes, revocation lists and attribute
        certificates inside PKCS#7 and serialized stores, and content that PKCS#7 signs along, are passed over with a warning.
      - A file that holds anything else fails the task with what it is, such as a request, a revocation list, a web page or JSON. So does a member of
        a bundle that cannot be read or is no certificate, with its position and its subject, and a block of PEM with a label that is not known.
      - Base64 and hexadecimal digits of certificates beside blocks of PEM are such members, which is also what a block becomes whose first and last line
        are damaged beyond recognition. Words, comments and fingerprints beside blocks are passed over.
      - A file that holds a private key in any form is refused, PKCS#12 (C(.pfx)) included, and so is one with binary data beside blocks of PEM.
      - A file has 10 MiB at most, and is no pipe and no device.
    type: list
    elements: path
    default: []
  content:
    description:
      - Certificates as text, in any form that O(path) takes and that is text.
      - A text without a certificate fails the task, an empty one too. Where nothing may be set, leave the option out with C(omit).
    type: str
"""
