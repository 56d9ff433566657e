#include "baseline.h"
#include <time.h>

// Nanoseconds of processor time another process has had.
extern "C" long long baseline_relay_process_time(int process)
{
    clockid_t clock;
    timespec time = {};
    if (clock_getcpuclockid(process, &clock) == 0)
        clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

// Part by part, as they come.
extern "C" void baseline_relay_loop(void *from, void *to)
{
    message part;
    zmq.msg_init(&part);
    while (zmq.msg_recv(&part, from, 0) != -1)
        zmq.msg_send(&part, to, zmq.msg_more(&part) ? more : 0);
}

// The least that hashtx made of rawtx can cost: the hash, its message, and the transaction's.
extern "C" void baseline_relay_derive(void *from, void *to, void (*hash)(const void *, size_t, unsigned char *))
{
    message topic, body, number;
    zmq.msg_init(&topic);
    zmq.msg_init(&body);
    zmq.msg_init(&number);
    while (zmq.msg_recv(&topic, from, 0) != -1) {
        zmq.msg_recv(&body, from, 0);
        zmq.msg_recv(&number, from, 0);
        if (zmq.msg_size(&topic) == 5 && memcmp(zmq.msg_data(&topic), "rawtx", 5) == 0) {
            unsigned char id[32];
            hash(zmq.msg_data(&body), zmq.msg_size(&body), id);
            zmq.send_const(to, "hashtx", 6, more);
            zmq.send(to, id, sizeof id, more);
            zmq.send(to, zmq.msg_data(&number), 4, 0);
        }
        zmq.msg_send(&topic, to, more);
        zmq.msg_send(&body, to, more);
        zmq.msg_send(&number, to, 0);
    }
}

extern "C" void baseline_relay_proxy(void *from, void *to) { zmq.proxy(from, to, nullptr); }

static void send_one(void *socket, const char *topic, const void *body, size_t length, unsigned number)
{
    zmq.send(socket, topic, strlen(topic), more);
    zmq.send(socket, body, length, more);
    zmq.send(socket, &number, 4, 0);
}

static int receive_one(void *socket)
{
    int follows;
    do {
        message part;
        zmq.msg_init(&part);
        if (zmq.msg_recv(&part, socket, 0) == -1)
            return 0;
        follows = zmq.msg_more(&part);
        zmq.msg_close(&part);
    } while (follows);
    return 1;
}

// Returns how many of them came before the receive timeout.
extern "C" int baseline_relay_burst(void *to, void *from, const char *topic, const void *body, size_t length, unsigned first, int count, int expected)
{
    for (int i = 0; i < count; i++)
        send_one(to, topic, body, length, first + i);
    int received = 0;
    while (received < expected && receive_one(from))
        received++;
    return received;
}

// One at a time; the nanoseconds each took.
extern "C" int baseline_relay_ping(void *to, void *from, const char *topic, const void *body, size_t length, unsigned first, int count, int each, long long *times)
{
    for (int i = 0; i < count; i++) {
        timespec begun, ended;
        clock_gettime(CLOCK_MONOTONIC, &begun);
        send_one(to, topic, body, length, first + i);
        for (int j = 0; j < each; j++)
            if (!receive_one(from))
                return 0;
        clock_gettime(CLOCK_MONOTONIC, &ended);
        times[i] = (ended.tv_sec - begun.tv_sec) * 1000000000LL + ended.tv_nsec - begun.tv_nsec;
    }
    return 1;
}
