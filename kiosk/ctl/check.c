/* config …, catalogue check: are the files right that people edit? */
#include "kiosk/ctl/ctl.h"

#include <errno.h>
#include <string.h>
#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/content.h"
#include "kiosk/domain/finder.h"
#include "kiosk/domain/jsonfile.h"
#include "kiosk/domain/process.h"
#include "kiosk/domain/settings.h"
#include "kiosk/domain/workdays.h"

/* --- config ----------------------------------------------------------------------------------- */

static json_t *table_as_json(const SettingTable *table)
{
    json_t *list = json_array();
    for (guint i = 0; i < table->n_rows; i++) {
        const SettingRow *row = &table->rows[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s}", "section", row->section, "key", row->key,
                                        "default", row->value, "help", row->help ? row->help : ""));
    }
    return json_pack("{s:o}", "settings", list);
}

static CtlExit print_table(Ctl *ctl, const SettingTable *table)
{
    g_autofree char *text = settings_print(table, NULL);
    json_t *object = table_as_json(table);
    if (ctl->json)
        ctl_print_json(ctl, object);
    else
        fputs(text, ctl->out);
    json_decref(object);
    return CTL_OK;
}

CtlExit ctl_config_kiosk(Ctl *ctl)
{
    return print_table(ctl, &settings_kiosk);
}

CtlExit ctl_config_hub(Ctl *ctl)
{
    return print_table(ctl, &settings_hub);
}

/* What a check found, in the form that was asked for. problems NULL: nothing. */
static CtlExit report(Ctl *ctl, const char *file, const char *what, const char *problems)
{
    if (ctl->json) {
        g_auto(GStrv) lines = g_strsplit(problems ? problems : "", "\n", -1);
        json_t *list = json_array();
        for (guint i = 0; lines[i] && *lines[i]; i++)
            json_array_append_new(list, json_string(lines[i]));
        json_t *object = json_pack("{s:b, s:s, s:s, s:o}", "ok", problems == NULL, "file", file, "kind", what,
                                   "problems", list);
        ctl_print_json(ctl, object);
        json_decref(object);
    } else if (problems) {
        fprintf(ctl->err, "%s\n", problems);
    } else {
        fprintf(ctl->out, "%s: %s, nothing wrong\n", file, what);
    }
    return problems ? CTL_REFUSED : CTL_OK;
}

CtlExit ctl_config_check(Ctl *ctl)
{
    const char *file = ctl->words[ctl->n_words - 1];
    const char *which = ctl->n_words == 2 ? ctl->words[0] : NULL;
    g_autofree char *base = g_path_get_basename(file);
    if (which && strcmp(which, "kiosk") != 0 && strcmp(which, "hub") != 0)
        return ctl_fail(ctl, CTL_USAGE, "it is called: kioskctl config check [kiosk|hub] FILE");
    gboolean is_hub = which ? strcmp(which, "hub") == 0 : g_str_has_prefix(base, "hub");
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = settings_new(is_hub ? &settings_hub : &settings_kiosk);
    if (settings_load(settings, file, &error))
        return report(ctl, file, is_hub ? "settings of the hub" : "settings of the kiosk", NULL);
    if (error->code == SETTINGS_ERROR_FILE)
        return ctl_fail(ctl, CTL_USAGE, "%s", error->message);
    return report(ctl, file, is_hub ? "settings of the hub" : "settings of the kiosk", error->message);
}

/* --- catalogue, process, content … ----------------------------------------------------------- */

static gboolean check_catalogue(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    g_autoptr(Catalogue) catalogue = catalogue_parse(name, text, len, errors);
    if (catalogue)
        return TRUE;
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < errors->len; i++) {
        g_autofree char *line = catalogue_error_text(g_ptr_array_index(errors, i));
        g_string_append_printf(lines, "%s%s", i ? "\n" : "", line);
    }
    g_set_error_literal(error, SETTINGS_ERROR, SETTINGS_ERROR_VALUE, lines->str);
    g_string_free(lines, TRUE);
    return FALSE;
}

static gboolean check_process(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Process) process = process_parse(text, len, name, error);
    return process != NULL;
}

static gboolean check_workdays(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Workdays) workdays = workdays_parse(text, len, name, error);
    return workdays != NULL;
}

static gboolean check_content(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Content) content = content_parse(text, len, name, error);
    return content != NULL;
}

static gboolean check_situations(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Situations) situations = situations_parse(text, len, name, error);
    return situations != NULL;
}

/* The schema in the file says what it is; what has none of these is read as a catalogue. */
typedef struct {
    const char *schema, *what;
    gboolean (*check)(const char *text, gsize len, const char *name, GError **error);
} FileKind;

static const FileKind kinds[] = {
    {"ckiosk.process/", "process", check_process},
    {"ckiosk.workdays/", "working days", check_workdays},
    {"ckiosk.content/", "content", check_content},
    {"ckiosk.situations/", "life situations", check_situations},
    {"", "catalogue", check_catalogue},
};

static const FileKind *kind_of(const char *text, gsize len)
{
    json_t *root = json_loadb(text, len, 0, NULL);
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const FileKind *kind = kinds;
    while (!g_str_has_prefix(schema ? schema : "", kind->schema))
        kind++;
    json_decref(root);
    return kind;
}

CtlExit ctl_catalogue_check(Ctl *ctl)
{
    const char *file = ctl->words[0];
    g_autoptr(GError) error = NULL;
    gsize len = 0;
    g_autofree char *text = json_file_slurp(file, &len, SETTINGS_ERROR, SETTINGS_ERROR_FILE, &error);
    if (!text)
        return ctl_fail(ctl, CTL_USAGE, "%s", error->message);
    const FileKind *kind = kind_of(text, len);
    gboolean ok = kind->check(text, len, file, &error);
    return report(ctl, file, kind->what, ok ? NULL : error->message);
}
