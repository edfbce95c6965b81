/* What a service runs on: settings, store, and the documents - catalogue, process, working days, content. The
 * store is opened on a thread of its own while the documents that came with the station are read; a document
 * that the hub has sent since then takes the place of the shipped one, if it can be read. */
#define G_LOG_DOMAIN "service"
#include <glib/gstdio.h>
#include <string.h>
#include "kiosk/seal/keyfile.h"
#include "kiosk/service/service_private.h"
#include "kiosk/store/content.h"
#include "kiosk/store/supplies.h"

/* --- documents -------------------------------------------------------------------------------- */
typedef enum { DOC_CATALOGUE, DOC_PROCESS, DOC_WORKDAYS, DOC_CONTENT, N_DOCS } DocKind;

static gpointer parse_catalogue(const char *text, gsize length, const char *name, GError **error)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    Catalogue *catalogue = catalogue_parse(name, text, length, errors);
    if (catalogue)
        return catalogue;
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < errors->len; i++) {
        g_autofree char *line = catalogue_error_text(errors->pdata[i]);
        g_string_append_printf(all, "\n%s", line);
    }
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "the catalogue is not used:%s", all->str);
    return NULL;
}

static gpointer parse_process(const char *text, gsize length, const char *name, GError **error)
{
    return process_parse(text, length, name, error);
}

static gpointer parse_workdays(const char *text, gsize length, const char *name, GError **error)
{
    return workdays_parse(text, length, name, error);
}

static gpointer parse_content(const char *text, gsize length, const char *name, GError **error)
{
    return content_parse(text, length, name, error);
}

static void free_catalogue(gpointer document)
{
    catalogue_unref(document);
}

static void free_process(gpointer document)
{
    process_free(document);
}

static void free_workdays(gpointer document)
{
    workdays_free(document);
}

static void free_content(gpointer document)
{
    content_free(document);
}

/* name: in the settings' [paths] and, as the hub sends it, in the store. */
static const struct {
    const char *name, *folder, *file;
    gpointer (*parse)(const char *text, gsize length, const char *name, GError **error);
    GDestroyNotify free;
} DOCS[N_DOCS] = {
    [DOC_CATALOGUE] = {"catalogue", "catalogue", "matters.json", parse_catalogue, free_catalogue},
    [DOC_PROCESS] = {"process", "catalogue", "process.json", parse_process, free_process},
    [DOC_WORKDAYS] = {"workdays", "catalogue", "workdays.json", parse_workdays, free_workdays},
    [DOC_CONTENT] = {"content", "content", "content.json", parse_content, free_content},
};

typedef struct {
    gpointer parsed[N_DOCS];
    char *text[N_DOCS]; /* as shipped */
    gsize length[N_DOCS];
    Situations *situations;
} Documents;

static void documents_clear(Documents *documents)
{
    for (guint i = 0; i < N_DOCS; i++) {
        if (documents->parsed[i])
            DOCS[i].free(documents->parsed[i]);
        g_free(documents->text[i]);
    }
    if (documents->situations)
        situations_free(documents->situations);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Documents, documents_clear)

static char *document_path(const Service *service, const char *key, const char *folder, const char *file)
{
    const char *set = settings_get(service->settings, "paths", key);
    return *set ? g_strdup(set) : g_build_filename(service->config_dir, folder, file, NULL);
}

static gboolean read_shipped(const Service *service, Documents *documents, GError **error)
{
    for (guint i = 0; i < N_DOCS; i++) {
        g_autofree char *path = document_path(service, DOCS[i].name, DOCS[i].folder, DOCS[i].file);
        if (!g_file_get_contents(path, &documents->text[i], &documents->length[i], error))
            return FALSE;
        documents->parsed[i] = DOCS[i].parse(documents->text[i], documents->length[i], path, error);
        if (!documents->parsed[i])
            return FALSE;
    }
    g_autofree char *situations = document_path(service, "situations", "catalogue", "situations.json");
    documents->situations = situations_load(situations, error);
    return documents->situations != NULL;
}

/* A file that the station's own settings name is what its staff want: nothing takes its place. */
static void take_from_hub(const Service *service, Documents *documents, GBytes *const *from_hub)
{
    for (guint i = 0; i < N_DOCS; i++) {
        gsize length = 0;
        const char *text = from_hub[i] ? g_bytes_get_data(from_hub[i], &length) : NULL;
        if (!text || *settings_get(service->settings, "paths", DOCS[i].name) ||
            (length == documents->length[i] && memcmp(text, documents->text[i], length) == 0))
            continue;
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strdup_printf("%s from the hub", DOCS[i].name);
        gpointer parsed = DOCS[i].parse(text, length, name, &error);
        if (!parsed) {
            g_message("%s; the one that came with the station is used", error->message);
            continue;
        }
        DOCS[i].free(documents->parsed[i]);
        documents->parsed[i] = parsed;
    }
}

