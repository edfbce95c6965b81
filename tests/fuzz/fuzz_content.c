/* Any bytes as content.json: refused with words, or good enough to be shown. */
#include <stdint.h>
#include "kiosk/domain/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Content) content = content_parse((const char *)data, size, "fuzz.json", &error);
    if (!content) {
        if (!error || !*error->message)
            __builtin_trap();
        return 0;
    }
    ContentTime now = content_time(day_from_ymd(2026, 11, 23), 600);
    g_ptr_array_unref(content_notices(content, now));
    g_ptr_array_unref(content_emergencies(content, now));
    g_ptr_array_unref(content_policies(content, now));
    g_ptr_array_unref(content_guides_for(content, NULL));
    g_ptr_array_unref(content_apps(content, now, "safety"));
    g_ptr_array_unref(content_directory(content, now, NULL));
    g_ptr_array_unref(content_interactions(content));
    g_ptr_array_unref(content_exhibits(content));
    return 0;
}
