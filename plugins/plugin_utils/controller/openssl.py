# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSL sets an algorithm up when it is first used. Ansible forks a worker for each host and task, and what is set up before
is set up in all of them: it saves each four milliseconds of CPU time, and a check of 40 hosts four percent.
"""

from __future__ import annotations

from contextlib import suppress

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.hashes import SHA256
except ImportError:  # named in one sentence by libraries.require_libraries
    pass
else:
    try:
        from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
    except ImportError:  # cryptography 42
        from cryptography.hazmat.primitives.ciphers.algorithms import ARC4


def set_up_rsa() -> None:
    """Set up what the signature of a certificate is verified with."""
    key = RSAPublicNumbers(65537, 2**2047 + 1).public_key()
    with suppress(InvalidSignature):
        key.verify(bytes(256), b"", PKCS1v15(), SHA256())


def set_up_rc4() -> None:
    """Set up what messages are sealed with after a login by NTLM."""
    Cipher(ARC4(bytes(16)), mode=None).encryptor()


def set_up_algorithms() -> None:
    """Set up what nearly every task uses. What is not to be had is missed, if at all, where it is needed."""
    for set_up in (set_up_rsa, set_up_rc4):
        with suppress(Exception):
            set_up()
