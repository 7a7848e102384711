/* Every key that a table or a kind knows, and the nearest to a key that none does. */
#include <limits.h>
#include <string.h>

#include "reading.h"
#include "superpose/fault.h"

enum { WORD = 64 }; /* every key is shorter; longer words get no suggestion */

/* Counts the rows, or adds them where there is room for them. */
static void learn_table(struct sp_reading *r, const struct sp_param *row,
                        const char *chooser, const char *owner)
{
    for (; row && row->key; row++, r->known++) {
        sp_require(strlen(row->key) < WORD);
        if (r->knows)
            r->knows[r->known] = (struct sp_known){row->key, chooser, owner};
    }
}

static void learn_word(struct sp_reading *r, const char *key)
{
    const struct sp_param rows[] = {{.key = key}, {.key = NULL}};
    learn_table(r, rows, NULL, NULL);
}

static void learn_all(struct sp_reading *r)
{
    r->known = 0;
    learn_word(r, "source.kind");
    learn_table(r, sp_source_params, NULL, NULL);
    learn_word(r, "toy.kind");
    learn_table(r, sp_toy_params, NULL, NULL);
    learn_table(r, sp_train_params, NULL, NULL);
    learn_word(r, "seed");
    learn_word(r, "sae.kind");
    learn_table(r, sp_activations_params, "sae.kind", "other than none");
    learn_table(r, sp_sae_params, "sae.kind", "other than none");
    learn_table(r, sp_sae_train_params, "sae.kind", "other than none");
    learn_word(r, "measure");
    learn_word(r, "zip");
    learn_word(r, "hypotheses");
    learn_word(r, "scales");
    for (int i = 0; sp_source_kinds[i]; i++)
        learn_table(r, sp_source_kinds[i]->self.own, "source.kind",
                    sp_source_kinds[i]->self.name);
    for (int i = 0; sp_toy_kinds[i]; i++)
        learn_table(r, sp_toy_kinds[i]->self.own, "toy.kind",
                    sp_toy_kinds[i]->self.name);
    for (int i = 0; sp_sae_kinds[i]; i++)
        learn_table(r, sp_sae_kinds[i]->self.own, "sae.kind",
                    sp_sae_kinds[i]->self.name);
    for (int i = 0; sp_measure_kinds[i]; i++)
        learn_table(r, sp_measure_kinds[i]->self.own, "measure",
                    sp_measure_kinds[i]->self.name);
}

void sp_reading_learn(struct sp_reading *r)
{
    learn_all(r);
    r->knows = SP_TAKE(r->arena, r->known, struct sp_known);
    learn_all(r);
}

bool sp_reading_knows(const struct sp_reading *r, const char *key)
{
    for (int i = 0; i < r->known; i++)
        if (!strcmp(r->knows[i].key, key))
            return true;
    return false;
}

bool sp_reading_no_setting(const char *key)
{
    return !strcmp(key, "zip") || !strcmp(key, "hypotheses") || !strcmp(key, "scales");
}

/* Bytes of the key's section, 0 when it is in none. */
static size_t section_bytes(const char *key)
{
    const char *dot = strchr(key, '.');
    return dot ? (size_t)(dot - key) : 0;
}

bool sp_reading_section(const struct sp_reading *r, const char *section)
{
    size_t length = strlen(section);
    for (int i = 0; i < r->known; i++)
        if (section_bytes(r->knows[i].key) == length &&
            !memcmp(r->knows[i].key, section, length))
            return true;
    return false;
}

/* Edits between two words, or INT_MAX / 2 when that is more than a third of WANTED. */
static int edits(const char *word, const char *wanted)
{
    int distance = sp_edit_distance(word, wanted);
    return 3 * distance <= (int)strlen(wanted) ? distance : INT_MAX / 2;
}

/* Edits from one key to another: sections and names are compared apart.  The same name
   in another section counts as one edit more than any that is allowed. */
static int key_edits(const char *key, const char *known)
{
    char section[WORD], wanted[WORD];
    size_t bytes = section_bytes(key), known_bytes = section_bytes(known);
    if (!bytes || !known_bytes)
        return edits(key, known);
    memcpy(section, key, bytes);
    memcpy(wanted, known, known_bytes);
    section[bytes] = wanted[known_bytes] = '\0';
    const char *name = key + bytes + 1, *known_name = known + known_bytes + 1;
    if (!strcmp(name, known_name) && edits(section, wanted) >= INT_MAX / 2)
        return WORD;
    int sum = edits(name, known_name);
    return sum >= INT_MAX / 2 ? sum : sum + edits(section, wanted);
}

const char *sp_reading_suggest(struct sp_reading *r, const char *key)
{
    if (strlen(key) >= WORD || r->mistakes >= SP_MISTAKES_SHOWN)
        return "";
    const char *best = NULL;
    int least = INT_MAX / 2;
    for (int i = 0; i < r->known; i++) {
        int distance = key_edits(key, r->knows[i].key);
        if (distance < least) {
            least = distance;
            best = r->knows[i].key;
        }
    }
    return best ? sp_arena_print(r->arena, "; did you mean %s?", best) : "";
}

const char *sp_reading_suggest_section(struct sp_reading *r, const char *section)
{
    if (strlen(section) >= WORD || r->mistakes >= SP_MISTAKES_SHOWN)
        return "";
    char best[WORD] = "", word[WORD];
    int least = INT_MAX / 2;
    for (int i = 0; i < r->known; i++) {
        const char *key = r->knows[i].key;
        size_t bytes = section_bytes(key) ? section_bytes(key) : strlen(key);
        memcpy(word, key, bytes);
        word[bytes] = '\0';
        int distance = edits(section, word);
        if (distance < least) {
            least = distance;
            memcpy(best, word, bytes + 1);
        }
    }
    return *best ? sp_arena_print(r->arena, "; did you mean %s?", best) : "";
}

const char *sp_reading_owners(struct sp_reading *r, const char *key)
{
    const char *owners = "";
    for (int i = 0; i < r->known; i++) {
        const struct sp_known *known = &r->knows[i];
        if (!known->owner || strcmp(known->key, key) != 0)
            continue;
        owners = sp_arena_print(r->arena, "%s%s%s %s", owners, *owners ? " or " : "",
                                known->chooser, known->owner);
    }
    return owners;
}
