/*
 * Loads the libzmq named on the command line and uses it: version, CURVE, inproc and tcp PUB/SUB, tcp with CURVE, and on
 * Linux what the kernel says of its sockets. Linked with nothing of libzmq; zmq.h gives the types.
 *
 *     cc -I<folder of zmq.h> -o smoke native/smoke.c -ldl && ./smoke /full/path/to/libzmq.so
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>
#ifdef _WIN32
#include <windows.h>
#define OPEN(path) ((void *) LoadLibraryA(path))
#define FIND(library, name) ((void *) GetProcAddress((HMODULE) library, name))
#else
#include <dlfcn.h>
#define OPEN(path) dlopen(path, RTLD_NOW | RTLD_LOCAL)
#define FIND(library, name) dlsym(library, name)
#endif
#ifdef __linux__
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

enum { MESSAGES = 1000, SECONDS = 60, KEEPALIVE_IDLE = 77 };

static void *library;

static void check(int good, const char *what)
{
    if (!good) {
        printf("failed: %s\n", what);
        exit(1);
    }
}

static void *find(const char *name)
{
    void *function = FIND(library, name);
    check(function != NULL, name);
    return function;
}

#define ZMQ(name) ((__typeof__(name) *) find(#name))

static void set(void *socket, int option, int value)
{
    check(ZMQ(zmq_setsockopt)(socket, option, &value, sizeof value) == 0, "zmq_setsockopt of a number");
}

static void set_key(void *socket, int option, const char *key)
{
    check(ZMQ(zmq_setsockopt)(socket, option, key, 41) == 0, "zmq_setsockopt of a key");
}

/* That the library was built with what it needs for this: a cross build that could not find out ignores keepalive. */
static void check_kernel_sockets(void)
{
#ifdef __linux__
    int kept_alive = 0, fd, kind, value;
    for (fd = 3; fd < 256; fd++) {
        socklen_t size = sizeof kind;
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &size) != 0)
            continue;
        check((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0, "sockets are closed on exec");
        size = sizeof value;
        if (getsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &value, &size) == 0 && value == KEEPALIVE_IDLE
            && getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &value, &size) == 0 && value)
            kept_alive++;
    }
    check(kept_alive == 2, "both ends of a connection have the TCP keepalive that was asked for");
#endif
}

static void publish_and_subscribe(void *context, const char *address, int curve)
{
    char server_public[41], server_secret[41], client_public[41], client_secret[41], endpoint[256];
    size_t size = sizeof endpoint;
    int sent = 0, received = 0, value = -1;
    void *publisher = ZMQ(zmq_socket)(context, ZMQ_PUB), *subscriber = ZMQ(zmq_socket)(context, ZMQ_SUB);
    void *ends[2] = {publisher, subscriber};
    check(publisher && subscriber, "zmq_socket");
    for (int i = 0; i < 2; i++) {
        set(ends[i], ZMQ_LINGER, 0);
        set(ends[i], ZMQ_TCP_KEEPALIVE, 1);
        set(ends[i], ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE);
    }
    if (curve) {
        check(ZMQ(zmq_curve_keypair)(server_public, server_secret) == 0, "zmq_curve_keypair");
        check(ZMQ(zmq_curve_keypair)(client_public, client_secret) == 0, "zmq_curve_keypair");
        set(publisher, ZMQ_CURVE_SERVER, 1);
        set_key(publisher, ZMQ_CURVE_SECRETKEY, server_secret);
        set_key(subscriber, ZMQ_CURVE_SERVERKEY, server_public);
        set_key(subscriber, ZMQ_CURVE_PUBLICKEY, client_public);
        set_key(subscriber, ZMQ_CURVE_SECRETKEY, client_secret);
        size = sizeof value;
        check(ZMQ(zmq_getsockopt)(subscriber, ZMQ_MECHANISM, &value, &size) == 0 && value == ZMQ_CURVE, "the mechanism is CURVE");
        size = sizeof endpoint;
    }
    check(ZMQ(zmq_bind)(publisher, address) == 0, address);
    check(ZMQ(zmq_getsockopt)(publisher, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0, "ZMQ_LAST_ENDPOINT");
    check(ZMQ(zmq_setsockopt)(subscriber, ZMQ_SUBSCRIBE, "", 0) == 0, "ZMQ_SUBSCRIBE");
    check(ZMQ(zmq_connect)(subscriber, endpoint) == 0, endpoint);

    /* -1 until one arrives, as nothing tells when the subscription does; from then on each must. */
    set(subscriber, ZMQ_RCVTIMEO, 50);
    for (int tries = 0; received != -1; tries++) {
        int warming = -1;
        check(tries < SECONDS * 20, "a first message arrives");
        check(ZMQ(zmq_send)(publisher, &warming, sizeof warming, 0) == sizeof warming, "zmq_send");
        ZMQ(zmq_recv)(subscriber, &received, sizeof received, 0);
    }
    set(subscriber, ZMQ_RCVTIMEO, SECONDS * 1000);
    for (; sent < MESSAGES; sent++) {
        check(ZMQ(zmq_send)(publisher, &sent, sizeof sent, 0) == sizeof sent, "zmq_send");
        do
            check(ZMQ(zmq_recv)(subscriber, &received, sizeof received, 0) == sizeof received, "each message arrives");
        while (received == -1);
        check(received == sent, "messages arrive in order");
    }
    if (strncmp(address, "tcp", 3) == 0)
        check_kernel_sockets();
    check(ZMQ(zmq_close)(publisher) == 0 && ZMQ(zmq_close)(subscriber) == 0, "zmq_close");
}

int main(int argc, char **argv)
{
    int major, minor, patch;
    check(argc == 2, "one argument, the full path of a library");
    library = OPEN(argv[1]);
    check(library != NULL, "it loads");
    ZMQ(zmq_version)(&major, &minor, &patch);
    check(major == ZMQ_VERSION_MAJOR && minor == ZMQ_VERSION_MINOR && patch == ZMQ_VERSION_PATCH, "the version is that of zmq.h");
    check(ZMQ(zmq_has)("curve") == 1, "zmq_has(\"curve\")");
    for (const char *const *absent = (const char *const[]) {"pgm", "norm", "gssapi", "tipc", "vmci", "draft", "WS", NULL}; *absent; absent++)
        check(ZMQ(zmq_has)(*absent) == 0, *absent);
#ifdef _WIN32
    check(ZMQ(zmq_has)("ipc") == 0, "no ipc on Windows");
#else
    check(ZMQ(zmq_has)("ipc") == 1, "zmq_has(\"ipc\")");
#endif
    void *context = ZMQ(zmq_ctx_new)();
    check(context != NULL, "zmq_ctx_new");
    publish_and_subscribe(context, "inproc://smoke", 0);
    publish_and_subscribe(context, "tcp://127.0.0.1:*", 0);
    publish_and_subscribe(context, "tcp://127.0.0.1:*", 1);
    check(ZMQ(zmq_ctx_term)(context) == 0, "zmq_ctx_term");
    printf("ran %d.%d.%d: inproc, tcp and tcp with CURVE, %d messages each\n", major, minor, patch, MESSAGES);
    return 0;
}
