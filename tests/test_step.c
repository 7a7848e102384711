/* A training step takes no memory and makes no system call, for every kind of source
   and toy model.  The trainer itself is watched, from its second step to its last. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "superpose/fault.h"
#include "superpose/job.h"

static atomic_long allocations; /* calls that took memory or gave it back */

#ifndef __has_feature
#define __has_feature(name) 0
#endif

/* The thread sanitizer does not tell of aligned_alloc, the last of the ways. */
#if defined __SANITIZE_THREAD__ || __has_feature(thread_sanitizer)
#define SANITIZED_MALLOC
enum { WAYS = 3 };
#elif defined __SANITIZE_ADDRESS__ || __has_feature(address_sanitizer)
#define SANITIZED_MALLOC
enum { WAYS = 4 };
#else
enum { WAYS = 4 };
#endif

#ifdef SANITIZED_MALLOC

/* The sanitizer's own, which stands behind those names in its builds. */
int __sanitizer_install_malloc_and_free_hooks(void (*taken)(const volatile void *,
                                                            size_t),
                                              void (*returned)(const volatile void *));

static void seen_malloc(const volatile void *memory, size_t size)
{
    (void)memory, (void)size;
    allocations++;
}

static void seen_free(const volatile void *memory)
{
    (void)memory;
    allocations++;
}

static void watch_allocations(void)
{
    static bool watching;
    if (!watching)
        ck_assert(__sanitizer_install_malloc_and_free_hooks(seen_malloc, seen_free));
    watching = true;
}

#else

/* The C library's own, behind the names that this program takes over. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    allocations++;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = aligned_alloc(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void free(void *memory)
{
    allocations++;
    __libc_free(memory);
}

static void watch_allocations(void)
{
}

#endif

/* Not _exit, before which the address sanitizer asks the system for the stack. */
static void leave(int status)
{
    syscall(SYS_exit_group, status);
}

static void name_call(int number, siginfo_t *about, void *context)
{
    (void)number, (void)context;
    leave(about->si_syscall ? about->si_syscall : 255);
}

/* From here on every system call but the end of this process ends it, with the number
   of the call as its status. */
