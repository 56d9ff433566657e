// What the same work costs in C++, on the same libzmq: the functions of zmq.h are given, so that no second libzmq is loaded.
#pragma once
#include <cstddef>
#include <cstring>

struct message { alignas(8) unsigned char opaque[64]; };

// In the order of Baseline.cs.
struct functions
{
    int (*send)(void *, const void *, size_t, int);
    int (*send_const)(void *, const void *, size_t, int);
    int (*recv)(void *, void *, size_t, int);
    int (*msg_init)(message *);
    int (*msg_init_size)(message *, size_t);
    int (*msg_init_data)(message *, void *, size_t, void (*)(void *, void *), void *);
    void *(*msg_data)(message *);
    size_t (*msg_size)(message *);
    int (*msg_send)(message *, void *, int);
    int (*msg_recv)(message *, void *, int);
    int (*msg_more)(message *);
    int (*msg_close)(message *);
    int (*proxy)(void *, void *, void *);
};

extern functions zmq;
const int more = 2;
