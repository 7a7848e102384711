/* What a result is stamped with; the processor's name is from Linux's /proc/cpuinfo. */
#include "superpose/version.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "superpose/real.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static void find_cpu(char *out, size_t size)
{
    char line[256], name[128];
    snprintf(out, size, "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (!file)
        return;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "model name : %127[^\n]", name) == 1) {
            snprintf(out, size, "%s", name);
            break;
        }
    fclose(file);
}

struct sp_origin sp_origin_make(void)
{
    struct sp_origin origin = {.version = SP_VERSION,
                               .revision = SP_REVISION,
                               .compiler = COMPILER,
                               .real = SP_REAL_NAME};
    find_cpu(origin.cpu, sizeof origin.cpu);
    if (gethostname(origin.host, sizeof origin.host - 1))
        snprintf(origin.host, sizeof origin.host, "unknown");
    return origin;
}
