#include "tests/support/hub_application.h"
#include <string.h>
#include "kiosk/domain/numbering.h"
#include "kiosk/seal/hash.h"

#define CONTENT_BYTES 700

void rig_application_free(RigApplication *item)
{
    if (!item)
        return;
    wire_application_free(item->application);
    g_ptr_array_unref(item->contents);
    g_free(item);
}

/* Puts a content behind a {"sha256", "bytes", …} value and names it in the envelope. */
static void give_content(RigApplication *item, const char *path, json_t *value, GRand *rng)
{
    guint8 plain[CONTENT_BYTES], hash[SEAL_HASH_BYTES];
    for (guint i = 0; i < sizeof plain; i++)
        plain[i] = (guint8)g_rand_int(rng);
    seal_sha256(plain, sizeof plain, hash);
    g_autofree char *hex = seal_hex(hash, sizeof hash);
    json_object_set_new(value, "sha256", json_string(hex));
    json_object_set_new(value, "bytes", json_integer(sizeof plain));
    WireAttachment *attachment = g_new0(WireAttachment, 1);
    const char *profile = json_string_value(json_object_get(value, "profile"));
    attachment->field = g_strdup(path);
    attachment->sha256 = g_strdup(hex);
    attachment->bytes = sizeof plain;
    attachment->type = g_strdup(json_string_value(json_object_get(value, "type")));
    attachment->profile = g_strdup(profile ? profile : "");
    g_ptr_array_add(item->application->attachments, attachment);
    g_ptr_array_add(item->contents, g_bytes_new(plain, sizeof plain));
}

static void give_contents(RigApplication *item, const char *path, json_t *value, GRand *rng)
{
    const char *key;
    json_t *inner;
    size_t i;
    if (json_is_object(value) && json_object_get(value, "sha256"))
        give_content(item, path, value, rng);
    else if (json_is_object(value))
        json_object_foreach(value, key, inner) give_contents(item, key, inner, rng);
    else
        json_array_foreach(value, i, inner) give_contents(item, path, inner, rng);
}

static WirePerson *person_of(const json_t *card, const json_t *answers, GRand *rng)
{
    WirePerson *person = wire_person_new();
    const char *name = json_string_value(json_object_get(card, "name"));
    const char *number = json_string_value(json_object_get(card, "id_number"));
    if (!number) /* assisted, without a card: whatever the answers say first */
        number = json_string_value(json_object_get(answers, "applicant_id"));
    char somebody[19];
    walk_id_number(rng, day_from_ymd(1988, 3, 15), somebody);
    wire_set(&person->name, name ? name : "某人");
    wire_set(&person->id_number, number ? number : somebody);
    wire_set(&person->grade, card ? "proved" : "stated");
    wire_set(&person->source, card ? "samv" : "stated");
    return person;
}

static gint64 now_of(const RigKiosk *kiosk)
{
    return kiosk->now_s ? kiosk->now_s : RIG_NOW_US / G_USEC_PER_SEC;
}

static Day day_of(const RigKiosk *kiosk)
{
    g_autofree char *at = wire_time(now_of(kiosk));
    at[10] = '\0';
    return day_parse(at);
}

static void fill_envelope(HubRig *rig, const RigKiosk *kiosk, RigApplication *item, const Form *form,
                          GRand *rng)
{
    WireApplication *application = item->application;
    g_autofree char *key = g_uuid_string_random();
    g_autofree char *case_no = rig ? rig_case_no(rig, kiosk) : g_strdup("");
    g_autofree char *at = wire_time(now_of(kiosk));
    char code[QUERY_CODE_SIZE];
    const FormContext *context = form_context(form);
    query_code_format(g_rand_int(rng), code);
    wire_set(&application->case_no, case_no);
    wire_set(&application->query_code, code);
    wire_set(&application->idempotency_key, key);
    wire_set(&application->matter_id, form_matter(form)->id);
    wire_set(&application->mode, session_mode_name(context->mode));
    wire_set(&application->kiosk_no, kiosk->kiosk_no);
    wire_set(&application->community, kiosk->community);
    wire_set(&application->submitted_at, at);
    wire_set(&application->lang, "zh");
    json_decref(application->context);
    application->context = form_context_to_json(context);
    json_decref(application->answers);
    application->answers = form_answers(form);
    application->applicant = person_of(context->card, application->answers, rng);
    if (context->agent_card)
        application->agent = person_of(context->agent_card, NULL, rng);
    g_ptr_array_unref(application->stated);
    g_autoptr(GPtrArray) stated = form_stated(form);
    application->stated = g_ptr_array_new();
    for (guint i = 0; i < stated->len; i++)
        g_ptr_array_add(application->stated, g_strdup(stated->pdata[i]));
    give_contents(item, "", application->answers, rng);
}

