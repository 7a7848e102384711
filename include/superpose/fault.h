/* How a mistake travels: a negative code up to main, and one sentence that names the
   file, line or value at fault and the way out.  The sentence is kept per thread. */
#ifndef SUPERPOSE_FAULT_H
#define SUPERPOSE_FAULT_H

#define SP_BAD     (-1) /* what the user gave cannot be used: exit code 2 */
#define SP_FAILED  (-2) /* what the machine refused (disk, memory): exit code 1 */
#define SP_STOPPED (-3) /* asked to stop before the end: exit code 1 */

/* Keeps the sentence (printf format, cut at 4,095 bytes) as this thread's last fault
   and gives CODE back, so that a caller writes `return sp_fault(SP_BAD, ...)`.  The
   arguments may include sp_fault_text() itself, to put a place in front of it. */
int sp_fault(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The last sentence of this thread, without a newline; "" before the first fault. */
const char *sp_fault_text(void);

/* Says which promise the programmer broke, and aborts. */
_Noreturn void sp_broken(const char *promise, const char *file, int line);

/* The programmer's promise, checked in every build. */
#define sp_require(promise)                                                            \
    ((promise) ? (void)0 : sp_broken(#promise, __FILE__, __LINE__))

#endif
