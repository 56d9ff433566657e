// SHA-256 twice as C++ does it with OpenSSL: one context and one digest, used again and again. A library of its own, as it needs libcrypto.
#include <openssl/evp.h>
#include <algorithm>

static EVP_MD_CTX *const context = EVP_MD_CTX_new();
static const EVP_MD *const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);

// The result is 32 bytes, the last first, as they are displayed and sent.
extern "C" void hash_twice(const void *bytes, size_t length, unsigned char *hash)
{
    EVP_DigestInit_ex2(context, sha256, nullptr);
    EVP_DigestUpdate(context, bytes, length);
    EVP_DigestFinal_ex(context, hash, nullptr);
    EVP_DigestInit_ex2(context, sha256, nullptr);
    EVP_DigestUpdate(context, hash, 32);
    EVP_DigestFinal_ex(context, hash, nullptr);
    std::reverse(hash, hash + 32);
}
