/* Photographs, files and the signature: read from a folder (USB stick, document camera) on a worker, bounded
 * and looked at by content, sealed, and staged in the store before the form hears of them. */
#define G_LOG_DOMAIN "service"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "kiosk/service/apply_private.h"
#include "kiosk/seal/box.h"
#include "kiosk/seal/hash.h"
#include "kiosk/store/attachments.h"

#define OFFERS_MAX 200
#define BYTES_MAX  ((gsize)10 * 1024 * 1024)

/* By content, never by name. */
static const struct {
    const char *format, *type;
    gsize at, length;
    const char *magic;
} KINDS[] = {
    {"jpg", "image/jpeg", 0, 3, "\xff\xd8\xff"},
    {"pdf", "application/pdf", 0, 5, "%PDF-"},
    {"mp3", "audio/mpeg", 0, 3, "ID3"},
    {"mp4", "video/mp4", 4, 4, "ftyp"},
    {"png", "image/png", 0, 8, "\x89PNG\r\n\x1a\n"},
};

static int kind_of(const guint8 *data, gsize size)
{
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (size >= KINDS[i].at + KINDS[i].length &&
            memcmp(data + KINDS[i].at, KINDS[i].magic, KINDS[i].length) == 0)
            return (int)i;
    return -1;
}

static gboolean texts_hold(const Texts *texts, const char *word)
{
    for (guint i = 0; i < texts->n; i++)
        if (g_str_equal(texts->items[i], word))
            return TRUE;
    return FALSE;
}

static gboolean name_fits(const Texts *formats, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (!dot || name[0] == '.')
        return FALSE;
    g_autofree char *ending = g_ascii_strdown(dot + 1, -1);
    return texts_hold(formats, g_str_equal(ending, "jpeg") ? "jpg" : ending);
}

/* --- looking what is there -------------------------------------------------------------------- */
typedef struct {
    guint session_no;
    char *folder;
    const Field *field; /* of the catalogue that the form holds */
    Catalogue *catalogue;
    GPtrArray *items;
} Look;

static void item_free(gpointer data)
{
    CaptureItem *item = data;
    g_free(item->label);
    g_free(item->path);
    g_free(item);
}

static void look_free(gpointer data)
{
    Look *look = data;
    catalogue_unref(look->catalogue);
    g_free(look->folder);
    g_clear_pointer(&look->items, g_ptr_array_unref);
    g_free(look);
}

static int by_label(gconstpointer a, gconstpointer b)
{
    return strcmp((*(CaptureItem *const *)a)->label, (*(CaptureItem *const *)b)->label);
}

static void look_at_folder(gpointer data)
{
    Look *look = data;
    g_autoptr(GDir) dir = *look->folder ? g_dir_open(look->folder, 0, NULL) : NULL;
    const char *name;
    while (dir && look->items->len < OFFERS_MAX && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(look->folder, name, NULL);
        GStatBuf info;
        if (!name_fits(&look->field->validation.formats, name) || g_lstat(path, &info) != 0 ||
            !S_ISREG(info.st_mode) || !g_utf8_validate(name, -1, NULL))
            continue;
        CaptureItem *item = g_new0(CaptureItem, 1);
        item->label = g_strdup(name);
        item->path = g_steal_pointer(&path);
        item->bytes = info.st_size;
        g_ptr_array_add(look->items, item);
    }
    g_ptr_array_sort(look->items, by_label);
}

static void folder_looked_at(Service *service, gpointer data)
{
    Look *look = data;
    if (look->session_no != service->session_no)
        return;
    g_ptr_array_unref(service->apply->offers);
    service->apply->offers = g_steal_pointer(&look->items);
    service_emit(service, SERVICE_EV_APPLICATION);
}

void apply_capture_refresh(Service *service, Capture source, const Field *field)
{
    Look *look = g_new0(Look, 1);
    look->session_no = service->session_no;
    look->folder = g_strdup(
        settings_get(service->settings, "capture", source == CAPTURE_USB ? "usb_dir" : "camera_dir"));
    look->field = field;
    look->catalogue = catalogue_ref(service->catalogue);
    look->items = g_ptr_array_new_with_free_func(item_free);
    g_ptr_array_set_size(service->apply->offers, 0);
    service_work(service, look_at_folder, folder_looked_at, look, look_free);
}

const GPtrArray *apply_capture_list(const Service *service)
{
    return service->apply->offers;
}

