/* Progress of a sweep. */
#include "superpose/progress.h"

#include <sys/ioctl.h>
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

/* One line; on a terminal it takes the place of the one before and is cut to fit. */
static void say(const struct sp_progress *p, const char *line)
{
    struct winsize size;
    int width = 79;
    if (!p->terminal) {
        fprintf(p->out, "%s\n", line);
    } else {
        if (!ioctl(fileno(p->out), TIOCGWINSZ, &size) && size.ws_col > 1)
            width = size.ws_col - 1;
        fprintf(p->out, "\r\033[K%.*s", width, line);
    }
    fflush(p->out);
}

void sp_progress_begin(struct sp_progress *p, long total, long before)
{
    char line[64];
    p->total = total;
    p->before = before;
    p->began = p->said = sp_clock();
    snprintf(line, sizeof line, "%ld/%ld jobs, the first ones train", before, total);
    if (p->terminal && !p->quiet && before < total)
        say(p, line);
}

void sp_progress_say(struct sp_progress *p, long done, const char *where)
{
    char line[512], left[32] = "?";
    double now = sp_clock();
    if (p->quiet || now - p->said < (p->terminal ? PAUSE_TERMINAL : PAUSE_PLAIN))
        return;
    p->said = now;
    double rate = (double)(done - p->before) / (now - p->began + 1e-9);
    if (done > p->before)
        sp_duration((double)(p->total - done) / rate, left);
    snprintf(line, sizeof line, "%ld/%ld jobs (%.0f %%), %.3g jobs/s, %s left: %s",
             done, p->total, 100.0 * (double)done / (double)p->total, rate, left,
             where);
    say(p, line);
}

void sp_progress_end(struct sp_progress *p)
{
    if (!p->quiet && p->terminal) {
        fputs("\r\033[K", p->out);
        fflush(p->out);
    }
}
