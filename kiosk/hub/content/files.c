#define G_LOG_DOMAIN "hub-files"
#include "kiosk/hub/content/files.h"
#include <string.h>
#include "kiosk/domain/content.h"
#include "kiosk/seal/hash.h"

enum { FILE_CATALOGUE, FILE_PROCESS, FILE_WORKDAYS, FILE_CONTENT };
static const struct {
    const char *name, *path;
} documents[HUB_FILES] = {
    [FILE_CATALOGUE] = {"catalogue", "catalogue/matters.json"},
    [FILE_PROCESS] = {"process", "catalogue/process.json"},
    [FILE_WORKDAYS] = {"workdays", "catalogue/workdays.json"},
    [FILE_CONTENT] = {"content", "content/content.json"},
};

static gboolean read_document(HubFile *file, GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *text = NULL;
    gsize size = 0;
    if (!g_file_get_contents(file->path, &text, &size, &problem)) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_CONFIG, "%s: %s; put the file there or name another folder",
                    file->path, problem->message);
        return FALSE;
    }
    file->text = g_bytes_new_take(text, size);
    if (size > WIRE_MAX_FILE) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_CONFIG, "%s: more than %d MiB", file->path,
                    WIRE_MAX_FILE / (1024 * 1024));
        return FALSE;
    }
    guint8 hash[SEAL_HASH_BYTES];
    seal_sha256(text, size, hash);
    g_autofree char *hex = seal_hex(hash, sizeof hash);
    g_strlcpy(file->etag, hex, sizeof file->etag);
    return TRUE;
}

static Catalogue *parse_catalogue(const char *path, const char *text, gsize size, GError **error)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    Catalogue *catalogue = catalogue_parse(path, text, size, problems);
    if (catalogue)
        return catalogue;
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = catalogue_error_text(problems->pdata[i]);
        g_string_append_printf(list, "%s%s", i ? "\n" : "", line);
    }
    g_set_error_literal(error, HUB_ERROR, HUB_ERROR_CONFIG, list->len ? list->str : path);
    return NULL;
}

static gboolean is_version(const char *version)
{
    return *version && strlen(version) <= 64 &&
           strspn(version, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                           "0123456789._-") == strlen(version) &&
           *version != '.';
}

static char *archive_path(const Hub *hub, const char *version)
{
    g_autofree char *name = g_strconcat(version, ".json", NULL);
    return g_build_filename(hub->data_dir, "catalogues", name, NULL);
}

/* The same version with another content would judge a case by rules its resident never saw. */
static gboolean archive_catalogue(Hub *hub, GError **error)
{
    const HubFile *file = &hub->files[FILE_CATALOGUE];
    const char *version = hub->catalogue->version;
    if (!is_version(version)) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_CONFIG,
                    "%s: version: letters, digits, dot, hyphen and underscore only, such as 2026.11.1",
                    file->path);
        return FALSE;
    }
    g_autofree char *path = archive_path(hub, version);
    g_autofree char *kept = NULL;
    gsize kept_size = 0, size = 0;
    const char *text = g_bytes_get_data(file->text, &size);
    if (g_file_get_contents(path, &kept, &kept_size, NULL)) {
        if (kept_size == size && memcmp(kept, text, size) == 0)
            return TRUE;
        g_set_error(
            error, HUB_ERROR, HUB_ERROR_CONFIG,
            "%s: differs from what was in force as version %s; give the changed catalogue a new version",
            file->path, version);
        return FALSE;
    }
    return g_file_set_contents_full(
        path, text, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static gboolean parse_all(Hub *hub, GError **error)
{
    const HubFile *files = hub->files;
    gsize size = 0;
    const char *text = g_bytes_get_data(files[FILE_CATALOGUE].text, &size);
    hub->catalogue = parse_catalogue(files[FILE_CATALOGUE].path, text, size, error);
    if (!hub->catalogue)
        return FALSE;
    text = g_bytes_get_data(files[FILE_PROCESS].text, &size);
    hub->process = process_parse(text, size, files[FILE_PROCESS].path, error);
    if (!hub->process)
        return FALSE;
    text = g_bytes_get_data(files[FILE_WORKDAYS].text, &size);
    hub->workdays = workdays_parse(text, size, files[FILE_WORKDAYS].path, error);
    if (!hub->workdays)
        return FALSE;
    text = g_bytes_get_data(files[FILE_CONTENT].text, &size);
    Content *content = content_parse(text, size, files[FILE_CONTENT].path, error);
    content_free(content);
    return content != NULL;
}

gboolean hub_files_load(Hub *hub, const HubOptions *options, GError **error)
{
    const char *config = options->config_dir ? options->config_dir : KIOSK_CONFIG_DIR;
    const char *const named[HUB_FILES] = {
        [FILE_CATALOGUE] = options->catalogue,
        [FILE_PROCESS] = options->process,
        [FILE_WORKDAYS] = options->workdays,
        [FILE_CONTENT] = options->content,
    };
    hub->old_catalogues =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)catalogue_unref);
    for (guint i = 0; i < HUB_FILES; i++) {
        HubFile *file = &hub->files[i];
        file->name = documents[i].name;
        file->path = named[i] ? g_strdup(named[i]) : g_build_filename(config, documents[i].path, NULL);
        if (!read_document(file, error))
            return FALSE;
    }
    return parse_all(hub, error);
}

gboolean hub_files_archive(Hub *hub, GError **error)
{
    g_autofree char *folder = g_build_filename(hub->data_dir, "catalogues", NULL);
    if (g_mkdir_with_parents(folder, 0700) != 0) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_DATA, "%s: cannot be created: %s", folder, g_strerror(errno));
        return FALSE;
    }
    return archive_catalogue(hub, error);
}

void hub_files_clear(Hub *hub)
{
    for (guint i = 0; i < HUB_FILES; i++) {
        g_free(hub->files[i].path);
        g_clear_pointer(&hub->files[i].text, g_bytes_unref);
    }
    g_clear_pointer(&hub->catalogue, catalogue_unref);
    g_clear_pointer(&hub->process, process_free);
    g_clear_pointer(&hub->workdays, workdays_free);
    g_clear_pointer(&hub->old_catalogues, g_hash_table_unref);
}

const HubFile *hub_file(const Hub *hub, const char *name)
{
    for (guint i = 0; i < HUB_FILES; i++)
        if (strcmp(hub->files[i].name, name) == 0)
            return &hub->files[i];
    return NULL;
}

#define OLD_CATALOGUES_MAX 8

Catalogue *hub_catalogue(Hub *hub, const char *version)
{
    if (strcmp(version, hub->catalogue->version) == 0)
        return hub->catalogue;
    Catalogue *catalogue = g_hash_table_lookup(hub->old_catalogues, version);
    if (catalogue || !is_version(version))
        return catalogue;
    g_autofree char *path = archive_path(hub, version);
    g_autofree char *text = NULL;
    gsize size = 0;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, &size, NULL))
        return NULL;
    catalogue = parse_catalogue(path, text, size, &error);
    if (!catalogue) {
        g_warning("old catalogue cannot be read: %s", error->message);
        return NULL;
    }
    if (g_hash_table_size(hub->old_catalogues) >= OLD_CATALOGUES_MAX)
        g_hash_table_remove_all(hub->old_catalogues);
    g_hash_table_insert(hub->old_catalogues, g_strdup(version), catalogue);
    return catalogue;
}
