/* Whole files. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "superpose/fault.h"
#include "superpose/npy.h"

static int check_regular(const char *path, struct stat *about)
{
    if (stat(path, about) != 0)
        return sp_fault(SP_BAD, "%s: %s", path, strerror(errno));
    if (!S_ISREG(about->st_mode))
        return sp_fault(SP_BAD, "%s: this is %s; give the path of a file", path,
                        S_ISDIR(about->st_mode) ? "a folder" : "no regular file");
    return 0;
}

/* Memory is taken while no file is open: taking may jump away. */
int sp_file_read(struct sp_arena *a, const char *path, char **bytes, size_t *length)
{
    struct stat about;
    if (check_regular(path, &about))
        return SP_BAD;
    *length = (size_t)about.st_size;
    *bytes = SP_TAKE(a, *length + 1, char);
    FILE *file = fopen(path, "rb");
    if (!file)
        return sp_fault(SP_BAD, "%s: %s", path, strerror(errno));
    size_t read = fread(*bytes, 1, *length, file);
    fclose(file);
    if (read != *length)
        return sp_fault(SP_BAD, "%s: only %zu of %zu bytes could be read", path, read,
                        *length);
    return 0;
}

int sp_file_scan(const char *path,
                 void (*take)(void *context, const char *bytes, size_t length),
                 void *context)
{
    char part[1 << 16];
    struct stat about;
    size_t read;
    if (check_regular(path, &about))
        return SP_BAD;
    FILE *file = fopen(path, "rb");
    if (!file)
        return sp_fault(SP_BAD, "%s: %s", path, strerror(errno));
    while ((read = fread(part, 1, sizeof part, file)) > 0)
        take(context, part, read);
    bool bad = ferror(file);
    fclose(file);
    return bad ? sp_fault(SP_BAD, "%s: it cannot be read to its end", path) : 0;
}
