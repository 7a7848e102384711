/* Whatever an experiment file holds, it is an experiment whose first and last jobs
   resolve or are refused by a sentence, or there is a report.  Text behind a line of
   "%%" is taken as one KEY=VALUE of the command line. */
#include <stdint.h>
#include <string.h>

#include "superpose/experiment.h"
#include "superpose/fault.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char separator[] = "\n%%\n";

struct input {
    struct sp_arena arena;
    const char *text, *override;
    size_t length;
};

static void resolve(struct input *input, const struct sp_experiment *experiment,
                    long number)
{
    struct sp_job job;
    const char *place = sp_experiment_place(&input->arena, experiment, number);
    sp_require(experiment->axes == 0 || *place);
    if (sp_experiment_job(&input->arena, experiment, number, &job)) {
        sp_require(*sp_fault_text());
        return;
    }
    sp_require(strlen(job.name) == SP_NAME_LENGTH);
    sp_require(strlen(job.stage) == SP_NAME_LENGTH);
    sp_require(sp_job_json(&input->arena, &job)[0] == '{');
}

static int body(void *context)
{
    struct input *input = context;
    struct sp_experiment experiment;
    const char *report;
    if (sp_experiment_parse(&input->arena, "fuzz.yaml", input->text, input->length,
                            &input->override, input->override != NULL, &experiment,
                            &report)) {
        sp_require(*report && *sp_fault_text());
        return 0;
    }
    sp_require(!*report);
    sp_require(experiment.jobs >= 1 && experiment.jobs <= SP_JOBS_MOST);
    resolve(input, &experiment, 1);
    resolve(input, &experiment, experiment.jobs);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct input input = {.text = (const char *)bytes, .length = length};
    const char *cut =
        length ? memmem(bytes, length, separator, sizeof separator - 1) : NULL;
    if (cut) {
        size_t before = (size_t)(cut - input.text) + sizeof separator - 1;
        char *copy = SP_TAKE(&input.arena, length - before + 1, char);
        memcpy(copy, input.text + before, length - before);
        input.override = copy;
        input.length = (size_t)(cut - input.text);
    }
    sp_require(sp_arena_guard(&input.arena, body, &input) == 0);
    sp_arena_free(&input.arena);
    return 0;
}
