# Every Windows, by mingw-w64: the compilers of ${TRIPLE}, the C and C++ runtimes inside.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_VERSION 10.0)
set(CMAKE_C_COMPILER ${TRIPLE}-gcc${THREADS})
set(CMAKE_CXX_COMPILER ${TRIPLE}-g++${THREADS})
set(CMAKE_RC_COMPILER ${TRIPLE}-windres)

# epoll is wepoll here, and its start, like that of ipc, aborts the process on some machines: docs/adr/0011-select-and-no-ipc-on-windows.md.
set(POLLER select CACHE INTERNAL "")
set(ZMQ_HAVE_IPC OFF CACHE INTERNAL "")
set(ZMQ_CV_IMPL win32api CACHE INTERNAL "")
# No version script: zmq.h marks what a DLL exports, and check.sh compares that with libzmq.symbols.
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-static -static-libgcc -static-libstdc++ -s -Wl,--gc-sections -Wl,--no-insert-timestamp")
