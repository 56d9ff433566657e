#include "baseline.h"
#include <time.h>

static const size_t length = 45;

// Answers until the socket's context ends.
extern "C" void baseline_echo(void *socket)
{
    char buffer[64];
    for (int received; (received = zmq.recv(socket, buffer, sizeof buffer, 0)) >= 0;)
        zmq.send(socket, buffer, received, 0);
}

extern "C" void baseline_round_trips(void *socket, int count)
{
    char buffer[64] = {};
    for (int i = 0; i < count; i++) {
        zmq.send(socket, buffer, length, 0);
        zmq.recv(socket, buffer, sizeof buffer, 0);
    }
}

extern "C" void baseline_send_many(void *socket, int count)
{
    const char buffer[length] = {};
    for (int i = 0; i < count; i++)
        zmq.send(socket, buffer, length, 0);
}

// Receives until the socket's context ends, and counts.
extern "C" void baseline_count(void *socket, long *counter)
{
    message part;
    zmq.msg_init(&part);
    while (zmq.msg_recv(&part, socket, 0) >= 0)
        __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
    zmq.msg_close(&part);
}

// Sends a message to each socket every ten milliseconds, to a tenth of them each millisecond.
extern "C" void baseline_pace(void **sockets, int count, int milliseconds)
{
    const char buffer[length] = {};
    timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int i = 0; i < milliseconds; i++) {
        for (int k = i % 10; k < count; k += 10)
            zmq.send(sockets[k], buffer, length, 0);
        if ((next.tv_nsec += 1000000) >= 1000000000) {
            next.tv_nsec -= 1000000000;
            next.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
}

extern "C" int baseline_nothing() { return 0; }
