/* Questions while a person waits: person's cases, look-ups, withdrawal. Each has its own request and deadline
 * and does not wait for the round under way. Answers with personal data come sealed to this kiosk. */
#define G_LOG_DOMAIN "sync"
#include <string.h>
#include "kiosk/sync/internal.h"

typedef enum { CALL_CASES, CALL_LOOKUP, CALL_WITHDRAW } CallKind;

struct SyncCall {
    Sync *sync;
    CallKind kind;
    SyncJob *job; /* NULL: it could not be sent */
    guint idle;   /* then the answer comes from here */
    GError *error;
    union {
        SyncCasesDone cases;
        SyncLookupDone lookup;
        SyncWithdrawDone withdraw;
    } done;
    gpointer user_data;
};

static void call_free(SyncCall *call)
{
    g_ptr_array_remove_fast(call->sync->calls, call);
    g_clear_handle_id(&call->idle, g_source_remove);
    g_clear_error(&call->error);
    g_free(call);
}

void sync_cancel(SyncCall *call)
{
    if (call->job)
        sync_http_cancel(call->job);
    call_free(call);
}

void sync_calls_stop(Sync *sync)
{
    while (sync->calls->len)
        sync_cancel(sync->calls->pdata[0]);
}

/* --- answers --------------------------------------------------------------------------------- */
static SealBuffer *open_sealed(const Sync *sync, const SyncAnswer *answer, GError **error)
{
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    g_autoptr(WireSealed) message = wire_sealed_decode(size ? body : "", size, error);
    if (!message)
        return NULL;
    gconstpointer sealed = g_bytes_get_data(message->sealed, &size);
    return seal_box_open(sync->pair, sealed, size, error);
}

static void status_free(gpointer data)
{
    wire_status_free(data);
}

static void finish_cases(SyncCall *call, const SyncAnswer *answer)
{
    GPtrArray *statuses = NULL;
    g_autoptr(SealBuffer) plain = call->error ? NULL : open_sealed(call->sync, answer, &call->error);
    g_autoptr(WireCaseList) list = plain ? wire_case_list_decode((const char *)seal_buffer_peek(plain),
                                                                 seal_buffer_len(plain), &call->error)
                                         : NULL;
    if (list) {
        statuses = g_ptr_array_new_with_free_func(status_free);
        while (list->cases->len)
            g_ptr_array_add(statuses, g_ptr_array_steal_index(list->cases, 0));
    }
    call->done.cases(statuses, call->error, call->user_data);
    g_clear_pointer(&statuses, g_ptr_array_unref);
}

static void finish_lookup(SyncCall *call, const SyncAnswer *answer)
{
    g_autoptr(SealBuffer) plain = call->error ? NULL : open_sealed(call->sync, answer, &call->error);
    g_autoptr(WireLookupAnswer) message =
        plain ? wire_lookup_answer_decode((const char *)seal_buffer_peek(plain), seal_buffer_len(plain),
                                          &call->error)
              : NULL;
    call->done.lookup(message ? message->values : NULL, call->error, call->user_data);
}

static void finish_withdraw(SyncCall *call, const SyncAnswer *answer)
{
    gsize size = 0;
    const char *body = answer ? g_bytes_get_data(answer->body, &size) : NULL;
    g_autoptr(WireReceipt) receipt =
        call->error ? NULL : wire_receipt_decode(size ? body : "", size, &call->error);
    call->done.withdraw(receipt, call->error, call->user_data);
}

static void finish(SyncCall *call, const SyncAnswer *answer)
{
    switch (call->kind) {
    case CALL_CASES:
        finish_cases(call, answer);
        break;
    case CALL_LOOKUP:
        finish_lookup(call, answer);
        break;
    case CALL_WITHDRAW:
        finish_withdraw(call, answer);
        break;
    }
    call_free(call);
}