/* --- taking one ------------------------------------------------------------------------------- */
typedef struct {
    char *path; /* of the form */
    char *file; /* NULL: bytes are there already */
    GBytes *plain, *sealed;
    char *sha256, *stage, *svg;
    const char *type, *profile;
    const Field *field;
    Catalogue *catalogue;
    guint8 hub_key[SEAL_KEY_BYTES];
    gint64 now_ms;
    CaptureResult result;
} Take; /* counted: from reading and sealing on to the store */

static void take_clear(gpointer data)
{
    Take *take = data;
    g_free(take->path);
    g_free(take->file);
    g_clear_pointer(&take->plain, g_bytes_unref);
    g_clear_pointer(&take->sealed, g_bytes_unref);
    g_free(take->sha256);
    g_free(take->stage);
    seal_wipe_text(take->svg);
    catalogue_unref(take->catalogue);
}

static void take_unref(gpointer data)
{
    g_rc_box_release_full(data, take_clear);
}

/* A picture of a person or of their papers: wiped with its last reference. */
static GBytes *private_bytes(SealBuffer *buffer, gsize size)
{
    return g_bytes_new_with_free_func(seal_buffer_peek(buffer), size, (GDestroyNotify)seal_buffer_free,
                                      buffer);
}

static GBytes *private_copy(GBytes *bytes)
{
    gsize size = 0;
    gconstpointer data = g_bytes_get_data(bytes, &size);
    return private_bytes(seal_buffer_new_copy(data, size), size);
}

/* Never more than was allowed, whatever the file becomes while it is read; never a pipe or a link. */
static CaptureResult read_plain(Take *take)
{
    struct stat info;
    gsize limit =
        take->field->validation.max_kb > 0 ? (gsize)take->field->validation.max_kb * 1024 : BYTES_MAX;
    limit = MIN(limit, BYTES_MAX);
    int fd = open(take->file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return CAPTURE_GONE;
    CaptureResult result = CAPTURE_GONE;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0)
        result = (gsize)info.st_size > limit ? CAPTURE_TOO_BIG : CAPTURE_OK;
    if (result == CAPTURE_OK) {
        SealBuffer *buffer = seal_buffer_new(info.st_size);
        gsize have = 0;
        ssize_t n = 0;
        while (have < (gsize)info.st_size &&
               (n = read(fd, seal_buffer_data(buffer) + have, info.st_size - have)) > 0)
            have += n;
        take->plain = private_bytes(buffer, have);
        if (have < (gsize)info.st_size)
            result = CAPTURE_GONE;
    }
    close(fd);
    return result;
}

static CaptureResult judge_and_seal(Take *take)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data(take->plain, &size);
    int kind = kind_of(data, size);
    if (kind < 0 || (!take->svg && !texts_hold(&take->field->validation.formats, KINDS[kind].format)))
        return CAPTURE_WRONG_KIND;
    take->type = KINDS[kind].type;
    guint8 hash[SEAL_HASH_BYTES];
    seal_sha256(data, size, hash);
    take->sha256 = seal_hex(hash, sizeof hash);
    g_autoptr(GError) error = NULL;
    take->sealed = seal_stream(take->hub_key, data, size, &error);
    if (!take->sealed)
        g_warning("picture not sealed: %s", error->message);
    return take->sealed ? CAPTURE_OK : CAPTURE_NO_ROOM;
}

static void take_work(gpointer data)
{
    Take *take = data;
    take->result = take->file ? read_plain(take) : CAPTURE_OK;
    if (take->result == CAPTURE_OK)
        take->result = judge_and_seal(take);
}

static gboolean stage_job(Store *store, gpointer data, GError **error)
{
    const Take *take = data;
    return store_attachment_stage(store, take->stage, take->sha256, take->sealed, take->now_ms, error);
}

static json_t *entry_of(const Take *take)
{
    json_t *entry =
        json_pack("{s:s, s:I, s:s, s:s}", "sha256", take->sha256, "bytes",
                  (json_int_t)g_bytes_get_size(take->plain), "type", take->type, "profile", take->profile);
    if (take->svg)
        json_object_set_new(entry, "svg", json_string(take->svg));
    return entry;
}

static void finish(Service *service, CaptureResult result)
{
    service->apply->capturing = FALSE;
    service->apply->capture_result = result;
    service_emit(service, SERVICE_EV_APPLICATION);
}

/* The application may have been closed, or be another one, by the time the picture is there. */
static gboolean is_for_this(const Service *service, const Take *take)
{
    return service->apply->form && g_strcmp0(service->apply->stage, take->stage) == 0;
}

