/* Sending what the outbox holds, one row at a time: an application's attachments piece by piece, then the
 * message itself under its idempotency key. Only the hub's yes takes a row away; whatever is lost on the way
 * is sent again and recognised there. */
#define G_LOG_DOMAIN "sync"
#include <string.h>
#include "kiosk/sync/internal.h"

#define MISSING_ROUNDS 3 /* how often the hub may ask for attachments again before the row waits */
#define HELP_KEEP_MS   (10 * 60 * 1000)

/* The row under way. */
typedef struct SyncSending {
    StoreOutItem *item;
    GPtrArray *attachments; /* of StoreAttachment; NULL: not read yet */
    guint at;               /* the attachment being sent */
    guint missing_rounds;
} Sending;

static void send_next_row(Sync *sync);
static void send_attachment(Sync *sync);

static void sending_free(gpointer data)
{
    Sending *sending = data;
    g_clear_pointer(&sending->item, store_out_item_free);
    g_clear_pointer(&sending->attachments, g_ptr_array_unref);
    g_free(sending);
}

void sync_sending_clear(Sync *sync)
{
    g_clear_pointer(&sync->sending, sending_free);
}

/* --- how a row ends -------------------------------------------------------------------------- */
typedef enum { END_ACKNOWLEDGED, END_REFUSED, END_LATER } EndKind;
typedef struct {
    EndKind kind;
    gint64 id, due_ms;
    char text[96];
    WireReceipt *receipt;
    gboolean hub_is_gone;
} End;

static void end_free(gpointer data)
{
    End *end = data;
    wire_receipt_free(end->receipt);
    g_free(end);
}

static gboolean write_end(Store *store, gpointer data, GError **error)
{
    const End *end = data;
    switch (end->kind) {
    case END_ACKNOWLEDGED: {
        const WireReceipt *receipt = end->receipt;
        StoreOutAck ack = {
            .case_no = *receipt->case_no ? receipt->case_no : NULL,
            .state = *receipt->state ? receipt->state : NULL,
            .pct = *receipt->state ? (int)receipt->pct : -1,
            .revision = receipt->revision,
        };
        return store_outbox_ack(store, end->id, &ack, sync_now_ms(), error);
    }
    case END_REFUSED:
        return store_outbox_refuse(store, end->id, end->text, sync_now_ms(), error);
    case END_LATER:
        return store_outbox_failed(store, end->id, end->text, sync_now_ms(), end->due_ms, error);
    }
    g_return_val_if_reached(FALSE);
}

static void on_ended(Sync *sync, gpointer data, const GError *error)
{
    const End *end = data;
    sync_sending_clear(sync);
    if (error) { /* the disk does not take it: the row is still there and will be sent again */
        sync_round_failed(sync, error->message);
        return;
    }
    sync_emit(sync, SYNC_EV_OUTBOX);
    if (end->hub_is_gone)
        sync_round_failed(sync, end->text);
    else
        send_next_row(sync);
}

static void end_row(Sync *sync, End *end)
{
    end->id = sync->sending->item->id;
    if (!sync_disk(sync, write_end, end, end_free, on_ended)) {
        sync_sending_clear(sync);
        sync_round_failed(sync, "the store is busy");
    }
}

static gint64 row_delay_ms(const Sync *sync)
{
    gint64 delay = sync->retry_min_ms;
    for (int i = 0; i < sync->sending->item->attempts && delay < sync->retry_max_ms; i++)
        delay *= 2;
    delay = MIN(delay, sync->retry_max_ms);
    return delay * 3 / 4 + g_random_int_range(0, (gint32)(delay / 2) + 1);
}

/* Anything but a yes: tells what will never work from what may work later. */
static void end_with(Sync *sync, const SyncAnswer *answer)
{
    End *end = g_new0(End, 1);
    gboolean never = answer->status >= 400 && answer->status < 500 && answer->status != 401 &&
                     answer->status != 408 && answer->status != 424 && answer->status != 429;
    sync_refusal_text(answer, end->text, sizeof end->text);
    end->kind = never ? END_REFUSED : END_LATER;
    end->due_ms = sync_now_ms() + row_delay_ms(sync);
    end->hub_is_gone = answer->status == 0 || answer->status == 401 || answer->status >= 500;
    if (never)
        g_warning("outbox: %s refused by the hub: %s", store_out_kind_name(sync->sending->item->kind),
                  end->text);
    end_row(sync, end);
}

