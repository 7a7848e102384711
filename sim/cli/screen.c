/* termios, escape sequences of ECMA-48, and the window's size. */
#include "screen.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "superpose/cli.h"

static struct termios before;
static bool taken;

static bool has_cursor(void)
{
    const char *term = getenv("TERM");
    return term && *term && strcmp(term, "dumb") != 0;
}

static void say(const char *sequence)
{
    fputs(sequence, stdout);
    fflush(stdout);
}

static void hang_up(int signal_number)
{
    (void)signal_number;
    atomic_store(&sp_stop, true);
}

bool sp_screen_open(void)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || !has_cursor() ||
        tcgetattr(STDIN_FILENO, &before))
        return false;
    struct termios raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    /* Stopped, or ended with a core, the demo would leave it like this. */
    raw.c_cc[VSUSP] = raw.c_cc[VQUIT] = _POSIX_VDISABLE;
    sp_stop_listen();
    signal(SIGHUP, hang_up);
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw))
        return false;
    taken = true;
    atexit(sp_screen_close);
    say("\033[?1049h\033[?25l\033[2J");
    return true;
}

void sp_screen_close(void)
{
    if (!taken)
        return;
    taken = false;
    say("\033[0m\033[?25h\033[?1049l");
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
}

void sp_screen_size(int *width, int *height)
{
    struct winsize size = {0};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    *width = size.ws_col ? size.ws_col : 80;
    *height = size.ws_row ? size.ws_row : 24;
}

/* 0: there was none. */
static int read_key(void)
{
    unsigned char byte;
    ssize_t got = read(STDIN_FILENO, &byte, 1);
    return got == 1 ? byte : 0;
}

int sp_screen_key(int milliseconds)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, milliseconds) <= 0)
        return 0;
    int key = read_key();
    if (!key) /* the terminal is gone, or woke us for nothing */
        return input.revents & (POLLHUP | POLLERR | POLLNVAL) ? 'q' : 0;
    if (key != 033 || poll(&input, 1, 10) <= 0 || read_key() != '[')
        return key;
    key = read_key();
    return key == 'A' ? '+' : key == 'B' ? '-' : 0;
}

bool sp_screen_unicode(void)
{
    setlocale(LC_CTYPE, "");
    bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
    setlocale(LC_CTYPE, "C");
    return utf8;
}

bool sp_screen_color(void)
{
    const char *no = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && has_cursor() && !(no && *no);
}
