/* Any bytes as an ini file: what is taken prints and reads back to the same values. */
#include <stdint.h>
#include <string.h>
#include "kiosk/domain/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(const Settings *settings)
{
    g_autofree char *text = settings_print_changes(settings);
    g_autoptr(Settings) again = settings_new(settings_table(settings));
    if (!settings_parse(again, text, strlen(text), "again.ini", NULL))
        __builtin_trap();
    const SettingTable *table = settings_table(settings);
    for (guint i = 0; i < table->n_rows; i++) {
        const SettingRow *row = &table->rows[i];
        if (strcmp(settings_get(settings, row->section, row->key),
                   settings_get(again, row->section, row->key)) != 0)
            __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const SettingTable *tables[] = {&settings_kiosk, &settings_hub};
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(Settings) settings = settings_new(tables[i]);
        g_autoptr(GError) error = NULL;
        if (settings_parse(settings, (const char *)data, size, "fuzz.ini", &error))
            round_trip(settings);
        else if (!error || !g_utf8_validate(error->message, -1, NULL))
            __builtin_trap();
    }
    return 0;
}
