/* What a job is, as text: the list of its settings, the names made from it, and JSON.

   A name is the FNV-1a hash (128 bits; Fowler, Noll, Vo, draft-eastlake-fnv) of one
   line "key=value" for each setting in force, in table order, behind a line that says
   which generation of numerics computes it.  The order in a file and whether a default
   was written out do not matter; the content of files that settings point to does. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "superpose/fault.h"
#include "superpose/job.h"
#include "superpose/npy.h"
#include "superpose/rng.h"

/* Another number here gives every job a new name: for when results change. */
static const char generation[] = "superpose 2\n";

static const sp_u128 fnv_start =
    (sp_u128)0x6c62272e07bb0142 << 64 | (sp_u128)0x62b821756295c58d;
static const sp_u128 fnv_prime = (sp_u128)1 << 88 | (sp_u128)0x13b;

static sp_u128 fnv(sp_u128 hash, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * fnv_prime;
    return hash;
}

static sp_u128 fnv_text(sp_u128 hash, const char *text)
{
    return fnv(hash, text, strlen(text));
}

static void print_name(sp_u128 hash, char name[SP_NAME_LENGTH + 1])
{
    snprintf(name, SP_NAME_LENGTH + 1, "%016" PRIx64 "%016" PRIx64,
             (uint64_t)(hash >> 64), (uint64_t)hash);
}

/* A run of settings in a job: one that is in no table (the kinds, the seed, the
   measures), or a table with the struct it fills. */
struct section {
    const char *key;              /* NULL: a table */
    const struct sp_param *table; /* NULL: no rows */
    const void *settings;
};

enum { SECTIONS = 14 + SP_JOB_MEASURES };

/* Everything that is in force for a job whose kinds are chosen, in the order of its
   identity: the toy's training depends on what stands before sae.kind, that of an
   autoencoder on what stands before `measure`.  Gives how many sections there are. */
static int sections_of(const struct sp_job *job, struct section out[SECTIONS])
{
    int count = 0;
    out[count++] = (struct section){.key = "source.kind"};
    out[count++] = (struct section){NULL, sp_source_params, &job->source};
    out[count++] = (struct section){NULL, job->source_kind->self.own, job->source_own};
    out[count++] = (struct section){.key = "toy.kind"};
    out[count++] = (struct section){NULL, sp_toy_params, &job->toy};
    out[count++] = (struct section){NULL, job->toy_kind->self.own, job->toy_own};
    out[count++] = (struct section){NULL, sp_train_params, &job->train};
    out[count++] = (struct section){.key = "seed"};
    out[count++] = (struct section){.key = "sae.kind"};
    if (job->sae_kind) {
        out[count++] = (struct section){NULL, sp_activations_params, &job->activations};
        out[count++] = (struct section){NULL, sp_sae_params, &job->sae};
        out[count++] = (struct section){NULL, job->sae_kind->self.own, job->sae_own};
        out[count++] = (struct section){NULL, sp_sae_train_params, &job->sae_train};
    }
    out[count++] = (struct section){.key = "measure"};
    for (int i = 0; i < job->measures; i++)
        out[count++] =
            (struct section){NULL, job->measure[i]->self.own, job->measure_own[i]};
    return count;
}

/* The section's rows; a kind without settings of its own has none. */
static const struct sp_param *rows_of(const struct section *section)
{
    static const struct sp_param none = {0};
    return section->table ? section->table : &none;
}

const struct sp_param *sp_job_row(struct sp_job *job, const char *key, void **settings)
{
    struct section section[SECTIONS];
    int sections = sections_of(job, section);
    for (int i = 0; i < sections; i++) {
        const struct sp_param *row = sp_param_find(rows_of(&section[i]), key);
        if (row) {
            *settings = (void *)section[i].settings;
            return row;
        }
    }
    return NULL;
}

static const char *measure_names(struct sp_arena *a, const struct sp_job *job)
{
    const char *names = "";
    for (int i = 0; i < job->measures; i++)
        names = sp_arena_print(a, "%s%s%s", names, i ? "," : "",
                               job->measure[i]->self.name);
    return names;
}

static const char *single_text(struct sp_arena *a, const struct sp_job *job,
                               const char *key)
{
    if (sp_job_names_kind(key))
        return sp_job_kind_name(job, key);
    if (!strcmp(key, "seed"))
        return sp_arena_print(a, "%" PRIu64, job->seed);
    return measure_names(a, job);
}

static void hash_part(void *hash, const char *bytes, size_t length)
{
    *(sp_u128 *)hash = fnv(*(sp_u128 *)hash, bytes, length);
}

/* Adds one setting to the hash, and for a file its content: a name must change when
   what it stands for does.  A file that is not there is no identity. */
