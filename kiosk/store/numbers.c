#include "kiosk/store/numbers.h"
#include "kiosk/store/internal.h"
#include "kiosk/domain/numbering.h"

STORE_SQL(SQL_BLOCKS_OF_DAY, "SELECT first, last, next FROM number_block WHERE community = ?1 AND day = ?2");
STORE_SQL(SQL_LEND, "INSERT INTO number_block(community, day, first, last, next) VALUES(?1, ?2, ?3, ?4, ?3)");
STORE_SQL(SQL_LEFT, "SELECT total(last - next + 1) FROM number_block WHERE community = ?1 AND day = ?2");
STORE_SQL(SQL_NEXT, "SELECT first, last, next FROM number_block"
                    " WHERE community = ?1 AND day = ?2 AND next <= last ORDER BY first LIMIT 1");
STORE_SQL(SQL_TAKEN, "UPDATE number_block SET next = ?4 WHERE community = ?1 AND day = ?2 AND first = ?3");
STORE_SQL(SQL_PURGE, "DELETE FROM number_block WHERE day < ?1");
STORE_SQL(SQL_TEMP, "INSERT INTO temp_serial(day, next) VALUES(?1, 2)"
                    " ON CONFLICT(day) DO UPDATE SET next = next + 1 RETURNING next - 1");
STORE_SQL(SQL_TEMP_PURGE, "DELETE FROM temp_serial WHERE day < ?1");

static NumberBlock row_to_block(StoreQuery *query, const char *community, Day day)
{
    NumberBlock block = {.day = day};
    g_strlcpy(block.community, community, sizeof block.community);
    block.first = (guint)store_col_int(query, 0);
    block.last = (guint)store_col_int(query, 1);
    block.next = (guint)store_col_int(query, 2);
    return block;
}

/* Does the new block fit between those of its day? `known`: the very same one is there. */
static gboolean is_free(Store *store, const NumberBlock *block, gboolean *known, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_BLOCKS_OF_DAY);
    store_bind_text(&query, block->community);
    store_bind_day(&query, block->day);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW) {
        NumberBlock other = row_to_block(&query, block->community, block->day);
        *known = other.first == block->first && other.last == block->last;
        if (*known)
            return TRUE;
        if (number_block_overlaps(&other, block)) {
            g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT,
                        "number block %u-%u overlaps %u-%u, which is lent already", block->first, block->last,
                        other.first, other.last);
            return FALSE;
        }
    }
    return row == STORE_NO_ROW;
}

gboolean store_numbers_lend(Store *store, const char *community, Day day, int first, int last, GError **error)
{
    NumberBlock block = {.day = day, .first = (guint)first, .last = (guint)last, .next = (guint)first};
    g_strlcpy(block.community, community, sizeof block.community);
    if (first < 1 || !number_block_is_valid(&block)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED, "number block %d-%d: not a block", first, last);
        return FALSE;
    }
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    gboolean known = FALSE;
    if (!tx.store || !is_free(store, &block, &known, error))
        return FALSE;
    if (!known) {
        g_auto(StoreQuery) query = store_query(store, &SQL_LEND);
        store_bind_text(&query, block.community);
        store_bind_day(&query, day);
        store_bind_int(&query, first);
        store_bind_int(&query, last);
        if (!store_run(&query, error))
            return FALSE;
    }
    return store_tx_commit(&tx, error);
}

int store_numbers_left(Store *store, const char *community, Day day, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_LEFT);
    store_bind_text(&query, community);
    store_bind_day(&query, day);
    return store_one(&query, "number block", error) ? (int)store_col_int(&query, 0) : -1;
}

int store_numbers_purge(Store *store, Day day, GError **error)
{
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return -1;
    g_auto(StoreQuery) temp = store_query(store, &SQL_TEMP_PURGE);
    store_bind_day(&temp,
                   day_add_days(day, -400)); /* a serial may only be counted anew when nobody can mix it up */
    g_auto(StoreQuery) blocks = store_query(store, &SQL_PURGE);
    store_bind_day(&blocks, day);
    if (!store_run(&temp, error) || !store_run(&blocks, error))
        return -1;
    int gone = store_changes(store);
    return store_tx_commit(&tx, error) ? gone : -1;
}

gboolean store_numbers_take(Store *store, const char *community, Day day, char *text, GError **error)
{
    text[0] = '\0';
    NumberBlock block;
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_NEXT);
        store_bind_text(&query, community);
        store_bind_day(&query, day);
        StoreRow row = store_next(&query, error);
        if (row != STORE_ROW)
            return row == STORE_NO_ROW;
        block = row_to_block(&query, community, day);
    }
    if (!number_block_take(&block, day, text, error))
        return FALSE;
    g_auto(StoreQuery) taken = store_query(store, &SQL_TAKEN);
    store_bind_text(&taken, block.community);
    store_bind_day(&taken, day);
    store_bind_int(&taken, block.first);
    store_bind_int(&taken, block.next);
    return store_run(&taken, error);
}

gboolean store_numbers_take_temp(Store *store, const char *kiosk_no, Day day, char *text, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_TEMP);
    store_bind_day(&query, day);
    if (!store_one(&query, "temporary number", error))
        return FALSE;
    gint64 serial = store_col_int(&query, 0);
    if (!temp_no_format(kiosk_no, day, (guint)serial, text)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "no temporary number left for this day (kiosk %s)",
                    kiosk_no);
        return FALSE;
    }
    return store_run(&query, error); /* RETURNING: the row is only written for good at the end */
}
