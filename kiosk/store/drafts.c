#include "kiosk/store/drafts.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/audit.h"

STORE_SQL(
    SQL_PUT,
    "INSERT INTO draft(card_tag, matter_id, catalogue, step, steps, stage, sealed, saved_ms, expires_ms)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(card_tag, matter_id) DO UPDATE SET"
    " catalogue = excluded.catalogue, step = excluded.step, steps = excluded.steps,"
    " stage = excluded.stage, sealed = excluded.sealed, saved_ms = excluded.saved_ms,"
    " expires_ms = excluded.expires_ms");
STORE_SQL(SQL_ROOM, "SELECT count(*), count(*) FILTER (WHERE card_tag = ?1),"
                    " count(*) FILTER (WHERE card_tag = ?1 AND matter_id = ?2) FROM draft");
STORE_SQL(SQL_FIND, "SELECT matter_id, catalogue, stage, step, steps, saved_ms, expires_ms, sealed FROM draft"
                    " WHERE card_tag = ?1 AND matter_id = ?2 AND expires_ms > ?3");
STORE_SQL(SQL_OF_CARD, "SELECT matter_id, catalogue, stage, step, steps, saved_ms, expires_ms FROM draft"
                       " WHERE card_tag = ?1 AND expires_ms > ?2 ORDER BY saved_ms DESC LIMIT ?3");
STORE_SQL(SQL_STAGE_OF,
          "SELECT stage FROM draft WHERE card_tag = ?1 AND matter_id = ?2 AND stage IS NOT NULL");
STORE_SQL(SQL_DELETE, "DELETE FROM draft WHERE card_tag = ?1 AND matter_id = ?2");
STORE_SQL(SQL_PURGE_STAGED,
          "DELETE FROM attachment WHERE stage IN (SELECT stage FROM draft WHERE expires_ms <= ?1)");
STORE_SQL(SQL_PURGE, "DELETE FROM draft WHERE expires_ms <= ?1");

void store_draft_free(StoreDraft *draft)
{
    if (!draft)
        return;
    g_free(draft->matter_id);
    g_free(draft->catalogue_version);
    g_free(draft->stage);
    g_clear_pointer(&draft->sealed, g_bytes_unref);
    g_free(draft);
}

static StoreDraft *row_to_draft(StoreQuery *query)
{
    StoreDraft *draft = g_new0(StoreDraft, 1);
    draft->matter_id = store_col_text(query, 0);
    draft->catalogue_version = store_col_text(query, 1);
    draft->stage = store_col_text(query, 2);
    draft->step = (int)store_col_int(query, 3);
    draft->steps = (int)store_col_int(query, 4);
    draft->saved_ms = store_col_int(query, 5);
    draft->expires_ms = store_col_int(query, 6);
    return draft;
}

static gboolean has_room(Store *store, const StoreDraftNew *draft, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_ROOM);
    store_bind_blob(&query, draft->card_tag, STORE_TAG_BYTES);
    store_bind_text(&query, draft->matter_id);
    if (!store_one(&query, "draft", error))
        return FALSE;
    gboolean replaces = store_col_int(&query, 2) > 0;
    if (replaces ||
        (store_col_int(&query, 0) < STORE_DRAFTS_MAX && store_col_int(&query, 1) < STORE_DRAFTS_PER_CARD))
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "drafts: at most %d of a card and %d together",
                STORE_DRAFTS_PER_CARD, STORE_DRAFTS_MAX);
    return FALSE;
}

/* A draft that is saved anew under another stage leaves nothing of the old one behind. */
static gboolean drop_other_stage(Store *store, const guint8 *card_tag, const char *matter_id,
                                 const char *keep, GError **error)
{
    g_autofree char *stage = NULL;
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_STAGE_OF);
        store_bind_blob(&query, card_tag, STORE_TAG_BYTES);
        store_bind_text(&query, matter_id);
        StoreRow row = store_next(&query, error);
        if (row != STORE_ROW)
            return row == STORE_NO_ROW;
        stage = store_col_text(&query, 0);
    }
    return g_strcmp0(stage, keep) == 0 || store_attachments_delete_stage(store, stage, error);
}

