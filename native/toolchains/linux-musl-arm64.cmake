# In an Alpine container. UNTESTED.
set(TRIPLE aarch64-alpine-linux-musl)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