static gboolean end_if_receipt(Sync *sync, const SyncAnswer *answer)
{
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    if (answer->status != 200 && answer->status != 201)
        return FALSE;
    WireReceipt *receipt = size ? wire_receipt_decode(body, size, NULL) : NULL;
    if (!receipt || strcmp(receipt->idempotency_key, sync->sending->item->key) != 0) {
        wire_receipt_free(receipt); /* a yes that is not ours, from whatever answers at that address */
        SyncAnswer foreign = {.body = answer->body, .problem = "an answer that is not the hub's"};
        end_with(sync, &foreign);
        return TRUE;
    }
    End *end = g_new0(End, 1);
    end->kind = END_ACKNOWLEDGED;
    end->receipt = receipt;
    end_row(sync, end);
    return TRUE;
}

/* --- the message ----------------------------------------------------------------------------- */
static gboolean find_missing(Sync *sync, const SyncAnswer *answer);

static void on_message_answer(const SyncAnswer *answer, gpointer user_data)
{
    Sync *sync = user_data;
    if (end_if_receipt(sync, answer))
        return;
    if (answer->status == 424 && sync->sending->missing_rounds++ < MISSING_ROUNDS &&
        find_missing(sync, answer))
        send_attachment(sync);
    else
        end_with(sync, answer);
}

static const char *path_of(StoreOutKind kind)
{
    switch (kind) {
    case STORE_OUT_HELP:
        return WIRE_PATH_HELP;
    case STORE_OUT_CASE:
        return WIRE_PATH_CASES;
    case STORE_OUT_WITHDRAWAL:
        return WIRE_PATH_WITHDRAW;
    case STORE_OUT_RATING:
        return WIRE_PATH_RATINGS;
    case STORE_OUT_PRINT:
    case STORE_OUT_COUNTERS:
    case STORE_OUT_DIGEST:
        return NULL; /* this hub does not take them yet; they wait */
    }
    return NULL;
}

static void send_message(Sync *sync)
{
    const StoreOutItem *item = sync->sending->item;
    const char *path = path_of(item->kind);
    if (!path) {
        End *end = g_new0(End, 1);
        end->kind = END_LATER;
        end->due_ms = sync_now_ms() + STORE_OUT_BACKOFF_MAX_MS;
        g_strlcpy(end->text, "this hub does not take it yet", sizeof end->text);
        end_row(sync, end);
        return;
    }
    g_autofree char *whole =
        item->kind == STORE_OUT_CASE ? g_strconcat(path, item->key, NULL) : g_strdup(path);
    sync_ask(sync, item->kind == STORE_OUT_CASE ? "PUT" : "POST", whole, g_bytes_ref(item->payload),
             on_message_answer);
}

/* --- attachments ----------------------------------------------------------------------------- */
static StoreAttachment *current(const Sync *sync)
{
    const Sending *sending = sync->sending;
    while (sync->sending->at < sending->attachments->len) {
        StoreAttachment *attachment = sending->attachments->pdata[sync->sending->at];
        if (attachment->offset < attachment->bytes)
            return attachment;
        sync->sending->at++;
    }
    return NULL;
}

/* The hub lost (or never had) these: from the beginning. FALSE: it names none of ours. */
static gboolean find_missing(Sync *sync, const SyncAnswer *answer)
{
    gsize size = 0;
    gboolean found = FALSE;
    const char *body = g_bytes_get_data(answer->body, &size);
    g_autoptr(WireRefusal) refusal = size ? wire_refusal_decode(body, size, NULL) : NULL;
    for (guint i = 0; refusal && i < refusal->missing->len; i++)
        for (guint k = 0; k < sync->sending->attachments->len; k++) {
            StoreAttachment *attachment = sync->sending->attachments->pdata[k];
            if (strcmp(attachment->sha256, refusal->missing->pdata[i]) != 0)
                continue;
            attachment->offset = 0;
            found = TRUE;
        }
    sync->sending->at = 0;
    return found;
}

typedef struct {
    gint64 id, offset;
} Progress;

static gboolean write_progress(Store *store, gpointer data, GError **error)
{
    const Progress *progress = data;
    return store_attachment_sent(store, progress->id, progress->offset, error);
}

static void on_progress(Sync *sync, gpointer data, const GError *error)
{
    if (error)
        sync_round_failed(sync, error->message);
    else
        send_attachment(sync);
}

