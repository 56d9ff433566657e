# Every macOS, by the compiler of Xcode on a machine of that processor. UNTESTED.
set(CMAKE_OSX_DEPLOYMENT_TARGET 12.0)
set(CMAKE_INSTALL_NAME_DIR @rpath)
set(CMAKE_BUILD_WITH_INSTALL_NAME_DIR ON)

set(ZMQ_CV_IMPL pthreads CACHE INTERNAL "")
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/../libzmq.symbols symbols REGEX "^    zmq_")
string(REGEX REPLACE " *(zmq_[a-z_0-9]+)[^;]*;?" "_\\1\n" symbols "${symbols}")
file(WRITE ${CMAKE_BINARY_DIR}/exported "${symbols}")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-Wl,-dead_strip -Wl,-x -Wl,-exported_symbols_list,${CMAKE_BINARY_DIR}/exported")
