/* The terminal as a screen with keys, for as long as something live is on it. */
#ifndef SUPERPOSE_CLI_SCREEN_H
#define SUPERPOSE_CLI_SCREEN_H

#include <stdbool.h>

/* Takes the terminal over: keys come one by one and unseen, the screen is another one.
   False when standard input or output is no terminal, or one without a cursor.  Ctrl-C
   and signals that end the program raise sp_stop; the caller closes. */
bool sp_screen_open(void);

/* Gives everything back as it was; nothing to do when it was not taken. */
void sp_screen_close(void);

/* Characters across and down. */
void sp_screen_size(int *width, int *height);

/* The next key, waiting for it for at most so many milliseconds; 0: none.  Arrows up
   and down are + and -; the end of input is q. */
int sp_screen_key(int milliseconds);

/* Whether the locale's characters are UTF-8, whether colours are wanted and there. */
bool sp_screen_unicode(void);
bool sp_screen_color(void);

#endif