static void on_piece_answer(const SyncAnswer *answer, gpointer user_data)
{
    Sync *sync = user_data;
    StoreAttachment *attachment = current(sync);
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    gboolean says_state =
        answer->status >= 200 && (answer->status < 300 || answer->status == 409 || answer->status == 422);
    g_autoptr(WireBlobState) state = says_state && size ? wire_blob_state_decode(body, size, NULL) : NULL;
    if (!state || !attachment || strcmp(state->sha256, attachment->sha256) != 0) {
        end_with(sync, answer);
        return;
    }
    if (answer->status == 422 && sync->sending->missing_rounds++ >= MISSING_ROUNDS) {
        SyncAnswer again = {.body = answer->body, .problem = "an attachment does not arrive whole"};
        end_with(sync, &again);
        return;
    }
    attachment->offset = state->complete ? attachment->bytes : MIN(state->have, attachment->bytes - 1);
    Progress *progress = g_new0(Progress, 1);
    *progress = (Progress){attachment->id, attachment->offset};
    if (!sync_disk(sync, write_progress, progress, g_free, on_progress))
        sync_round_failed(sync, "the store is busy");
}

typedef struct {
    gint64 id, offset;
    GBytes *bytes;
} Piece;

static void piece_free(gpointer data)
{
    g_clear_pointer(&((Piece *)data)->bytes, g_bytes_unref);
    g_free(data);
}

static gboolean read_piece(Store *store, gpointer data, GError **error)
{
    Piece *piece = data;
    piece->bytes = store_attachment_read(store, piece->id, piece->offset, WIRE_BLOB_PIECE, error);
    return piece->bytes != NULL;
}

static void on_piece(Sync *sync, gpointer data, const GError *error)
{
    Piece *piece = data;
    const StoreAttachment *attachment = current(sync);
    if (error || !attachment) {
        sync_round_failed(sync, error ? error->message : "an attachment is gone");
        return;
    }
    g_autofree char *path =
        g_strdup_printf(WIRE_PATH_BLOBS "%s?sealed=%s&offset=%" G_GINT64_FORMAT "&total=%" G_GINT64_FORMAT,
                        attachment->sha256, attachment->sealed_sha256, piece->offset, attachment->bytes);
    sync_ask(sync, "PUT", path, g_steal_pointer(&piece->bytes), on_piece_answer);
}

static void send_attachment(Sync *sync)
{
    const StoreAttachment *attachment = current(sync);
    if (!attachment) {
        send_message(sync);
        return;
    }
    Piece *piece = g_new0(Piece, 1);
    *piece = (Piece){attachment->id, attachment->offset, NULL};
    if (!sync_disk(sync, read_piece, piece, piece_free, on_piece))
        sync_round_failed(sync, "the store is busy");
}

/* --- the next row ---------------------------------------------------------------------------- */
static gboolean read_row(Store *store, gpointer data, GError **error)
{
    Sending *sending = data;
    g_autoptr(GError) problem = NULL;
    store_outbox_expire_help(store, sync_now_ms() - HELP_KEEP_MS, NULL);
    sending->item = store_outbox_next(store, sync_now_ms(), NULL, &problem);
    if (sending->item && sending->item->kind == STORE_OUT_CASE)
        sending->attachments = store_attachments_of(store, sending->item->case_seq, &problem);
    gboolean good = problem == NULL;
    if (!good)
        g_propagate_error(error, g_steal_pointer(&problem));
    return good;
}

static void on_row(Sync *sync, gpointer data, const GError *error)
{
    Sending *sending = data;
    if (error) {
        sync_round_failed(sync, error->message);
        return;
    }
    if (!sending->item) {
        sync_step_done(sync);
        return;
    }
    sync_sending_clear(sync);
    sync->sending = g_new0(Sending, 1);
    sync->sending->item = g_steal_pointer(&sending->item);
    sync->sending->attachments = g_steal_pointer(&sending->attachments);
    if (!sync->sending->attachments)
        sync->sending->attachments = g_ptr_array_new();
    send_attachment(sync);
}

static void send_next_row(Sync *sync)
{
    if (!sync_disk(sync, read_row, g_new0(Sending, 1), sending_free, on_row))
        sync_round_failed(sync, "the store is busy");
}

void sync_send_outbox(Sync *sync)
{
    send_next_row(sync);
}
