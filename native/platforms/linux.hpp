// What libzmq's configure would find on every Linux that .NET runs on. TIPC is left out: libzmq's own answer would depend
// on the kernel that happens to build it.
#include <features.h>

#define ZMQ_HAVE_LINUX
#define ZMQ_IOTHREAD_POLLER_USE_EPOLL
#define ZMQ_IOTHREAD_POLLER_USE_EPOLL_CLOEXEC
#define ZMQ_POLL_BASED_ON_POLL
#define ZMQ_USE_CV_IMPL_PTHREADS // std::condition_variable would need glibc 2.30
#define ZMQ_CACHELINE_SIZE 64
#define ZMQ_HAVE_NOEXCEPT
#define ZMQ_HAVE_IPC
#define ZMQ_HAVE_CURVE
#define ZMQ_USE_LIBSODIUM

#define ZMQ_HAVE_EVENTFD
#define ZMQ_HAVE_EVENTFD_CLOEXEC
#define ZMQ_HAVE_O_CLOEXEC
#define ZMQ_HAVE_SOCK_CLOEXEC
#define HAVE_ACCEPT4
#define ZMQ_HAVE_SO_KEEPALIVE
#define ZMQ_HAVE_TCP_KEEPCNT
#define ZMQ_HAVE_TCP_KEEPIDLE
#define ZMQ_HAVE_TCP_KEEPINTVL
#define ZMQ_HAVE_SO_BINDTODEVICE
#define ZMQ_HAVE_SO_PEERCRED
#define ZMQ_HAVE_SO_PRIORITY
#define ZMQ_HAVE_IFADDRS
#define HAVE_IF_NAMETOINDEX
#define ZMQ_HAVE_UIO
#define ZMQ_HAVE_PTHREAD_SETNAME_2
#define ZMQ_HAVE_PTHREAD_SET_AFFINITY
#define HAVE_CLOCK_GETTIME
#define HAVE_FORK
#define HAVE_MKDTEMP
#define HAVE_STRNLEN
#define HAVE_POSIX_MEMALIGN // libzmq's CMake files forget it, and 32-bit ARM then ends with a bus error
#ifndef __GLIBC__
#define ZMQ_HAVE_STRLCPY
#endif
