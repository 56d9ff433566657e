# Every Linux: the compilers of ${TRIPLE}, and what is not left to chance.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${TRIPLE}-gcc)
set(CMAKE_CXX_COMPILER ${TRIPLE}-g++)

# libzmq finds these out by running programs, and when it is cross compiled it does without: TCP keepalive would be
# ignored without a word, and children would inherit sockets. So the answers are given, the same on all build machines.
# TIPC is left out: libzmq's answer would depend on the kernel that happens to build it.
foreach(answer EVENTFD_CLOEXEC SOCK_CLOEXEC O_CLOEXEC SO_BINDTODEVICE SO_KEEPALIVE SO_PRIORITY
               TCP_KEEPCNT TCP_KEEPIDLE TCP_KEEPINTVL PTHREAD_SETNAME_2 PTHREAD_SET_AFFINITY)
  set(ZMQ_HAVE_${answer} 1 CACHE INTERNAL "")
endforeach()

# std::condition_variable would need glibc 2.30.
set(ZMQ_CV_IMPL pthreads CACHE INTERNAL "")
set(RT_LIBRARY "" CACHE INTERNAL "") # clock_gettime is in libc; a search would find the build machine's
set(CMAKE_CXX_FLAGS_INIT "-fstack-protector-strong -D_FORTIFY_SOURCE=2")
string(CONCAT CMAKE_SHARED_LINKER_FLAGS_INIT "-static-libgcc -static-libstdc++ -s -Wl,--gc-sections -Wl,-z,relro,-z,now "
  "-Wl,--build-id=sha1 -Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/../libzmq.symbols")
