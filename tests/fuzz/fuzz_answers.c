/* Any JSON as a submission {"matter", "context", "answers"} of the test catalogue: refused, or exactly what
 * the engine itself would send. The same as a draft: whatever it holds, the form stays usable. */
#include <stdint.h>
#include <stdlib.h>

#include "kiosk/domain/form.h"

static Catalogue *the_catalogue(void)
{
    static Catalogue *catalogue;
    if (catalogue)
        return catalogue;
    const char *root = g_getenv("KIOSK_ROOT");
    g_autofree char *path = g_build_filename(root ? root : ".", "tests/data/catalogue-second.json", NULL);
    g_autofree char *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL) ||
        !(catalogue = catalogue_parse(path, text, length, NULL)))
        abort();
    return catalogue;
}

static void submit(Catalogue *catalogue, const Matter *matter, const FormContext *context,
                   const json_t *answers)
{
    g_autoptr(Form) form = NULL;
    if (form_check_submission(catalogue, matter, context, answers, NULL, &form) > 0)
        return;
    json_t *own = form_answers(form);
    if (!json_equal(own, (json_t *)answers))
        abort();
    json_decref(own);
}

static void resume(Catalogue *catalogue, const Matter *matter, const FormContext *context,
                   const json_t *draft)
{
    g_autoptr(Form) form = form_create(catalogue, matter, context);
    form_load_draft(form, draft);
    form_check_all(form, NULL);
    json_t *again = form_draft(form);
    json_decref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *input = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    Catalogue *catalogue = the_catalogue();
    const Matter *matter = catalogue_matter(catalogue, json_string_value(json_object_get(input, "matter")));
    FormContext context;
    const char *problem;
    if (!matter)
        matter = &catalogue->matters[0];
    if (form_context_from_json(json_object_get(input, "context"), &context, &problem)) {
        submit(catalogue, matter, &context, json_object_get(input, "answers"));
        resume(catalogue, matter, &context, json_object_get(input, "answers"));
    }
    json_decref(input);
    return 0;
}
