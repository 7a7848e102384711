/* Parts are claimed by counting down one word.  A claim is valid for whatever is being
   run at the moment the word changes: only then does a thread read what there is to do,
   and it cannot change before this part is finished.  So a helper that comes late, with
   an old count in hand, takes a part of what is run now or none. */
#include "superpose/crew.h"

#include <sched.h>
#include <time.h>

#include "superpose/fault.h"

/* A thread that waits looks at a word so many times before it offers its core to others
   with every look: some 50 us, more than lies between most regions of a step.  A helper
   that has then looked so many times more, in some milliseconds, sleeps between looks,
   for there may be nothing to do for long: the owner draws, updates or measures. */
enum { LOOKS = 1000, OFFERS = 4000, SLEEP = 100000 /* ns */ };

#ifdef __x86_64__
static void pause_briefly(void)
{
    __builtin_ia32_pause();
}
#else
static void pause_briefly(void)
{
}
#endif

static void wait_a_little(int looks)
{
    if (looks < LOOKS)
        pause_briefly();
    else
        sched_yield();
}

void sp_crew_open(struct sp_crew *crew)
{
    atomic_store_explicit(&crew->open, true, memory_order_relaxed);
}

void sp_crew_close(struct sp_crew *crew)
{
    atomic_store_explicit(&crew->open, false, memory_order_relaxed);
}

/* Does one part, when one is left. */
static bool take_part(struct sp_crew *crew)
{
    int left = atomic_load_explicit(&crew->left, memory_order_relaxed);
    do
        if (!left)
            return false;
    while (!atomic_compare_exchange_weak_explicit(
        &crew->left, &left, left - 1, memory_order_acquire, memory_order_relaxed));
    crew->part(crew->context, crew->parts - left);
    atomic_fetch_sub_explicit(&crew->undone, 1, memory_order_release);
    return true;
}

void sp_crew_run(struct sp_crew *crew, int parts, void (*part)(void *context, int part),
                 void *context)
{
    if (!crew || parts < 2 ||
        !atomic_load_explicit(&crew->helpers, memory_order_relaxed)) {
        for (int k = 0; k < parts; k++)
            part(context, k);
        return;
    }
    int looks = 0;
    sp_require(!atomic_load_explicit(&crew->undone, memory_order_relaxed));
    crew->parts = parts;
    crew->part = part;
    crew->context = context;
    atomic_store_explicit(&crew->undone, parts, memory_order_relaxed);
    atomic_store_explicit(&crew->left, parts, memory_order_release);
    while (take_part(crew))
        continue;
    while (atomic_load_explicit(&crew->undone, memory_order_acquire))
        wait_a_little(looks++);
}

bool sp_crew_help(struct sp_crew *crew)
{
    if (!atomic_load_explicit(&crew->open, memory_order_relaxed))
        return false;
    int looks = 0;
    atomic_fetch_add_explicit(&crew->helpers, 1, memory_order_relaxed);
    while (atomic_load_explicit(&crew->open, memory_order_relaxed))
        if (take_part(crew))
            looks = 0;
        else if (looks < LOOKS + OFFERS)
            wait_a_little(looks++);
        else
            nanosleep(&(struct timespec){.tv_nsec = SLEEP}, NULL);
    atomic_fetch_sub_explicit(&crew->helpers, 1, memory_order_relaxed);
    return true;
}

int sp_crew_helpers(struct sp_crew *crew)
{
    if (!atomic_load_explicit(&crew->open, memory_order_relaxed))
        return -1;
    return atomic_load_explicit(&crew->helpers, memory_order_relaxed);
}
