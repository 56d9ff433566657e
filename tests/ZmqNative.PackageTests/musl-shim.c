/*
 * What Debian's libstdc++ and libgcc_s ask of glibc and musl does not have. .NET's runtime for musl needs both, Debian has them
 * for glibc only, and musl's loader takes libc.so.6 and libm.so.6 for itself. Enough to run a test; on Alpine nothing of it is needed.
 */
typedef unsigned long size_t;
extern long getrandom(void *, size_t, unsigned);
extern size_t strftime(char *, size_t, const char *, const void *);

char __libc_single_threaded = 0;
unsigned __cpu_model[4], __cpu_features2[4];

int __cpu_indicator_init(void) { return 0; }

/* Not found: libgcc then asks dl_iterate_phdr. */
int _dl_find_object(void *address, void *result) { return -1; }

unsigned arc4random(void)
{
    unsigned value;
    getrandom(&value, sizeof value, 0);
    return value;
}

size_t __strftime_l(char *to, size_t size, const char *format, const void *time, void *locale)
{
    return strftime(to, size, format, time);
}

int __cxa_thread_atexit_impl(void (*function)(void *), void *argument, void *handle) { return 0; }
