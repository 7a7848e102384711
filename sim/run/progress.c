/* Progress of a sweep. */
#include "superpose/progress.h"

#include <time.h>
#include <unistd.h>

static const double PAUSE_TERMINAL = 0.1,
                    PAUSE_PLAIN = 10.0; /* seconds between lines */

double sp_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

const char *sp_duration(double seconds, char text[32])
{
    long s = seconds < 1e9 ? (long)(seconds + 0.5) : 1000000000L;
    if (s < 100)
        snprintf(text, 32, "%ld s", s);
    else if (s < 6000)
        snprintf(text, 32, "%ld min %ld s", s / 60, s % 60);
    else
        snprintf(text, 32, "%ld h %ld min", s / 3600, s % 3600 / 60);
    return text;
}

struct sp_progress sp_progress_make(FILE *out, bool quiet)
{
    return (struct sp_progress){
        .out = out, .quiet = quiet, .terminal = isatty(fileno(out)) == 1};
}

void sp_progress_begin(struct sp_progress *p, long total, long before)
{
    p->total = total;
    p->before = before;
    p->began = sp_clock();
    p->said = p->terminal ? 0 : p->began;
}

void sp_progress_say(struct sp_progress *p, long done, const char *where)
{
    double now = sp_clock();
    if (p->quiet || now - p->said < (p->terminal ? PAUSE_TERMINAL : PAUSE_PLAIN))
        return;
    p->said = now;
    double rate = (double)(done - p->before) / (now - p->began + 1e-9);
    char left[32] = "?";
    if (done > p->before)
        sp_duration((double)(p->total - done) / rate, left);
    fprintf(p->out, "%s%ld/%ld jobs (%.0f %%), %.3g jobs/s, %s left: %s%s",
            p->terminal ? "\r\033[K" : "", done, p->total,
            100.0 * (double)done / (double)p->total, rate, left, where,
            p->terminal ? "" : "\n");
    fflush(p->out);
}

void sp_progress_end(struct sp_progress *p)
{
    if (!p->quiet && p->terminal) {
        fputs("\r\033[K", p->out);
        fflush(p->out);
    }
}
