/* Any bytes as a catalogue: refused with errors, or good enough to be filled in. */
#include <stdint.h>
#include <stdlib.h>

#include "kiosk/domain/form.h"

static void use(Catalogue *catalogue, const Matter *matter, SessionMode mode)
{
    FormContext context = {.mode = mode, .today = day_from_ymd(2026, 11, 23), .card_missing = TRUE};
    g_autoptr(Form) form = form_create(catalogue, matter, &context);
    for (guint i = 0; i < matter->n_fields; i++) {
        const Field *field = &matter->fields[i];
        form_set_text(form, field->id, field->n_options ? field->options[0].value : "1", NULL);
        if (field->type == FIELD_GROUP)
            form_row_add(form, field->id, NULL);
    }
    form_check_all(form, NULL);
    form_time_limit(form);
    for (guint i = 0; i < matter->n_materials; i++)
        form_material(form, i);
    json_t *answers = form_answers(form);
    json_decref(answers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    g_autoptr(Catalogue) catalogue = catalogue_parse("fuzz", (const char *)data, size, errors);
    if ((catalogue == NULL) != (errors->len > 0) || errors->len > CATALOGUE_MAX_ERRORS)
        abort();
    for (guint i = 0; catalogue && i < catalogue->n_matters; i++)
        for (int mode = MODE_SELF; mode <= MODE_ASSISTED; mode++)
            use(catalogue, &catalogue->matters[i], (SessionMode)mode);
    return 0;
}