static void staged(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    ApplyPart *part = service->apply;
    const Take *take = data;
    if (!is_for_this(service, take))
        return;
    if (error) {
        g_warning("picture not kept: %s", error->message);
        finish(service, CAPTURE_NO_ROOM);
        return;
    }
    const json_t *before = form_get(part->form, take->path);
    json_auto_t *value = take->svg ? entry_of(take) : before ? json_deep_copy(before) : json_array();
    if (!take->svg)
        json_array_append_new(value, entry_of(take));
    form_set(part->form, take->path, value, NULL);
    form_wipe(value);
    g_hash_table_insert(part->captures, g_strdup(take->sha256), g_bytes_ref(take->plain));
    part->saved = FALSE;
    finish(service, CAPTURE_OK);
}

static void taken(Service *service, gpointer data)
{
    Take *take = data;
    if (!is_for_this(service, take))
        return;
    if (take->result != CAPTURE_OK)
        finish(service, take->result);
    else if (!service_store(service, stage_job, g_rc_box_acquire(take), take_unref, staged))
        finish(service, CAPTURE_NO_ROOM);
}

static const Field *field_at(const Service *service, const char *path)
{
    FieldState state;
    const Form *form = service->apply->form;
    return form && form_field_state(form, path, &state) ? state.field : NULL;
}

static gboolean take_begin(Service *service, const char *path, const char *file, GBytes *plain,
                           const char *svg)
{
    ApplyPart *part = service->apply;
    const Field *field = field_at(service, path);
    const guint8 *hub_key = sync_hub_key(service->sync);
    if (!field || part->capturing)
        return FALSE;
    if (!hub_key) {
        finish(service, CAPTURE_NO_ROOM);
        return FALSE;
    }
    const json_t *before = form_get(part->form, path);
    if (!svg && field->validation.max_count > 0 &&
        json_array_size(before) >= (size_t)field->validation.max_count) {
        finish(service, CAPTURE_TOO_MANY);
        return FALSE;
    }
    Take *take = g_rc_box_new0(Take);
    take->path = g_strdup(path);
    take->file = g_strdup(file);
    if (plain)
        take->plain = private_copy(plain);
    take->svg = g_strdup(svg);
    take->stage = g_strdup(part->stage);
    take->field = field;
    take->profile = svg ? "signature" : field->validation.profile;
    take->catalogue = catalogue_ref(service->catalogue);
    memcpy(take->hub_key, hub_key, sizeof take->hub_key);
    take->now_ms = service_now_ms(service);
    part->capturing = TRUE;
    service_work(service, take_work, taken, take, take_unref);
    return TRUE;
}

void apply_capture(Service *service, const char *path, Capture source, const CaptureItem *item)
{
    take_begin(service, path, item->path, NULL, NULL);
}

gboolean apply_is_capturing(const Service *service)
{
    return service->apply->capturing;
}

CaptureResult apply_capture_result(const Service *service)
{
    return service->apply->capture_result;
}

void apply_capture_remove(Service *service, const char *path, guint index)
{
    ApplyPart *part = service->apply;
    const json_t *before = part->form ? form_get(part->form, path) : NULL;
    if (!json_is_array(before) || index >= json_array_size(before))
        return;
    json_auto_t *value = json_deep_copy(before);
    json_array_remove(value, index);
    form_set(part->form, path, json_array_size(value) ? value : NULL, NULL);
    form_wipe(value);
    part->saved = FALSE;
    service_emit(service, SERVICE_EV_APPLICATION);
}

GBytes *apply_capture_bytes(const Service *service, const char *path, guint index)
{
    const ApplyPart *part = service->apply;
    const json_t *value = part->form ? form_get(part->form, path) : NULL;
    const json_t *entry = json_is_object(value) && index == 0 ? value : json_array_get(value, index);
    const char *sha256 = json_string_value(json_object_get(entry, "sha256"));
    return sha256 ? g_hash_table_lookup(part->captures, sha256) : NULL;
}

gboolean apply_sign(Service *service, const char *path, const char *svg, GBytes *png, guint strokes,
                    guint points, FormIssue *issue)
{
    ApplyPart *part = service->apply;
    if (!part->form)
        return FALSE;
    if (!svg || !*svg || !png) {
        part->saved = FALSE;
        return form_set(part->form, path, NULL, issue);
    }
    return take_begin(service, path, NULL, png, svg);
}
