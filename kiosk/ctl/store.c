/* store verify: the kiosk's store, or an exported audit chain, looked at without the kiosk. */
#include "kiosk/ctl/ctl.h"

#include <string.h>
#include "kiosk/store/audit.h"
#include "kiosk/store/store.h"

/* SQLite files begin with these 16 bytes; an exported chain is lines of JSON. */
static gboolean is_store(const char *path, GError **error)
{
    static const char magic[] = "SQLite format 3";
    char head[sizeof magic] = "";
    FILE *file = fopen(path, "re");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    else
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s: cannot be opened", path);
    return n == sizeof magic && memcmp(head, magic, sizeof magic) == 0;
}

static gboolean check_store(const char *path, GPtrArray *findings, StoreAuditReport *chain, GError **error)
{
    g_autoptr(Store) store = store_open_reader(path, error);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *archives = g_build_filename(folder, "audit", NULL);
    if (!store)
        return FALSE;
    gboolean whole = store_verify(store, findings);
    gboolean kept = g_file_test(archives, G_FILE_TEST_IS_DIR);
    return store_audit_verify(store, kept ? archives : NULL, chain, error) && whole;
}

static void print_report(const Ctl *ctl, const char *path, gboolean ok, const StoreAuditReport *chain,
                         const GPtrArray *findings)
{
    json_t *list = json_array();
    for (guint i = 0; i < findings->len; i++)
        json_array_append_new(list, json_string(g_ptr_array_index((GPtrArray *)findings, i)));
    json_t *object = json_pack("{s:b, s:s, s:I, s:I, s:I, s:I, s:s, s:o}", "ok", ok, "path", path, "records",
                               (json_int_t)chain->records, "first_seq", (json_int_t)chain->first_seq,
                               "last_seq", (json_int_t)chain->last_seq, "broken_seq",
                               (json_int_t)chain->broken_seq, "what", chain->what, "findings", list);
    if (ctl->json) {
        ctl_print_json(ctl, object);
    } else {
        fprintf(ctl->out,
                "%s: %s\naudit records: %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "\n",
                path, ok ? "whole" : "NOT WHOLE", chain->records, chain->first_seq, chain->last_seq);
        if (chain->broken_seq)
            fprintf(ctl->out, "broken at record %" G_GINT64_FORMAT ": %s\n", chain->broken_seq, chain->what);
        for (guint i = 0; i < findings->len; i++)
            fprintf(ctl->out, "%s\n", (const char *)g_ptr_array_index((GPtrArray *)findings, i));
    }
    json_decref(object);
}

CtlExit ctl_store_verify(Ctl *ctl)
{
    const char *path = ctl->words[0];
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    StoreAuditReport chain = {0};
    gboolean store = is_store(path, &error);
    if (error)
        return ctl_fail(ctl, CTL_USAGE, "%s", error->message);
    gboolean ok =
        store ? check_store(path, findings, &chain, &error) : store_audit_verify_file(path, &chain, &error);
    if (error)
        return ctl_fail(ctl, CTL_REFUSED, "%s", error->message);
    print_report(ctl, path, ok, &chain, findings);
    return ok ? CTL_OK : CTL_REFUSED;
}