RigApplication *rig_application(HubRig *rig, const RigKiosk *kiosk, Catalogue *catalogue,
                                const Matter *matter, SessionMode mode, GRand *rng)
{
    WalkPerson person = {0};
    g_autofree char *why = NULL;
    if (!walk_person(catalogue, matter, mode, day_of(kiosk), rng, &person))
        return NULL;
    json_object_set_new(person.session, "community", json_string(kiosk->community));
    g_autoptr(Form) form = form_create(catalogue, matter, &person.context);
    if (!walk_fill(form, rng, &why))
        g_error("%s: %s", matter->id, why);
    RigApplication *item = g_new0(RigApplication, 1);
    item->contents = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    item->application = wire_application_new();
    wire_set(&item->application->catalogue_version, catalogue->version);
    fill_envelope(rig, kiosk, item, form, rng);
    walk_person_clear(&person);
    return item;
}

void rig_send_contents(HubRig *rig, const RigKiosk *kiosk, const RigApplication *item)
{
    for (guint i = 0; i < item->contents->len; i++) {
        const WireAttachment *attachment = item->application->attachments->pdata[i];
        gsize size = 0, sealed_size = 0;
        guint8 hash[SEAL_HASH_BYTES];
        gconstpointer plain = g_bytes_get_data(item->contents->pdata[i], &size);
        g_autoptr(GBytes) sealed = seal_stream(kiosk->hub_key, plain, size, NULL);
        gconstpointer data = g_bytes_get_data(sealed, &sealed_size);
        seal_sha256(data, sealed_size, hash);
        g_autofree char *hex = seal_hex(hash, sizeof hash);
        g_autofree char *path = g_strdup_printf(WIRE_PATH_BLOBS "%s?sealed=%s&offset=0&total=%zu",
                                                attachment->sha256, hex, sealed_size);
        g_autoptr(HttpReply) reply = rig_send(rig, kiosk, "PUT", path, data, sealed_size);
        if (reply->status != 201 && reply->status != 200)
            g_error("attachment %s: %u %s", attachment->field, reply->status, (char *)reply->body->data);
    }
}

char *rig_case_text(const RigKiosk *kiosk, const RigApplication *item)
{
    const WireApplication *application = item->application;
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    char *inner = wire_application_encode(application, &size, &error);
    if (!inner)
        g_error("application: %s", error->message);
    WireCase outer = {
        .idempotency_key = application->idempotency_key,
        .case_no = application->case_no,
        .kiosk_no = application->kiosk_no,
        .matter_id = application->matter_id,
        .submitted_at = application->submitted_at,
        .sealed = seal_box(kiosk->hub_key, inner, size, NULL),
    };
    char *text = wire_case_encode(&outer, NULL, &error);
    if (!text)
        g_error("case: %s", error->message);
    g_bytes_unref(outer.sealed);
    wire_text_free(inner);
    return text;
}

HttpReply *rig_put_case(HubRig *rig, const RigKiosk *kiosk, const RigApplication *item)
{
    g_autofree char *path = g_strconcat(WIRE_PATH_CASES, item->application->idempotency_key, NULL);
    return rig_send_text(rig, kiosk, "PUT", path, rig_case_text(kiosk, item));
}