static void forbid_calls(void)
{
    struct sock_filter only_exit[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    };
    struct sock_fprog program = {sizeof only_exit / sizeof *only_exit, only_exit};
    struct sigaction action = {.sa_sigaction = name_call, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &action, NULL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* The status with which BODY leaves a process of its own. */
static int status_of(void (*body)(void *), void *context)
{
    int status;
    pid_t child = fork();
    if (!child) {
        body(context);
        leave(254);
    }
    ck_assert(child > 0 && waitpid(child, &status, 0) == child);
    ck_assert_msg(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

static void call(void *number)
{
    forbid_calls();
    if (*(long *)number)
        syscall(*(long *)number);
    leave(0);
}

START_TEST(a_system_call_is_seen)
{
    long none = 0, getting = SYS_getpid, yielding = SYS_sched_yield;
    ck_assert_int_eq(status_of(call, &none), 0);
    ck_assert_int_eq(status_of(call, &getting), SYS_getpid);
    ck_assert_int_eq(status_of(call, &yielding), SYS_sched_yield);
}
END_TEST

START_TEST(an_allocation_is_seen)
{
    watch_allocations();
    void *volatile memory;
    for (int k = 0; k < WAYS; k++) {
        long before = allocations;
        memory = k == 0   ? malloc(100)
                 : k == 1 ? calloc(10, 10)
                 : k == 2 ? realloc(NULL, 100)
                          : aligned_alloc(64, 128);
        long taken = allocations;
        free(memory);
        long returned = allocations;
        ck_assert_int_eq(taken, before + 1);
        ck_assert_int_eq(returned, before + 2);
    }
}
END_TEST

enum { STEPS = 9 };

/* Stands before the slope of the kind that is tested. */
static struct {
    double (*slope)(struct sp_net *net, const struct sp_batch *batch);
    bool calls; /* what is watched: system calls, or else allocations */
    int step;
    long before, during;
} watched;

static double watch(struct sp_net *net, const struct sp_batch *batch)
{
    watched.step++;
    if (watched.step == 2 && watched.calls)
        forbid_calls();
    if (watched.step == 2)
        watched.before = allocations;
    if (watched.step == STEPS)
        watched.during = allocations - watched.before;
    if (watched.step == STEPS && watched.calls)
        leave(0);
    return watched.slope(net, batch);
}

/* The job whose settings these are, all but the first two in every combination. */
static const char *const options[][3] = {
    {"train.examples", "0", "150"},
    {"source.density", "0.03", "1"},
    {"source.unit_norm", "false", "true"},
};

struct size {
    const char *features, *hidden;
};

static const struct size sizes[] = {{"4", "1"}, {"20", "5"}, {"300", "40"}};

enum { OPTIONS = 3, SIZES = 3, ALWAYS = 7 };

struct trial {
    const char *source, *toy;
    const struct size *size;
    int options; /* bit i: the second value of options[i] */
};

static void run(void *context)
{
    static const char *const optimizers[] = {"adamw", "adam", "sgd"};
    static const char *const clips[] = {"0", "1"};
    const struct trial *t = context;
    struct sp_arena a = {0};
    struct sp_job job;
    struct sp_result result;
    struct sp_setting setting[ALWAYS + OPTIONS] = {
        {"source.kind", t->source},
        {"toy.kind", t->toy},
        {"source.features", t->size->features},
        {"toy.hidden", t->size->hidden},
        {"train.optimizer", optimizers[t->options % 3]},
        {"train.clip", clips[t->options % 2]},
        {"train.batch", "100"},
    };
    for (int i = 0; i < OPTIONS; i++)
        setting[ALWAYS + i] =
            (struct sp_setting){options[i][0], options[i][1 + (t->options >> i & 1)]};
    ck_assert_msg(!sp_job_resolve(&a, setting, ALWAYS + OPTIONS, &job), "%s",
                  sp_fault_text());
    struct sp_net_kind kind = *job.toy_kind;
    watched.slope = kind.slope;
    watched.step = 0;
    watched.during = -1;
    kind.slope = watch;
    job.toy_kind = &kind;
    job.train.steps = STEPS;
    job.measures = 0;
    sp_job_run(&a, &job, (struct sp_taken){0}, NULL, NULL, &result);
    ck_assert_msg(result.state == SP_DONE, "%s %s: %s", t->source, t->toy,
                  result.error);
    sp_arena_free(&a);
}

/* Does BODY for every kind of source and of toy model, every size, every option; under
   sanitizers, whose own allocations are not counted, for the first and last of them. */
static void for_all(void (*body)(struct trial *t))
{
    int next = getenv("SANITIZED") ? (1 << OPTIONS) - 1 : 1;
    for (int s = 0; sp_source_kinds[s]; s++)
        for (int k = 0; sp_toy_kinds[k]; k++)
            for (int size = 0; size < SIZES; size++)
                for (int mask = 0; mask < 1 << OPTIONS; mask += next)
                    body(&(struct trial){sp_source_kinds[s]->self.name,
                                         sp_toy_kinds[k]->self.name, &sizes[size],
                                         mask});
}

static void count_allocations(struct trial *t)
{
    run(t);
    ck_assert_msg(!watched.during, "%s %s, %s features, options %d: %ld allocations",
                  t->source, t->toy, t->size->features, t->options, watched.during);
}

START_TEST(a_training_step_takes_no_memory)
{
    watch_allocations();
    watched.calls = false;
    for_all(count_allocations);
}
END_TEST

static void look_for_calls(struct trial *t)
{
    int status = status_of(run, t);
    ck_assert_msg(!status, "%s %s, %s features, options %d: system call %d", t->source,
                  t->toy, t->size->features, t->options, status);
}

START_TEST(a_training_step_makes_no_system_call)
{
    watched.calls = true;
    for_all(look_for_calls);
}
END_TEST

SUITE("step", a_system_call_is_seen, an_allocation_is_seen,
      a_training_step_takes_no_memory, a_training_step_makes_no_system_call)
