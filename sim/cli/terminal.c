/* What concerns the person at the terminal: colour, complaints, Ctrl-C. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "superpose/cli.h"
#include "superpose/fault.h"

atomic_bool sp_stop;

static bool color;

int sp_color_choose(const char *when)
{
    const char *no = getenv("NO_COLOR");
    if (!strcmp(when, "always"))
        color = true;
    else if (!strcmp(when, "never"))
        color = false;
    else if (!strcmp(when, "auto"))
        color = isatty(STDERR_FILENO) && !(no && *no);
    else
        return sp_fault(SP_BAD, "--color: \"%s\" is not auto, always or never", when);
    return 0;
}

void sp_complain(const char *text)
{
    fprintf(stderr, "%ssuperpose:%s %s\n", color ? "\033[1;31m" : "",
            color ? "\033[0m" : "", text);
}

static void raise_stop(int signal_number)
{
    (void)signal_number;
    atomic_store(&sp_stop, true);
}

void sp_stop_listen(void)
{
    struct sigaction action = {.sa_handler = raise_stop, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}
