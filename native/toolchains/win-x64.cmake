set(TRIPLE x86_64-w64-mingw32)
set(THREADS -posix) # Debian has a second compiler, with Windows' own threads and without std::thread
set(CMAKE_SYSTEM_PROCESSOR x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/windows.cmake)
