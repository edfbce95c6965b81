/* The session around its pure model: cards in, timers, the key that only this card gives, and the wiping. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include "kiosk/service/service_private.h"
#include "kiosk/domain/mask.h"

struct SessionPart {
    SessionModel model;
    SessionTimes times;
    guint timer;
    Card card;     /* CARD_NOTHING: nobody */
    SealCard *key; /* derived on a worker; NULL until then */
    SessionPerson person;
    SessionEnd last_end;
    CardProblem problem;
};

static void tick_at(Service *service, gint64 next_ms);

/* Held by tests together with the wall clock, so that both stand still. */
static gint64 mono_ms(const Service *service)
{
    return service->held_now_ms ? service->held_now_ms : g_get_monotonic_time() / 1000;
}

/* --- the person ------------------------------------------------------------------------------- */
static void fill_person(Service *service)
{
    SessionPart *part = service->session;
    Day today = service_today(service);
    g_autofree char *name = mask_name(part->card.name);
    g_autofree char *id = mask_id(part->card.number);
    g_strlcpy(part->person.name_masked, name, sizeof part->person.name_masked);
    g_strlcpy(part->person.id_masked, id, sizeof part->person.id_masked);
    part->person.age = card_age(&part->card, today);
    part->person.validity = card_validity(&part->card, today);
    part->person.can_submit = card_may(&part->card, CARD_RIGHT_APPLY, today) == CARD_MAY;
    part->person.is_token = part->card.kind == CARD_TOKEN;
}

typedef struct {
    guint session_no;
    SealBuffer *salt;
    guint8 digest[CARD_DIGEST_SIZE];
    SealCard *key;
    GError *error;
} KeyWork;

static void key_work_free(gpointer data)
{
    KeyWork *work = data;
    seal_wipe(work->digest, sizeof work->digest);
    seal_buffer_free(work->salt);
    seal_card_free(work->key);
    g_clear_error(&work->error);
    g_free(work);
}

static void derive_key(gpointer data)
{
    KeyWork *work = data;
    work->key = seal_card_new(seal_buffer_peek(work->salt), "identity", work->digest, sizeof work->digest,
                              &work->error);
}

static void key_derived(Service *service, gpointer data)
{
    KeyWork *work = data;
    if (work->error)
        g_warning("card key not derived: %s", work->error->message);
    if (!work->key || work->session_no != service->session_no)
        return;
    service->session->key = g_steal_pointer(&work->key);
    apply_key_ready(service);
}

static void open_person(Service *service, const Card *card)
{
    SessionPart *part = service->session;
    part->card = *card;
    fill_person(service);
    KeyWork *work = g_new0(KeyWork, 1);
    work->session_no = service->session_no;
    work->salt = seal_buffer_new_copy(seal_buffer_peek(service->salt), seal_buffer_len(service->salt));
    card_digest(card, work->digest);
    service_work(service, derive_key, key_derived, work, key_work_free);
    service_audit(service, "resident", "resident.login(card)", NULL, NULL, "ok");
    progress_refresh(service);
}

static void forget_person(Service *service, SessionEnd why)
{
    SessionPart *part = service->session;
    apply_session_ends(service);
    progress_session_ends(service);
    print_session_ends(service);
    staff_session_ends(service);
    if (part->card.kind != CARD_NOTHING)
        service_audit(service, "resident", "resident.logout", NULL, NULL, "ok");
    card_wipe(&part->card);
    g_clear_pointer(&part->key, seal_card_free);
    seal_wipe(&part->person, sizeof part->person);
    part->person.age = -1;
    part->last_end = why;
    part->problem = CARD_PROBLEM_NONE;
    service->help_ms = 0;
    service->session_no++;
}

/* --- the model's orders ----------------------------------------------------------------------- */
static void feed(Service *service, SessionInput input, SessionEnd why)
{
    SessionPart *part = service->session;
    gint64 next_ms = 0;
    SessionActions actions = session_step(&part->model, input, &part->times, mono_ms(service), &next_ms);
    if (actions & SESSION_ACT_WIPE)
        forget_person(service, why);
    tick_at(service, next_ms);
    if (actions != SESSION_ACT_NONE || part->model.asking)
        service_emit(service, SERVICE_EV_SESSION);
}

static gboolean tick(gpointer data)
{
    Service *service = data;
    service->session->timer = 0;
    feed(service, SESSION_IN_TICK, SESSION_END_TIMEOUT);
    return G_SOURCE_REMOVE;
}

static void tick_at(Service *service, gint64 next_ms)
{
    SessionPart *part = service->session;
    g_clear_handle_id(&part->timer, g_source_remove);
    if (next_ms == 0 || service->held_now_ms)
        return;
    gint64 wait = next_ms - mono_ms(service);
    part->timer = g_timeout_add(CLAMP(wait, 0, G_MAXINT / 2), tick, service);
}

/* --- cards ------------------------------------------------------------------------------------ */
void session_set_card_problem(Service *service, CardProblem problem)
{
    service->session->problem = problem;
    if (problem != CARD_PROBLEM_NONE)
        service_emit(service, SERVICE_EV_CARD_PROBLEM);
}