gboolean store_draft_put(Store *store, const StoreDraftNew *draft, GError **error)
{
    if (!store_word_is_good(draft->matter_id, STORE_KEY_MAX, "", "matter", error) ||
        !store_word_is_good(draft->catalogue_version, STORE_KEY_MAX, "", "catalogue version", error) ||
        (draft->stage && !store_word_is_good(draft->stage, STORE_KEY_MAX, "", "stage", error)))
        return FALSE;
    if (g_bytes_get_size(draft->sealed) > STORE_BLOB_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "draft: more than %d bytes", STORE_BLOB_MAX);
        return FALSE;
    }
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store || !has_room(store, draft, error) ||
        !drop_other_stage(store, draft->card_tag, draft->matter_id, draft->stage, error))
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_PUT);
    store_bind_blob(&query, draft->card_tag, STORE_TAG_BYTES);
    store_bind_text(&query, draft->matter_id);
    store_bind_text(&query, draft->catalogue_version);
    store_bind_int(&query, draft->step);
    store_bind_int(&query, draft->steps);
    store_bind_text(&query, draft->stage);
    store_bind_bytes(&query, draft->sealed);
    store_bind_int(&query, draft->now_ms);
    store_bind_int(&query, draft->now_ms + STORE_DRAFT_KEEP_MS);
    return store_run(&query, error) && store_tx_commit(&tx, error);
}

StoreDraft *store_draft_find(Store *store, const guint8 card_tag[STORE_TAG_BYTES], const char *matter_id,
                             gint64 now_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_FIND);
    store_bind_blob(&query, card_tag, STORE_TAG_BYTES);
    store_bind_text(&query, matter_id);
    store_bind_int(&query, now_ms);
    if (!store_one(&query, "draft", error))
        return NULL;
    StoreDraft *draft = row_to_draft(&query);
    draft->sealed = store_col_bytes(&query, 7);
    return draft;
}

GPtrArray *store_drafts_of(Store *store, const guint8 card_tag[STORE_TAG_BYTES], gint64 now_ms,
                           GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)store_draft_free);
    g_auto(StoreQuery) query = store_query(store, &SQL_OF_CARD);
    store_bind_blob(&query, card_tag, STORE_TAG_BYTES);
    store_bind_int(&query, now_ms);
    store_bind_int(&query, STORE_DRAFTS_PER_CARD);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW)
        g_ptr_array_add(items, row_to_draft(&query));
    return row == STORE_NO_ROW ? g_steal_pointer(&items) : NULL;
}

gboolean store_draft_delete(Store *store, const guint8 card_tag[STORE_TAG_BYTES], const char *matter_id,
                            gboolean keep_stage, GError **error)
{
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store || (!keep_stage && !drop_other_stage(store, card_tag, matter_id, NULL, error)))
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_DELETE);
    store_bind_blob(&query, card_tag, STORE_TAG_BYTES);
    store_bind_text(&query, matter_id);
    return store_run(&query, error) && store_tx_commit(&tx, error);
}

int store_drafts_purge(Store *store, gint64 now_ms, GError **error)
{
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return -1;
    g_auto(StoreQuery) staged = store_query(store, &SQL_PURGE_STAGED);
    store_bind_int(&staged, now_ms);
    g_auto(StoreQuery) drafts = store_query(store, &SQL_PURGE);
    store_bind_int(&drafts, now_ms);
    if (!store_run(&staged, error) || !store_run(&drafts, error))
        return -1;
    int gone = store_changes(store);
    const StoreAudit event = {.ts_ms = now_ms,
                              .actor_type = "kiosk",
                              .event = "draft.expire",
                              .from_state = "draft",
                              .to_state = "lapsed",
                              .result = "ok"};
    if (gone > 0 && !store_audit_append(store, &event, NULL, error))
        return -1;
    return store_tx_commit(&tx, error) ? gone : -1;
}
