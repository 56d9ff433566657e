// The hashing of a block as C++ does it with OpenSSL: one context and one digest, used again and again. A library of its own, as it needs libcrypto.
#include <openssl/evp.h>
#include <cstdint>
#include <cstring>
#include <vector>

using bytes = const unsigned char *;

struct hash
{
    unsigned char value[32];
};

static EVP_MD_CTX *const context = EVP_MD_CTX_new();
static const EVP_MD *const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);

static void begin() { EVP_DigestInit_ex2(context, sha256, nullptr); }

static void add(bytes from, size_t length) { EVP_DigestUpdate(context, from, length); }

static hash end()
{
    hash result;
    EVP_DigestFinal_ex(context, result.value, nullptr);
    begin();
    add(result.value, sizeof result.value);
    EVP_DigestFinal_ex(context, result.value, nullptr);
    return result;
}

static uint64_t take_count(bytes &at)
{
    uint64_t count = *at++;
    int length = count < 253 ? 0 : 1 << (count - 252);
    if (length > 0) {
        count = 0;
        memcpy(&count, at, length);
        at += length;
    }
    return count;
}

static void skip_bytes(bytes &at)
{
    uint64_t length = take_count(at);
    at += length;
}

// Walks over a transaction: its txid.
static hash take_transaction(bytes &at, bool &witness)
{
    begin();
    add(at, 4);
    at += 4;
    witness = *at == 0;
    at += witness ? 2 : 0;
    bytes body = at;
    uint64_t inputs = take_count(at);
    for (uint64_t i = 0; i < inputs; i++) {
        at += 36;
        skip_bytes(at);
        at += 4;
    }
    for (uint64_t outputs = take_count(at); outputs > 0; outputs--) {
        at += 8;
        skip_bytes(at);
    }
    add(body, at - body);
    for (uint64_t i = 0; witness && i < inputs; i++)
        for (uint64_t items = take_count(at); items > 0; items--)
            skip_bytes(at);
    add(at, 4);
    at += 4;
    return end();
}

static hash merkle_root(std::vector<hash> &hashes)
{
    while (hashes.size() > 1) {
        if (hashes.size() % 2)
            hashes.push_back(hashes.back());
        for (size_t i = 0; i < hashes.size(); i += 2) {
            begin();
            add(hashes[i].value, 64);
            hashes[i / 2] = end();
        }
        hashes.resize(hashes.size() / 2);
    }
    return hashes[0];
}

// The txids of a block, and where all is true the wtxids and both merkle roots: what Block.Parse checks. Returns the number of transactions.
extern "C" int txids(bytes block, int all)
{
    static std::vector<hash> ids, witness_ids;
    ids.clear();
    witness_ids.clear();
    bytes at = block + 80;
    bool any_witness = false;
    for (uint64_t count = take_count(at); count > 0; count--) {
        bytes start = at;
        bool witness;
        ids.push_back(take_transaction(at, witness));
        any_witness |= witness;
        if (all && !witness)
            witness_ids.push_back(ids.back());
        else if (all) {
            begin();
            add(start, at - start);
            witness_ids.push_back(end());
        }
    }
    int count = ids.size();
    if (all) {
        if (memcmp(merkle_root(ids).value, block + 36, 32) != 0)
            return -1;
        if (any_witness)
            merkle_root(witness_ids);
    }
    return count;
}