static void on_answer(const SyncAnswer *answer, gpointer user_data)
{
    SyncCall *call = user_data;
    Sync *sync = call->sync;
    guint status = answer->status;
    char why[96];
    call->job = NULL;
    sync_refusal_text(answer, why, sizeof why);
    if (answer->status == 0)
        g_set_error_literal(&call->error, SYNC_ERROR, SYNC_ERROR_OFFLINE, why);
    else if (answer->status != 200 && answer->status != 201)
        g_set_error_literal(&call->error, SYNC_ERROR,
                            answer->status >= 500 ? SYNC_ERROR_OFFLINE : SYNC_ERROR_REFUSED, why);
    finish(call, answer);
    /* Only now: who hears of a new state may ask anew, and cancel what was asked before. */
    sync_heard(sync, status);
    if (status == 0)
        sync_doubt(sync);
}

static gboolean on_idle(gpointer user_data)
{
    SyncCall *call = user_data;
    call->idle = 0;
    finish(call, NULL);
    return G_SOURCE_REMOVE;
}

/* --- questions ------------------------------------------------------------------------------- */
/* text is taken; NULL with an error in the call: the answer comes from the loop, never from inside this
 * function. */
static SyncCall *send_call(SyncCall *call, const char *path, char *text, gsize size, guint deadline_ms)
{
    Sync *sync = call->sync;
    g_ptr_array_add(sync->calls, call);
    if (text && (sync->stopped || !sync->identity)) {
        g_set_error(&call->error, SYNC_ERROR, SYNC_ERROR_OFFLINE, "not registered, or stopped");
        g_clear_pointer(&text, wire_text_free);
    }
    if (!text) {
        call->idle = g_idle_add(on_idle, call);
        return call;
    }
    g_autoptr(GBytes) body = sync_text_bytes(text, size);
    SyncAsk ask = {.method = "POST", .path = path, .body = body, .timeout_ms = deadline_ms};
    call->job = sync_http_send(sync->http, &ask, on_answer, call);
    return call;
}

static SyncCall *call_new(Sync *sync, CallKind kind, gpointer user_data)
{
    SyncCall *call = g_new0(SyncCall, 1);
    call->sync = sync;
    call->kind = kind;
    call->user_data = user_data;
    return call;
}

static SyncCall *query(Sync *sync, const char *tag, const char *code, guint deadline_ms, SyncCasesDone done,
                       gpointer user_data)
{
    SyncCall *call = call_new(sync, CALL_CASES, user_data);
    WirePersonQuery message = {.person_tag = (char *)tag, .query_code = (char *)code};
    gsize size = 0;
    call->done.cases = done;
    char *text = wire_person_query_encode(&message, &size, &call->error);
    return send_call(call, WIRE_PATH_PERSONS, text, size, deadline_ms);
}

SyncCall *sync_query_person(Sync *sync, const char *person_tag_hex, guint deadline_ms, SyncCasesDone done,
                            gpointer user_data)
{
    return query(sync, person_tag_hex, "", deadline_ms, done, user_data);
}

SyncCall *sync_query_code(Sync *sync, const char *query_code, guint deadline_ms, SyncCasesDone done,
                          gpointer user_data)
{
    return query(sync, "", query_code, deadline_ms, done, user_data);
}

SyncCall *sync_lookup(Sync *sync, const char *person_tag_hex, const char *purpose, const char *const *names,
                      guint deadline_ms, SyncLookupDone done, gpointer user_data)
{
    SyncCall *call = call_new(sync, CALL_LOOKUP, user_data);
    g_autoptr(WireLookup) message = wire_lookup_new(person_tag_hex, purpose);
    gsize size = 0;
    call->done.lookup = done;
    for (; *names; names++)
        wire_lookup_add(message, *names);
    char *text = wire_lookup_encode(message, &size, &call->error);
    return send_call(call, WIRE_PATH_LOOKUPS, text, size, deadline_ms);
}

SyncCall *sync_withdraw(Sync *sync, const char *case_no, const char *person_tag_hex, const char *reason,
                        guint deadline_ms, SyncWithdrawDone done, gpointer user_data)
{
    SyncCall *call = call_new(sync, CALL_WITHDRAW, user_data);
    g_autofree char *key = g_uuid_string_random();
    WireWithdrawal message = {.idempotency_key = key,
                              .case_no = (char *)case_no,
                              .person_tag = (char *)person_tag_hex,
                              .reason = (char *)reason};
    gsize size = 0;
    call->done.withdraw = done;
    char *text = wire_withdrawal_encode(&message, &size, &call->error);
    return send_call(call, WIRE_PATH_WITHDRAW, text, size, deadline_ms);
}