/* Somebody holds a card to a kiosk at rest, and it cannot be used: they are told in a guest session. */
static void card_trouble(Service *service, CardProblem problem)
{
    if (service->session->model.state == SESSION_RESTING)
        feed(service, SESSION_IN_TOUCH, SESSION_END_BUTTON);
    session_set_card_problem(service, problem);
}

static void identity_read(Service *service, const Card *card)
{
    SessionPart *part = service->session;
    if (apply_card_wanted(service) != APPLY_CARD_NONE) {
        feed(service, SESSION_IN_TOUCH, SESSION_END_BUTTON);
        apply_card_read(service, card);
        return;
    }
    if (part->card.kind == CARD_IDENTITY && card_same(&part->card, card)) {
        feed(service, SESSION_IN_TOUCH, SESSION_END_BUTTON);
        return;
    }
    if (part->card.kind != CARD_NOTHING) /* somebody else's card: the one before is gone */
        feed(service, SESSION_IN_LEAVE, SESSION_END_CARD_REMOVED);
    if (part->model.state == SESSION_STAFF || part->model.state == SESSION_STAFF_PIN)
        return;
    open_person(service, card);
    feed(service, SESSION_IN_CARD, SESSION_END_BUTTON);
}

/* --- badges: a token that the store knows ----------------------------------------------------- */
typedef struct {
    SealBuffer *salt;
    guint8 serial[CARD_SERIAL_MAX];
    guint8 serial_len;
    SealCard *key;
    GError *error;
    StoreStaff staff;
} Badge; /* counted: from the key derivation on to the store */

static void badge_clear(gpointer data)
{
    Badge *badge = data;
    seal_buffer_free(badge->salt);
    seal_card_free(badge->key);
    g_clear_error(&badge->error);
}

static void badge_unref(gpointer data)
{
    g_rc_box_release_full(data, badge_clear);
}

static void derive_badge(gpointer data)
{
    Badge *badge = data;
    badge->key = seal_card_new(seal_buffer_peek(badge->salt), "token", badge->serial, badge->serial_len,
                               &badge->error);
}

static gboolean find_badge(Store *store, gpointer data, GError **error)
{
    Badge *badge = data;
    return store_badge_find(store, badge->key->tag, &badge->staff, error);
}

