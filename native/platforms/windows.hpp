// Windows 10 and later. The poller is select and there is no ipc: docs/adr/0011-select-and-no-ipc-on-windows.md.
#define ZMQ_HAVE_WINDOWS
#ifdef __MINGW32__
#define ZMQ_HAVE_MINGW32
#endif
#define ZMQ_IOTHREAD_POLLER_USE_SELECT
#define ZMQ_POLL_BASED_ON_SELECT
#define ZMQ_USE_CV_IMPL_WIN32API
#define ZMQ_CACHELINE_SIZE 64
#define ZMQ_HAVE_NOEXCEPT
#define ZMQ_HAVE_CURVE
#define ZMQ_USE_LIBSODIUM
#define HAVE_IF_NAMETOINDEX
#define HAVE_STRNLEN