static int hash_setting(const struct sp_param *row, const struct sp_setting *setting,
                        sp_u128 *hash)
{
    *hash = fnv_text(*hash, setting->key);
    *hash = fnv_text(*hash, "=");
    *hash = fnv_text(*hash, setting->text);
    *hash = fnv_text(*hash, "\n");
    if (!row || row->type != SP_FILE || !*setting->text)
        return 0;
    char content[SP_NAME_LENGTH + 1];
    sp_u128 of_file = fnv_start;
    int code = sp_file_scan(setting->text, hash_part, &of_file);
    if (code)
        return sp_fault(code, "%s: %s", setting->key, sp_fault_text());
    print_name(of_file, content);
    *hash = fnv_text(*hash, "content=");
    *hash = fnv_text(*hash, content);
    *hash = fnv_text(*hash, "\n");
    return 0;
}

/* What every job would say: that it has no autoencoder. */
static bool is_plain(const struct sp_job *job, const char *key)
{
    return !job->sae_kind && !strcmp(key, "sae.kind");
}

/* Lists the section's settings behind those that are there, and hashes them. */
static int take_section(struct sp_arena *a, struct sp_job *job,
                        const struct section *section, sp_u128 *hash)
{
    if (section->key) {
        struct sp_setting *setting = &job->setting[job->settings++];
        *setting = (struct sp_setting){section->key, single_text(a, job, section->key)};
        return is_plain(job, section->key) ? 0 : hash_setting(NULL, setting, hash);
    }
    for (const struct sp_param *row = rows_of(section); row->key; row++) {
        struct sp_setting *setting = &job->setting[job->settings++];
        setting->key = row->key;
        setting->text = sp_param_print(a, row, section->settings);
        int code = hash_setting(row, setting, hash);
        if (code)
            return code;
    }
    return 0;
}

static int count_settings(const struct section *section, int sections)
{
    int count = 0;
    for (int i = 0; i < sections; i++) {
        count += section[i].key != NULL;
        for (const struct sp_param *row = rows_of(&section[i]); row->key; row++)
            count++;
    }
    return count;
}

int sp_job_identify(struct sp_arena *a, struct sp_job *job)
{
    struct section section[SECTIONS];
    int sections = sections_of(job, section);
    job->setting = SP_TAKE(a, count_settings(section, sections), struct sp_setting);
    job->settings = 0;
    sp_u128 hash = fnv_text(fnv_start, generation);
    for (int i = 0; i < sections; i++) {
        if (section[i].key && !strcmp(section[i].key, "sae.kind"))
            print_name(hash, job->stage);
        if (job->sae_kind && section[i].key && !strcmp(section[i].key, "measure"))
            print_name(hash, job->sae_stage);
        int code = take_section(a, job, &section[i], &hash);
        if (code)
            return code;
    }
    print_name(hash, job->name);
    return 0;
}

/* A string of JSON; gives the place behind it. */
static char *write_quoted(char *end, const char *text)
{
    *end++ = '"';
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            *end++ = '\\';
        if ((unsigned char)*c < ' ')
            end += sprintf(end, "\\u%04x", *c);
        else
            *end++ = *c;
    }
    *end++ = '"';
    return end;
}

/* Whether the setting's text is no number, boolean or list of numbers; those are
   printed as JSON has them. */
static bool is_word(const struct section *section, int sections, const char *key)
{
    for (int i = 0; i < sections; i++) {
        const struct sp_param *row = sp_param_find(rows_of(&section[i]), key);
        if (row)
            return row->type == SP_CHOICE || row->type == SP_TEXT ||
                   row->type == SP_FILE;
    }
    return strcmp(key, "seed") != 0;
}

const char *sp_job_json(struct sp_arena *a, const struct sp_job *job)
{
    enum { ESCAPED = 6, AROUND = 8 }; /* the longest escape; quotes, colon, comma */
    struct section section[SECTIONS];
    int sections = sections_of(job, section);
    size_t room = AROUND;
    for (int i = 0; i < job->settings; i++)
        room += strlen(job->setting[i].key) + ESCAPED * strlen(job->setting[i].text) +
                AROUND;
    char *out = SP_TAKE(a, room, char), *end = out;
    for (int i = 0; i < job->settings; i++) {
        const struct sp_setting *setting = &job->setting[i];
        end += sprintf(end, "%s", i ? ", " : "{");
        end = write_quoted(end, setting->key);
        end += sprintf(end, ": ");
        if (is_word(section, sections, setting->key))
            end = write_quoted(end, setting->text);
        else
            end += sprintf(end, "%s", setting->text);
    }
    sprintf(end, "}");
    return out;
}
