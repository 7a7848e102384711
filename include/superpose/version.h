/* Which program this is and where it runs: what every result is stamped with. */
#ifndef SUPERPOSE_VERSION_H
#define SUPERPOSE_VERSION_H

/* The build passes both, as in -DSP_REVISION='"1a2b3c4"'. */
#ifndef SP_VERSION
#define SP_VERSION "0.1.0"
#endif
#ifndef SP_REVISION
#define SP_REVISION "unknown"
#endif

struct sp_origin {
    const char *version, *revision, *compiler; /* of the program */
    const char *real;         /* what parameters are: float or double */
    char cpu[128], host[128]; /* of the machine; "unknown" at worst */
};

struct sp_origin sp_origin_make(void);

#endif
