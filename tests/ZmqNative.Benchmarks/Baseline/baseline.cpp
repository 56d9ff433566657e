#include "baseline.h"
#include <time.h>

functions zmq;

extern "C" void baseline_use(const functions *given) { zmq = *given; }

static long long nanoseconds(clockid_t clock)
{
    timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

extern "C" long long baseline_thread_time() { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

extern "C" long long baseline_process_time() { return nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }

// Three parts of 9, 32 and 4 bytes, as a hash notification has them: from buffers ...
extern "C" void baseline_send_buffers(void *socket, int count)
{
    const char topic[] = "hashblock", body[32] = {}, number[4] = {};
    for (int i = 0; i < count; i++) {
        zmq.send(socket, topic, 9, more);
        zmq.send(socket, body, 32, more);
        zmq.send(socket, number, 4, 0);
    }
}

extern "C" void baseline_receive_buffers(void *socket, int count)
{
    char buffer[64];
    for (int i = 0; i < 3 * count; i++)
        zmq.recv(socket, buffer, sizeof buffer, 0);
}

// ... and as messages.
static void send_part(void *socket, const void *bytes, size_t length, int flags)
{
    message part;
    zmq.msg_init_size(&part, length);
    memcpy(zmq.msg_data(&part), bytes, length);
    zmq.msg_send(&part, socket, flags);
}

extern "C" void baseline_send_messages(void *socket, int count)
{
    const char topic[] = "hashblock", body[32] = {}, number[4] = {};
    for (int i = 0; i < count; i++) {
        send_part(socket, topic, 9, more);
        send_part(socket, body, 32, more);
        send_part(socket, number, 4, 0);
    }
}

extern "C" void baseline_receive_messages(void *socket, int count)
{
    for (int i = 0; i < count; i++) {
        int follows;
        do {
            message part;
            zmq.msg_init(&part);
            zmq.msg_recv(&part, socket, 0);
            follows = zmq.msg_more(&part);
            zmq.msg_close(&part);
        } while (follows);
    }
}
