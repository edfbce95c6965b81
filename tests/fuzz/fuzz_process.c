/* Any bytes as process.json: what is taken can be walked without an end that nobody leaves. */
#include <stdint.h>
#include "kiosk/domain/process.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Process) process = process_parse((const char *)data, size, "fuzz.json", &error);
    if (!process) {
        if (!error || !*error->message)
            __builtin_trap();
        return 0;
    }
    static const ProcessNode nodes[] = {
        {.level = "community", .action = "preaccept", .pct_on_complete = 20, .counts = TRUE},
        {.level = "street", .action = "review", .pct_on_complete = 60, .counts = TRUE},
        {.level = "district", .action = "approve", .pct_on_complete = 95, .counts = TRUE},
    };
    const char *state = "draft";
    guint done = 0, n = G_N_ELEMENTS(nodes);
    int pct = 0;
    for (guint i = 0; i < 100 && !process_state(process, state)->terminal; i++) {
        g_autoptr(GPtrArray) choices = process_choices(process, state, NULL, NULL);
        if (choices->len == 0)
            __builtin_trap();
        const ProcessTransition *t = g_ptr_array_index(choices, i % choices->len);
        done = process_advance(process, nodes, n, done, state, t->event, t->to);
        pct = process_percent(process, nodes, n, done, t->to, pct, process_event_may_lower(t->event));
        if (done > n || pct < 0 || pct > 100)
            __builtin_trap();
        process_holder(process, nodes, n, done, t->to);
        state = t->to;
    }
    return 0;
}
