/* An experiment file while it is being read; shared by the few files that read it and
   by nobody else.  Reading goes on behind a mistake: all of them are collected. */
#ifndef SUPERPOSE_RUN_READING_H
#define SUPERPOSE_RUN_READING_H

#include <stdbool.h>

#include "superpose/experiment.h"
#include "superpose/yaml.h"

enum { SP_MISTAKES_SHOWN = 100 };

/* Something said wrong, and where. */
struct sp_mistake {
    const char *override; /* "KEY=VALUE" of the command line; NULL: in the file */
    struct sp_place place;
    const char *sentence;
};

/* A key that some table or kind knows, whether this experiment uses it or not. */
struct sp_known {
    const char *key;
    const char *chooser; /* "source.kind", .. "measure"; NULL: always in force */
    const char *owner;   /* the kind it belongs to */
};

/* A key that the file or the command line gives. */
struct sp_given {
    const char *key;
    const char *override; /* as in sp_mistake */
    const struct sp_node *node;
    bool replaces; /* comes from the command line or a scale: counts over the file */
    bool implied;  /* not written itself: comes with source.importance */
    bool axis;     /* given as several values, even if that is one */
    bool rounded;  /* points of a range, rounded to whole numbers */
    bool wrong;    /* there is a mistake in it: count and text say nothing */
    long count;    /* values */
    const char **text; /* (count) each as it is printed back; NULL: too many to hold */
    const struct sp_node *zip; /* the list of keys it advances with; NULL: alone */
};

struct sp_reading {
    struct sp_arena *arena;
    const char *path, *text;
    size_t length;
    long mistakes; /* of them the first SP_MISTAKES_SHOWN are kept */
    struct sp_mistake mistake[SP_MISTAKES_SHOWN];
    int known;
    struct sp_known *knows;
    int entries;
    struct sp_given *entry; /* (entries), room for every key that is known */
    long points;            /* values held by all entries together, at most */
    bool points_missing;    /* SP_JOBS_MOST; some that were asked for are not held */
    int variants;
    struct sp_job *variant; /* a job for each choice of kinds in play */
};

/* diagnostics.c: keeps a mistake; writes all of them, in the order of their places. */
void sp_reading_complain(struct sp_reading *r, const char *override,
                         struct sp_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const char *sp_reading_report(struct sp_reading *r);

/* known.c: gathers all keys there are; looks one up; offers the nearest ("; did you
   mean source.density?", or ""); names the owners of a key no job uses. */
void sp_reading_learn(struct sp_reading *r);
bool sp_reading_knows(const struct sp_reading *r, const char *key);
bool sp_reading_section(const struct sp_reading *r, const char *section);
const char *sp_reading_suggest(struct sp_reading *r, const char *key);
const char *sp_reading_suggest_section(struct sp_reading *r, const char *section);
const char *sp_reading_owners(struct sp_reading *r, const char *key);

/* Whether KEY is known but says something of the experiment, not of a job: zip,
   hypotheses, scales. */
bool sp_reading_no_setting(const char *key);

/* entries.c: the tree, and then each "KEY=VALUE", to entries. */
void sp_reading_collect(struct sp_reading *r, const struct sp_node *root);
void sp_reading_override(struct sp_reading *r, const char *override);
bool sp_reading_takes(const struct sp_reading *r, const char *key); /* can be set */
/* Whether NODE of MAP has the key of one before it. */
bool sp_reading_repeats(const struct sp_node *map, const struct sp_node *node);
void sp_reading_replace(struct sp_reading *r, const char *key, const char *override,
                        const struct sp_node *node);
struct sp_given *sp_reading_entry(struct sp_reading *r, const char *key);

/* scale.c: checks section `scales`; takes the settings of one. */
void sp_reading_scales(struct sp_reading *r);
void sp_reading_choose_scale(struct sp_reading *r, const char *override,
                             const char *name);

/* values.c: what every entry comes down to, checked.  The rest is for values.c and its
   helpers: complains about the node; checks one TEXT and gives it as it is printed
   back; takes room for COUNT texts, or says no. */
void sp_reading_evaluate(struct sp_reading *r);
void sp_reading_wrong(struct sp_reading *r, const struct sp_given *e,
                      const struct sp_node *at, const char *sentence);
const char *sp_reading_check(struct sp_reading *r, const struct sp_given *e,
                             const struct sp_node *at, const char *text);
bool sp_reading_room(struct sp_reading *r, struct sp_given *e, long count);

/* The row of the first variant that has one, or NULL. */
const struct sp_param *sp_reading_row(struct sp_reading *r, const char *key);

/* range.c: the points of {log: [from, to, count]} or {linear: ...}. */
void sp_reading_range(struct sp_reading *r, struct sp_given *e,
                      const struct sp_node *triple, enum sp_param_type type);

/* singles.c: seeds and measures, which no table holds. */
const char *sp_reading_seed(struct sp_reading *r, const struct sp_given *e,
                            const struct sp_node *at, const char *text);
void sp_reading_seeds(struct sp_reading *r, struct sp_given *e);
void sp_reading_measures(struct sp_reading *r, struct sp_given *e);

/* variants.c: the choices of kinds in play, from entries of kinds and measures. */
void sp_reading_variants(struct sp_reading *r);

/* axes.c: entries to settings, axes and a number of jobs; twins.c: jobs that would be
   the same. */
void sp_reading_axes(struct sp_reading *r, struct sp_experiment *out);
void sp_reading_twins(struct sp_reading *r, const struct sp_experiment *experiment);

/* hypotheses.c: what is claimed of all this. */
void sp_reading_hypotheses(struct sp_reading *r, struct sp_hypotheses *out);

#endif
