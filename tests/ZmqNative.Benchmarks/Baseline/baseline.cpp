// What the same work costs in C++, on the same libzmq: the functions of zmq.h are given, so that no second libzmq is loaded.
#include <cstddef>
#include <cstring>
#include <time.h>

struct message { alignas(8) unsigned char opaque[64]; };

struct functions
{
    int (*send)(void *, const void *, size_t, int);
    int (*recv)(void *, void *, size_t, int);
    int (*msg_init)(message *);
    int (*msg_init_size)(message *, size_t);
    void *(*msg_data)(message *);
    int (*msg_send)(message *, void *, int);
    int (*msg_recv)(message *, void *, int);
    int (*msg_more)(message *);
    int (*msg_close)(message *);
};

static functions zmq;
static const int more = 2;

extern "C" void baseline_use(const functions *given) { zmq = *given; }

extern "C" long long baseline_thread_time()
{
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

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
