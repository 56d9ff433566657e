#include "baseline.h"

// One of the notifications an event makes: where to, what. The counter goes on.
struct notification
{
    void *socket;
    const char *topic;
    size_t topic_length;
    const void *body;
    size_t body_length;
    unsigned counter;
};

// What Bitcoin Core does for each part: a message with room, a copy, a send, a close.
static void send_part(void *socket, const void *bytes, size_t length, int flags)
{
    message part;
    zmq.msg_init_size(&part, length);
    memcpy(zmq.msg_data(&part), bytes, length);
    zmq.msg_send(&part, socket, flags);
    zmq.msg_close(&part);
}

extern "C" void baseline_publish_as_core(notification *first, int length, int count)
{
    for (int i = 0; i < count; i++)
        for (notification *one = first; one < first + length; one++) {
            send_part(one->socket, one->topic, one->topic_length, more);
            send_part(one->socket, one->body, one->body_length, more);
            send_part(one->socket, &one->counter, sizeof one->counter, 0);
            one->counter++;
        }
}

static void keep(void *, void *) {}

// The least that libzmq can be asked for: nothing is copied that is large or constant.
extern "C" void baseline_publish_at_limit(notification *first, int length, int count)
{
    for (int i = 0; i < count; i++)
        for (notification *one = first; one < first + length; one++) {
            zmq.send_const(one->socket, one->topic, one->topic_length, more);
            if (one->body_length < 8192)
                zmq.send(one->socket, one->body, one->body_length, more);
            else {
                message part;
                zmq.msg_init_data(&part, const_cast<void *>(one->body), one->body_length, keep, nullptr);
                zmq.msg_send(&part, one->socket, more);
            }
            zmq.send(one->socket, &one->counter, sizeof one->counter, 0);
            one->counter++;
        }
}