static void badge_found(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    const Badge *badge = data;
    if (!error && service->session->model.state == SESSION_STAFF) {
        feed(service, SESSION_IN_TOUCH,
             SESSION_END_BUTTON); /* somebody is logged in: nobody takes their place */
    } else if (!error) {
        feed(service, SESSION_IN_BADGE,
             SESSION_END_BUTTON); /* forgets whoever was there, also another badge */
        staff_badge_read(service, &badge->staff);
        service_emit(service, SERVICE_EV_STAFF);
    } else {
        if (!g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
            g_warning("badge not looked up: %s", error->message);
        card_trouble(service, CARD_PROBLEM_TOKEN_ONLY);
    }
}

static void badge_derived(Service *service, gpointer data)
{
    Badge *badge = data;
    if (badge->key)
        service_store(service, find_badge, g_rc_box_acquire(badge), badge_unref, badge_found);
    else
        g_warning("badge not looked up: %s", badge->error->message);
}

static void token_read(Service *service, const Card *card)
{
    Badge *badge = g_rc_box_new0(Badge);
    badge->salt = seal_buffer_new_copy(seal_buffer_peek(service->salt), seal_buffer_len(service->salt));
    memcpy(badge->serial, card->serial, card->serial_len);
    badge->serial_len = card->serial_len;
    service_work(service, derive_badge, badge_derived, badge, badge_unref);
}

static void card_read(Service *service, const json_t *data)
{
    g_autoptr(GError) error = NULL;
    Day today = service_time_is_certain(service) ? service_today(service) : DAY_NONE;
    Card card;
    if (!card_from_json(data, today, &card, &error)) {
        g_message("card refused: %s", card_refusal_code(error->code));
        service_audit(service, "resident", "resident.login(card)", NULL, card_refusal_code(error->code),
                      "refused");
        card_trouble(service, CARD_PROBLEM_REFUSED);
        return;
    }
    service->session->problem = CARD_PROBLEM_NONE;
    if (card.kind == CARD_IDENTITY)
        identity_read(service, &card);
    else
        token_read(service, &card);
    card_wipe(&card);
}

static void card_gone(Service *service)
{
    SessionPart *part = service->session;
    if (part->problem != CARD_PROBLEM_NONE) {
        part->problem = CARD_PROBLEM_NONE;
        service_emit(service, SERVICE_EV_CARD_PROBLEM);
    }
    /* Somebody who applies for another changes cards: that ends nothing. */
    if (apply_card_wanted(service) == APPLY_CARD_NONE)
        feed(service, SESSION_IN_CARD_GONE, SESSION_END_CARD_REMOVED);
}

static CardProblem problem_of(const char *word)
{
    HalCardProblem problem = HAL_CARD_UNREADABLE;
    hal_card_problem_parse(word, &problem);
    switch (problem) {
    case HAL_CARD_UNREADABLE:
        return CARD_PROBLEM_UNREADABLE;
    case HAL_CARD_REMOVED_TOO_EARLY:
        return CARD_PROBLEM_TOO_EARLY;
    case HAL_CARD_TWO_CARDS:
        return CARD_PROBLEM_TWO_CARDS;
    case HAL_CARD_NEEDS_PIN:
        return CARD_PROBLEM_NEEDS_PIN;
    case HAL_CARD_RANDOM_UID:
        return CARD_PROBLEM_TOKEN_ONLY;
    case HAL_CARD_GARBAGE:
        return CARD_PROBLEM_REFUSED;
    }
    return CARD_PROBLEM_UNREADABLE;
}

static void reader_event(HalClient *client, guint64 id, const char *name, const json_t *data, gpointer user)
{
    Service *service = user;
    const char *reader = settings_get(service->settings, "devices", "reader");
    if (g_str_equal(name, HAL_READER_CARD)) {
        devices_count(service, reader, TRUE);
        card_read(service, data);
    } else if (g_str_equal(name, HAL_READER_CARD_REMOVED)) {
        card_gone(service);
    } else if (g_str_equal(name, HAL_READER_CARD_PROBLEM)) {
        devices_count(service, reader, FALSE);
        if (service->session->model.state == SESSION_RESTING)
            feed(service, SESSION_IN_TOUCH, SESSION_END_BUTTON);
        session_set_card_problem(service, problem_of(json_string_value(json_object_get(data, "problem"))));
    }
}

/* --- for the screens -------------------------------------------------------------------------- */
void session_touched(Service *service)
{
    feed(service, SESSION_IN_TOUCH, SESSION_END_BUTTON);
}

void session_leave(Service *service)
{
    feed(service, SESSION_IN_LEAVE, SESSION_END_BUTTON);
}

void session_pin_ok(Service *service)
{
    feed(service, SESSION_IN_PIN_OK, SESSION_END_BUTTON);
}

void session_set_elder(Service *service, gboolean elder)
{
    service->session->model.elder = elder;
    feed(service, SESSION_IN_TICK, SESSION_END_TIMEOUT);
}

void session_set_sensitive(Service *service, gboolean sensitive)
{
    service->session->model.sensitive = sensitive;
    feed(service, SESSION_IN_TICK, SESSION_END_TIMEOUT);
}

gboolean session_is_elder(const Service *service)
{
    return service->session->model.elder;
}

SessionState session_state(const Service *service)
{
    return service->session->model.state;
}

const SessionPerson *session_person(const Service *service)
{
    return &service->session->person;
}

SessionEnd session_last_end(const Service *service)
{
    return service->session->last_end;
}

CardProblem session_card_problem(const Service *service)
{
    return service->session->problem;
}

int session_countdown_total_s(const Service *service)
{
    const SessionPart *part = service->session;
    return part->model.elder ? part->times.elder_countdown_s : part->times.countdown_s;
}

int session_countdown_s(const Service *service)
{
    const SessionPart *part = service->session;
    if (!part->model.asking)
        return -1;
    int passed = (mono_ms(service) - part->model.asked_ms) / 1000;
    return MAX(session_countdown_total_s(service) - passed, 0);
}

const Card *session_card(const Service *service)
{
    return service->session->card.kind == CARD_IDENTITY ? &service->session->card : NULL;
}

const SealCard *session_card_key(const Service *service)
{
    return service->session->key;
}

gboolean session_person_tag(const Service *service, guint8 tag[SEAL_TAG_BYTES])
{
    const Card *card = session_card(service);
    return card && sync_person_tag(service->sync, card->number, tag);
}

/* --- the part --------------------------------------------------------------------------------- */
static int seconds(const Service *service, const char *key)
{
    return settings_get_int(service->settings, "time", key);
}

void session_part_create(Service *service)
{
    SessionPart *part = service->session = g_new0(SessionPart, 1);
    part->person.age = -1;
    part->times = (SessionTimes){seconds(service, "idle_s"), seconds(service, "countdown_s"),
                                 seconds(service, "elder_idle_s"), seconds(service, "elder_countdown_s"),
                                 seconds(service, "sensitive_s")};
    if (service->hal)
        hal_client_listen(service->hal, settings_get(service->settings, "devices", "reader"), reader_event,
                          service);
}

void session_part_end(Service *service)
{
    feed(service, SESSION_IN_LEAVE, SESSION_END_SERVICE);
    progress_session_ends(service); /* also what somebody without a card asked for */
}

void session_part_free(Service *service)
{
    SessionPart *part = service->session;
    if (!part)
        return;
    g_clear_handle_id(&part->timer, g_source_remove);
    card_wipe(&part->card);
    seal_card_free(part->key);
    seal_wipe(part, sizeof *part);
    g_clear_pointer(&service->session, g_free);
}
