#include "baseline.h"
#include <time.h>

// Nanoseconds of processor time a thread of this process has had, by the number /proc/self/task has for it: the clock's number is made of it (clock_getcpuclockid).
extern "C" long long baseline_time_of(int thread)
{
    timespec time;
    clock_gettime(static_cast<clockid_t>(~static_cast<unsigned>(thread) << 3 | 6), &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}
