/* Copyright: (c) 2026, scom.dmz contributors
 * GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What crypt32 says of LocalMachine's Root. Prints a fact a line, bytes in hex; ends with 2 when crypt32 fails.
 *
 *   judge list          certificate DER, one a line
 *   judge find SHA1     certificate DER, property ID DATA, purpose OID, element BLOB; or missing
 *   judge chain DER     error dwErrorStatus
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wincrypt.h>

static void require(BOOL succeeded, const char *what)
{
    if (succeeded)
        return;
    fprintf(stderr, "%s failed with error 0x%08lx\n", what, GetLastError());
    exit(2);
}

static void *allocate(DWORD size)
{
    void *memory = malloc(size ? size : 1);
    require(memory != NULL, "malloc");
    return memory;
}

static CRYPT_DATA_BLOB from_hex(const char *text)
{
    CRYPT_DATA_BLOB blob;
    DWORD at;

    blob.cbData = strlen(text) / 2;
    blob.pbData = allocate(blob.cbData);
    for (at = 0; at < blob.cbData; at++)
        require(sscanf(text + 2 * at, "%2hhx", &blob.pbData[at]) == 1, "reading hex");
    return blob;
}

static void print_hex(const BYTE *data, DWORD size)
{
    DWORD at;

    for (at = 0; at < size; at++)
        printf("%02X", data[at]);
    printf("\n");
}

static void print_certificate(PCCERT_CONTEXT certificate)
{
    printf("certificate ");
    print_hex(certificate->pbCertEncoded, certificate->cbCertEncoded);
}

static void print_properties(PCCERT_CONTEXT certificate)
{
    DWORD id = 0;

    while ((id = CertEnumCertificateContextProperties(certificate, id)) != 0)
    {
        DWORD size = 0;
        BYTE *data;

        require(CertGetCertificateContextProperty(certificate, id, NULL, &size), "sizing a property");
        data = allocate(size);
        require(CertGetCertificateContextProperty(certificate, id, data, &size), "reading a property");
        printf("property %lu ", id);
        print_hex(data, size);
        free(data);
    }
}

static void print_purposes(PCCERT_CONTEXT certificate)
{
    CERT_ENHKEY_USAGE *usage;
    DWORD size = 0, at;

    if (!CertGetEnhancedKeyUsage(certificate, CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG, NULL, &size))
        return;
    usage = allocate(size);
    require(CertGetEnhancedKeyUsage(certificate, CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG, usage, &size),
            "CertGetEnhancedKeyUsage");
    for (at = 0; at < usage->cUsageIdentifier; at++)
        printf("purpose %s\n", usage->rgpszUsageIdentifier[at]);
    free(usage);
}

/* The entry as crypt32 itself would write it. */
static void print_element(PCCERT_CONTEXT certificate)
{
    DWORD size = 0;
    BYTE *data;

    require(CertSerializeCertificateStoreElement(certificate, 0, NULL, &size), "sizing the element");
    data = allocate(size);
    require(CertSerializeCertificateStoreElement(certificate, 0, data, &size), "writing the element");
    printf("element ");
    print_hex(data, size);
    free(data);
}

static HCERTSTORE open_root(void)
{
    DWORD flags = CERT_SYSTEM_STORE_LOCAL_MACHINE | CERT_STORE_READONLY_FLAG;
    HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, flags, L"Root");

    require(store != NULL, "CertOpenStore");
    return store;
}

static void list(void)
{
    HCERTSTORE store = open_root();
    PCCERT_CONTEXT certificate = NULL;

    while ((certificate = CertEnumCertificatesInStore(store, certificate)) != NULL)
        print_certificate(certificate);
    CertCloseStore(store, 0);
}

static void find(const char *sha1)
{
    HCERTSTORE store = open_root();
    CRYPT_HASH_BLOB hash = from_hex(sha1);
    PCCERT_CONTEXT certificate =
        CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SHA1_HASH, &hash, NULL);

    if (certificate == NULL)
    {
        require(GetLastError() == (DWORD)CRYPT_E_NOT_FOUND, "CertFindCertificateInStore");
        printf("missing\n");
        return;
    }
    print_certificate(certificate);
    print_properties(certificate);
    print_purposes(certificate);
    print_element(certificate);
    CertFreeCertificateContext(certificate);
    CertCloseStore(store, 0);
}

static void chain(const char *der)
{
    CRYPT_DATA_BLOB data = from_hex(der);
    PCCERT_CONTEXT leaf = CertCreateCertificateContext(X509_ASN_ENCODING, data.pbData, data.cbData);
    CERT_CHAIN_PARA wanted = { sizeof(wanted) };
    PCCERT_CHAIN_CONTEXT found;

    require(leaf != NULL, "CertCreateCertificateContext");
    require(CertGetCertificateChain(HCCE_LOCAL_MACHINE, leaf, NULL, NULL, &wanted,
                                    CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, NULL, &found),
            "CertGetCertificateChain");
    printf("error %08lX\n", found->TrustStatus.dwErrorStatus);
    CertFreeCertificateChain(found);
    CertFreeCertificateContext(leaf);
}

int main(int count, char **arguments)
{
    if (count == 2 && !strcmp(arguments[1], "list"))
        list();
    else if (count == 3 && !strcmp(arguments[1], "find"))
        find(arguments[2]);
    else if (count == 3 && !strcmp(arguments[1], "chain"))
        chain(arguments[2]);
    else
        return 1;
    return 0;
}
