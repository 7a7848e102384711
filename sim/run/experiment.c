/* From the bytes of a file to an experiment, or to a report of everything wrong. */
#include "superpose/experiment.h"

#include <string.h>
#include <sys/stat.h>

#include "reading.h"
#include "superpose/fault.h"
#include "superpose/npy.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* experiments/phase.yaml -> phase */
static const char *stem_of(struct sp_arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *stem = sp_arena_text(a, slash ? slash + 1 : path);
    char *dot = strrchr(stem, '.');
    if (dot && dot != stem)
        *dot = '\0';
    return stem;
}

/* The comment on the first line, without its sign. */
static const char *question_of(struct sp_arena *a, const char *content)
{
    if (*content != '#')
        return "";
    const char *question = content + strspn(content, "# \t");
    return sp_arena_print(a, "%.*s", (int)strcspn(question, "\r\n"), question);
}

static void interpret(struct sp_reading *r, const char *const *overrides, int count,
                      struct sp_experiment *out)
{
    struct sp_node *root;
    struct sp_place wrong;
    const struct sp_place nowhere = {0};
    if (sp_yaml_parse(r->arena, r->text, r->length, &root, &wrong)) {
        sp_reading_complain(r, NULL, wrong, "%s", sp_fault_text());
        return;
    }
    if (!root || (root->type == SP_NODE_SCALAR && !*root->text)) {
        sp_reading_complain(r, NULL, nowhere,
                            "empty: an experiment has settings, as in "
                            "toy: {kind: relu, hidden: 2}");
        return;
    }
    sp_reading_learn(r);
    r->entry = SP_TAKE(r->arena, r->known, struct sp_given);
    sp_reading_collect(r, root);
    sp_reading_scales(r);
    for (int i = 0; i < count; i++)
        sp_reading_override(r, overrides[i]);
    sp_reading_evaluate(r);
    sp_reading_axes(r, out);
    sp_reading_hypotheses(r, &out->hypotheses);
    if (!r->mistakes)
        sp_reading_twins(r, out);
}

/* Leaves the first headline as the fault. */
static int refuse(const char *report)
{
    return sp_fault(SP_BAD, "%.*s", (int)strcspn(report, "\n"), report);
}

int sp_experiment_parse(struct sp_arena *a, const char *path, const char *text,
                        size_t length, const char *const *overrides, int count,
                        struct sp_experiment *out, const char **report)
{
    size_t mark = strlen(byte_order_mark);
    bool marked = length >= mark && !memcmp(text, byte_order_mark, mark);
    char *content = SP_TAKE(a, length + 1, char);
    if (length)
        memcpy(content, text, length);
    content += marked ? mark : 0;
    length -= marked ? mark : 0;
    *out = (struct sp_experiment){.path = sp_arena_text(a, path),
                                  .stem = stem_of(a, path),
                                  .question = question_of(a, content),
                                  .content = content};
    struct sp_reading *r = SP_TAKE(a, 1, struct sp_reading);
    *r = (struct sp_reading){
        .arena = a, .path = out->path, .text = content, .length = length};
    interpret(r, overrides, count, out);
    *report = sp_reading_report(r);
    return r->mistakes ? refuse(*report) : 0;
}

/* Reads no more than an experiment can have. */
static int read_content(struct sp_arena *a, const char *path, char **content,
                        size_t *length)
{
    struct stat about;
    if (!stat(path, &about) && S_ISREG(about.st_mode) &&
        about.st_size > SP_YAML_BYTES) {
        sp_fault(SP_BAD, "%s: larger than %d KiB: too large for an experiment", path,
                 SP_YAML_BYTES / 1024);
        return SP_BAD;
    }
    return sp_file_read(a, path, content, length);
}

int sp_experiment_read(struct sp_arena *a, const char *path,
                       const char *const *overrides, int count,
                       struct sp_experiment *out, const char **report)
{
    char *content;
    size_t length;
    int code = read_content(a, path, &content, &length);
    if (code) {
        *report = sp_arena_print(a, "%s\n", sp_fault_text());
        return code;
    }
    return sp_experiment_parse(a, path, content, length, overrides, count, out, report);
}
