#define G_LOG_DOMAIN "hub-people"
#include "kiosk/hub/cases/people.h"
#include <microhttpd.h>
#include <string.h>
#include "kiosk/hub/api/request.h"
#include "kiosk/hub/cases/trace.h"
#include "kiosk/seal/hash.h"
#include "kiosk/wire/fleet.h"

#define PEOPLE_MAX         100000
#define REGISTER_MAX_BYTES (64 * 1024 * 1024)

char *people_tag_hex(const Hub *hub, const char *id_number)
{
    guint8 tag[SEAL_TAG_BYTES];
    seal_person_tag(seal_buffer_peek(hub->person_key), id_number, tag);
    return seal_hex(tag, sizeof tag);
}

/* --- the file -------------------------------------------------------------------------------- */
static gboolean bad_entry(const char *path, size_t i, const char *remedy, GError **error)
{
    g_set_error(error, HUB_ERROR, HUB_ERROR_CONFIG, "%s: people[%zu]: %s", path, i, remedy);
    return FALSE;
}

static gboolean read_people(Hub *hub, const char *path, const json_t *file, GError **error)
{
    const json_t *people = json_object_get(file, "people");
    const char *schema = json_string_value(json_object_get(file, "schema"));
    if (g_strcmp0(schema, "kiosk.register/1") != 0 || !json_is_array(people) ||
        json_array_size(people) > PEOPLE_MAX) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_CONFIG,
                    "%s: must be {\"schema\": \"kiosk.register/1\", \"people\": [at most %d]}", path,
                    PEOPLE_MAX);
        return FALSE;
    }
    for (size_t i = 0; i < json_array_size(people); i++) {
        const json_t *person = json_array_get(people, i);
        const char *id_number = json_string_value(json_object_get(person, "id_number"));
        json_t *values = json_object_get(person, "values");
        if (!id_number || strlen(id_number) != 18)
            return bad_entry(path, i, "id_number: must be 18 characters", error);
        if (!json_is_object(values))
            return bad_entry(
                path, i, "values: must be an object, such as {\"resident.phone\": \"13800000001\"}", error);
        g_autofree char *tag = people_tag_hex(hub, id_number);
        json_object_set(hub->people, tag, values);
    }
    return TRUE;
}

gboolean people_load(Hub *hub, const HubOptions *options, GError **error)
{
    const char *config = options->config_dir ? options->config_dir : KIOSK_CONFIG_DIR;
    g_autofree char *path = options->register_file ? g_strdup(options->register_file)
                                                   : g_build_filename(config, "hub", "register.json", NULL);
    hub->people = json_object();
    if (!options->register_file && !g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autofree char *text = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &text, &size, error))
        return FALSE;
    json_error_t at = {0};
    json_t *file = size <= REGISTER_MAX_BYTES ? json_loadb(text, size, JSON_REJECT_DUPLICATES, &at) : NULL;
    if (!file) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_CONFIG,
                    "%s:%d: is no JSON, doubles a key, or is above %d MiB", path, at.line,
                    REGISTER_MAX_BYTES / (1024 * 1024));
        return FALSE;
    }
    gboolean good = read_people(hub, path, file, error);
    json_decref(file);
    return good;
}

void people_clear(Hub *hub)
{
    g_clear_pointer(&hub->people, json_decref);
}

const json_t *people_value(const Hub *hub, const char *tag_hex, const char *name)
{
    const json_t *person = json_object_get(hub->people, tag_hex);
    if (!g_str_has_prefix(name, "agent."))
        return json_object_get(person, name);
    g_autofree char *own = g_strconcat("resident.", name + strlen("agent."), NULL);
    return json_object_get(person, own);
}

/* --- look-ups -------------------------------------------------------------------------------- */
static gboolean trace_lookup(Hub *hub, const char *kiosk_no, const WireLookup *message, GError **error)
{
    HubTrace trace = {.actor_type = "kiosk",
                      .actor_id = kiosk_no,
                      .kiosk_no = kiosk_no,
                      .matter_id = message->purpose,
                      .event = "person.lookup"};
    if (!hub_db_begin(hub->db, error))
        return FALSE;
    if (trace_add(hub, &trace, error))
        return hub_db_commit(hub->db, error);
    hub_db_rollback(hub->db);
    return FALSE;
}

void api_lookup(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WireLookup) message =
        wire_lookup_decode((const char *)request->body->data, request->body->len, &error);
    /* No answer without its trace: who looked what up, for which matter. */
    if (!message || !trace_lookup(hub, request->kiosk_no, message, &error)) {
        reply_error(reply, error);
        return;
    }
    WireLookupAnswer answer = {.values = json_object()};
    for (guint i = 0; i < message->names->len; i++) {
        const json_t *value = people_value(hub, message->person_tag, message->names->pdata[i]);
        if (value)
            json_object_set(answer.values, message->names->pdata[i], (json_t *)value);
        else
            g_debug("look-up finds nothing: %s", (const char *)message->names->pdata[i]);
    }
    gsize size = 0;
    char *text = wire_lookup_answer_encode(&answer, &size, &error);
    json_decref(answer.values);
    if (text)
        reply_sealed(hub, request->kiosk_no, reply, text, size);
    else
        reply_error(reply, error);
}