/* --- the store, while the documents are read -------------------------------------------------- */
typedef struct {
    char *path, *kiosk_no;
    int a4_full, a4_warn, slip_full, slip_warn;
    Store *store;
    StoreOutStats outbox;
    GBytes *from_hub[N_DOCS]; /* NULL: the hub has sent none */
    GError *error;
} Opening;

static gpointer open_store(gpointer data)
{
    Opening *o = data;
    o->store = store_open(o->path, &o->error);
    if (!o->store || !store_set_kiosk_no(o->store, o->kiosk_no, &o->error) ||
        !store_supply_limits(o->store, STORE_SUPPLY_A4, o->a4_full, o->a4_warn, &o->error) ||
        !store_supply_limits(o->store, STORE_SUPPLY_SLIP, o->slip_full, o->slip_warn, &o->error) ||
        !store_outbox_stats(o->store, &o->outbox, &o->error))
        return NULL;
    for (guint i = 0; i < N_DOCS; i++)
        o->from_hub[i] = store_content_get(o->store, DOCS[i].name, NULL, NULL);
    return NULL;
}

static void opening_clear(Opening *o)
{
    if (o->store)
        store_close(o->store);
    for (guint i = 0; i < N_DOCS; i++)
        g_clear_pointer(&o->from_hub[i], g_bytes_unref);
    g_clear_error(&o->error);
    g_free(o->path);
    g_free(o->kiosk_no);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opening, opening_clear)

static gboolean make_folder(Service *service, GError **error)
{
    g_autofree char *salt = g_build_filename(service->data_dir, "salt.key", NULL);
    if (g_mkdir_with_parents(service->data_dir, 0700) != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ACCES,
                    "%s: cannot be created; make it a folder of this user", service->data_dir);
        return FALSE;
    }
    service->salt = seal_keyfile_secret(salt, TRUE, error);
    return service->salt != NULL;
}

static gboolean read_settings(Service *service, const ServiceOptions *options, GError **error)
{
    service->settings = settings_new(&settings_kiosk);
    if (options->config_path && !settings_load(service->settings, options->config_path, error))
        return FALSE;
    g_autofree char *local = g_build_filename(service->data_dir, "kiosk.local.ini", NULL);
    return !g_file_test(local, G_FILE_TEST_EXISTS) || settings_load(service->settings, local, error);
}

static Opening opening_of(const Service *service)
{
    const Settings *s = service->settings;
    return (Opening){.path = g_build_filename(service->data_dir, "kiosk.db", NULL),
                     .kiosk_no = g_strdup(settings_get(s, "station", "kiosk_no")),
                     .a4_full = settings_get_int(s, "paper", "a4_full"),
                     .a4_warn = settings_get_int(s, "paper", "a4_warn"),
                     .slip_full = settings_get_int(s, "paper", "slip_full"),
                     .slip_warn = settings_get_int(s, "paper", "slip_warn")};
}

gboolean service_open(Service *service, const ServiceOptions *options, GError **error)
{
    g_auto(Documents) documents = {0};
    if (!read_settings(service, options, error) || !make_folder(service, error))
        return FALSE;
    g_auto(Opening) opening = opening_of(service);
    GThread *thread = g_thread_new("store-open", open_store, &opening);
    gboolean read = read_shipped(service, &documents, error);
    g_thread_join(thread);
    if (!read)
        return FALSE;
    if (opening.error) {
        g_propagate_error(error, g_steal_pointer(&opening.error));
        return FALSE;
    }
    take_from_hub(service, &documents, opening.from_hub);
    service->outbox = opening.outbox;
    service->store = store_worker_new_take(g_steal_pointer(&opening.store));
    service->catalogue = g_steal_pointer(&documents.parsed[DOC_CATALOGUE]);
    service->process = g_steal_pointer(&documents.parsed[DOC_PROCESS]);
    service->workdays = g_steal_pointer(&documents.parsed[DOC_WORKDAYS]);
    service->content = g_steal_pointer(&documents.parsed[DOC_CONTENT]);
    service->situations = g_steal_pointer(&documents.situations);
    service->finder = finder_new(service->catalogue, service->situations);
    return TRUE;
}
