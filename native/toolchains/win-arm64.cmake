# By llvm-mingw, which Debian does not have. UNTESTED.
set(TRIPLE aarch64-w64-mingw32)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/windows.cmake)
