/* faults.c - a disk that fails: preloaded, it lets writing calls fail at the n-th call, once or from then on.
 * Harmless until armed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

static atomic_long calls;
static atomic_long failing = -1;
static atomic_int goes_on;

/* From the n-th writing call on (1 is the next), or that one alone; 0: none, but they are counted. */
SHOWN void tijori_faults_arm(long nth, int from_then_on);
/* How many writing calls there were since it was armed. */
SHOWN long tijori_faults_disarm(void);

void tijori_faults_arm(long nth, int from_then_on) {
    atomic_store(&calls, 0);
    atomic_store(&goes_on, from_then_on);
    atomic_store(&failing, nth);
}

long tijori_faults_disarm(void) {
    atomic_store(&failing, -1);
    return atomic_load(&calls);
}

static int fails(void) {
    const long nth = atomic_load(&failing);
    if (nth < 0) {
        return 0;
    }
    const long now = atomic_fetch_add(&calls, 1) + 1;
    if (nth == 0 || now < nth || (now > nth && !atomic_load(&goes_on))) {
        return 0;
    }
    errno = EIO;
    return 1;
}

/* Asks the next library for the real function. */
#define REAL(type, name)                           \
    static type real;                              \
    if (real == NULL) {                            \
        *(void**)(&real) = dlsym(RTLD_NEXT, name); \
    }

typedef int (*of_descriptor)(int);
typedef ssize_t (*writer)(int, const void*, size_t);
typedef ssize_t (*place_writer)(int, const void*, size_t, off_t);
typedef int (*truncater)(int, off_t);

SHOWN int fsync(int file) {
    REAL(of_descriptor, "fsync")
    return fails() ? -1 : real(file);
}

SHOWN int fdatasync(int file) {
    REAL(of_descriptor, "fdatasync")
    return fails() ? -1 : real(file);
}

SHOWN ssize_t write(int file, const void* bytes, size_t size) {
    REAL(writer, "write")
    return file > STDERR_FILENO && fails() ? -1 : real(file, bytes, size);
}

SHOWN ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
    REAL(place_writer, "pwrite")
    return fails() ? -1 : real(file, bytes, size, at);
}

SHOWN ssize_t pwrite64(int file, const void* bytes, size_t size, off_t at) {
    REAL(place_writer, "pwrite64")
    return fails() ? -1 : real(file, bytes, size, at);
}

SHOWN int ftruncate(int file, off_t size) {
    REAL(truncater, "ftruncate")
    return fails() ? -1 : real(file, size);
}

SHOWN int ftruncate64(int file, off_t size) {
    REAL(truncater, "ftruncate64")
    return fails() ? -1 : real(file, size);
}
