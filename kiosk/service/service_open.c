/* What a service runs on: settings, store, and the documents - catalogue, process, working days, content.
 * Once the settings are read, the store is opened on one thread and the documents that came with the station
 * are read on another, while the loop thread opens the window; a document that the hub has sent since then
 * takes the place of the shipped one, if it can be read. */
#define G_LOG_DOMAIN "service"
#include <glib/gstdio.h>
#include <string.h>
#include "kiosk/seal/keyfile.h"
#include "kiosk/service/service_private.h"
#include "kiosk/store/content.h"
#include "kiosk/store/supplies.h"

/* --- documents -------------------------------------------------------------------------------- */
typedef enum { DOC_CATALOGUE, DOC_PROCESS, DOC_WORKDAYS, DOC_CONTENT, DOC_SITUATIONS, N_DOCS } DocKind;

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

static gpointer parse_situations(const char *text, gsize length, const char *name, GError **error)
{
    return situations_parse(text, length, name, error);
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

static void free_situations(gpointer document)
{
    situations_free(document);
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
    [DOC_SITUATIONS] = {"situations", "catalogue", "situations.json", parse_situations, free_situations},
};

typedef struct {
    DocKind kind;
    char *path;
    gpointer parsed;
    char *text; /* as shipped */
    gsize length;
    GThread *thread; /* reads it */
    GError *error;
} Document;

static char *document_path(const Service *service, DocKind kind)
{
    const char *set = settings_get(service->settings, "paths", DOCS[kind].name);
    return *set ? g_strdup(set)
                : g_build_filename(service->config_dir, DOCS[kind].folder, DOCS[kind].file, NULL);
}

static gpointer read_shipped(gpointer data)
{
    Document *d = data;
    if (g_file_get_contents(d->path, &d->text, &d->length, &d->error)) {
        d->parsed = DOCS[d->kind].parse(d->text, d->length, d->path, &d->error);
    } else {
        g_clear_error(&d->error); /* it names the file in the residents' language and says nothing to do */
        g_set_error(&d->error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "%s: cannot be read; restore it, or name another in [paths] %s", d->path,
                    DOCS[d->kind].name);
    }
    return NULL;
}

static void document_begin(Document *document, const Service *service, DocKind kind)
{
    *document = (Document){.kind = kind, .path = document_path(service, kind)};
    document->thread = g_thread_new(DOCS[kind].name, read_shipped, document);
}

static void document_clear(Document *document)
{
    g_clear_pointer(&document->thread, g_thread_join);
    g_clear_pointer(&document->parsed, DOCS[document->kind].free);
    g_clear_pointer(&document->text, g_free);
    g_clear_pointer(&document->path, g_free);
    g_clear_error(&document->error);
}

/* A file that the station's own settings name is what its staff want: nothing takes its place. */
static void take_from_hub(const Service *service, Document *shipped, GBytes *from_hub)
{
    gsize length = 0;
    const char *text = from_hub ? g_bytes_get_data(from_hub, &length) : NULL;
    if (!text || *settings_get(service->settings, "paths", DOCS[shipped->kind].name) ||
        (length == shipped->length && memcmp(text, shipped->text, length) == 0))
        return;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup_printf("%s from the hub", DOCS[shipped->kind].name);
    gpointer parsed = DOCS[shipped->kind].parse(text, length, name, &error);
    if (!parsed) {
        g_message("%s; the one that came with the station is used", error->message);
        return;
    }
    DOCS[shipped->kind].free(shipped->parsed);
    shipped->parsed = parsed;
}

/* --- the store, while the documents are read -------------------------------------------------- */
typedef struct {
    char *path, *kiosk_no;
    int a4_full, a4_warn, slip_full, slip_warn;
    Store *store;
    StoreOutStats outbox;
    GBytes *from_hub[N_DOCS]; /* NULL: the hub has sent none */
    GError *error;
} StoreOpening;

static gpointer open_store(gpointer data)
{
    StoreOpening *o = data;
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

static void store_opening_clear(StoreOpening *o)
{
    if (o->store)
        store_close(o->store);
    for (guint i = 0; i < N_DOCS; i++)
        g_clear_pointer(&o->from_hub[i], g_bytes_unref);
    g_clear_error(&o->error);
    g_free(o->path);
    g_free(o->kiosk_no);
}

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

static StoreOpening store_opening_of(const Service *service)
{
    const Settings *s = service->settings;
    return (StoreOpening){.path = g_build_filename(service->data_dir, "kiosk.db", NULL),
                          .kiosk_no = g_strdup(settings_get(s, "station", "kiosk_no")),
                          .a4_full = settings_get_int(s, "paper", "a4_full"),
                          .a4_warn = settings_get_int(s, "paper", "a4_warn"),
                          .slip_full = settings_get_int(s, "paper", "slip_full"),
                          .slip_warn = settings_get_int(s, "paper", "slip_warn")};
}

struct ServiceOpening {
    Document documents[N_DOCS];
    StoreOpening store;
    GThread *store_thread;
};

gboolean service_open_begin(Service *service, const ServiceOptions *options, GError **error)
{
    if (!read_settings(service, options, error) || !make_folder(service, error))
        return FALSE;
    ServiceOpening *o = service->opening = g_new0(ServiceOpening, 1);
    for (DocKind kind = 0; kind < N_DOCS; kind++)
        document_begin(&o->documents[kind], service, kind);
    o->store = store_opening_of(service);
    o->store_thread = g_thread_new("store-open", open_store, &o->store);
    return TRUE;
}

static gpointer take(ServiceOpening *o, DocKind kind)
{
    return g_steal_pointer(&o->documents[kind].parsed);
}

gboolean service_open_end(Service *service, GError **error)
{
    ServiceOpening *o = service->opening;
    GError **failed = NULL;
    for (guint i = 0; i < N_DOCS; i++) {
        g_clear_pointer(&o->documents[i].thread, g_thread_join);
        if (!failed && o->documents[i].error)
            failed = &o->documents[i].error;
    }
    g_clear_pointer(&o->store_thread, g_thread_join);
    if (!failed && o->store.error)
        failed = &o->store.error;
    if (failed) {
        g_propagate_error(error, g_steal_pointer(failed));
        return FALSE;
    }
    for (guint i = 0; i < N_DOCS; i++)
        take_from_hub(service, &o->documents[i], o->store.from_hub[i]);
    service->outbox = o->store.outbox;
    service->store = store_worker_new_take(g_steal_pointer(&o->store.store));
    service->catalogue = take(o, DOC_CATALOGUE);
    service->process = take(o, DOC_PROCESS);
    service->workdays = take(o, DOC_WORKDAYS);
    service->content = take(o, DOC_CONTENT);
    service->situations = take(o, DOC_SITUATIONS);
    service->finder = finder_new(service->catalogue, service->situations);
    service_open_drop(service);
    return TRUE;
}

void service_open_drop(Service *service)
{
    ServiceOpening *o = service->opening;
    if (!o)
        return;
    for (guint i = 0; i < N_DOCS; i++)
        document_clear(&o->documents[i]);
    g_clear_pointer(&o->store_thread, g_thread_join);
    store_opening_clear(&o->store);
    g_clear_pointer(&service->opening, g_free);
}
