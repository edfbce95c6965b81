/* Case numbers: each kiosk gets blocks of serials of its community and day; a number is lent once, for ever.
 */
#define G_LOG_DOMAIN "hub-fleet"
#include <microhttpd.h>
#include "kiosk/domain/numbering.h"
#include "kiosk/hub/api/request.h"
#include "kiosk/hub/fleet/blocks.h"
#include "kiosk/wire/fleet.h"

#define DAYS_BACK      1 /* a kiosk's clock may lag over midnight */
#define DAYS_AHEAD     14
#define LENT_A_DAY_MAX 3000 /* to one kiosk: more than a hall full of people could use */

static gboolean lend(Hub *hub, const char *community, const char *kiosk_no, const char *day,
                     const char *request_id, gint64 count, gint64 *first, gint64 *last, GError **error)
{
    g_autoptr(HubRows) head =
        hub_db_select(hub->db, SQL_BLOCK_LAST, HUB_ARGS(hub_text(community), hub_text(day)), error);
    if (!head)
        return FALSE;
    *first = hub_rows_int(head, 0, 0) + 1;
    *last = MIN(*first + count - 1, CASE_SERIAL_MAX);
    if (*first > CASE_SERIAL_MAX)
        return TRUE; /* the day's numbers are used up: nothing to lend */
    return hub_db_run(hub->db, SQL_BLOCK_PUT,
                      HUB_ARGS(hub_text(community), hub_text(day), hub_int(*first), hub_int(*last),
                               hub_text(kiosk_no), hub_text(request_id), hub_int(hub_now_us(hub))),
                      NULL, error);
}

gboolean blocks_take_one(Hub *hub, const char *community, const char *kiosk_no, Day day,
                         char case_no[CASE_NO_SIZE], GError **error)
{
    char day_text[DAY_TEXT_SIZE];
    gint64 first = 0, last = 0;
    if (!lend(hub, community, kiosk_no, day_format(day, day_text), "hub", 1, &first, &last, error))
        return FALSE;
    CaseNo number = {.day = day, .serial = (guint)first};
    g_strlcpy(number.community, community, sizeof number.community);
    if (case_no_format(&number, case_no))
        return TRUE;
    g_set_error(error, HUB_ERROR, HUB_ERROR_REFUSED, "no case numbers are left for %s", day_text);
    return FALSE;
}

gboolean blocks_hold(Hub *hub, const CaseNo *number, const char *kiosk_no, gboolean *is_lent, GError **error)
{
    char day[DAY_TEXT_SIZE];
    g_autoptr(HubRows) rows =
        hub_db_select(hub->db, SQL_BLOCK_HOLDS,
                      HUB_ARGS(hub_text(number->community), hub_text(day_format(number->day, day)),
                               hub_text(kiosk_no), hub_int(number->serial)),
                      error);
    if (rows)
        *is_lent = hub_rows_int(rows, 0, 0) > 0;
    return rows != NULL;
}

/* One wish: what an earlier request of the same id got, or a new block. */
static gboolean grant(Hub *hub, const char *kiosk_no, const char *community, const WireBlockRequest *message,
                      const WireBlockWish *wish, WireBlocks *answer, GError **error)
{
    g_autoptr(HubRows) known = hub_db_select(
        hub->db, SQL_BLOCK_OF_REQUEST,
        HUB_ARGS(hub_text(kiosk_no), hub_text(message->request_id), hub_text(wish->day)), error);
    g_autoptr(HubRows) lent = hub_db_select(hub->db, SQL_BLOCK_LENT_TODAY,
                                            HUB_ARGS(hub_text(kiosk_no), hub_text(wish->day)), error);
    if (!known || !lent)
        return FALSE;
    if (hub_rows_count(known)) {
        wire_blocks_add(answer, hub_rows_text(known, 0, 0), wish->day, hub_rows_int(known, 0, 1),
                        hub_rows_int(known, 0, 2));
        return TRUE;
    }
    gint64 count = MIN(MIN(wish->count, hub->block_size), LENT_A_DAY_MAX - hub_rows_int(lent, 0, 0));
    gint64 first = 0, last = 0;
    if (count <= 0)
        return TRUE;
    if (!lend(hub, community, kiosk_no, wish->day, message->request_id, count, &first, &last, error))
        return FALSE;
    if (first <= last)
        wire_blocks_add(answer, community, wish->day, first, last);
    return TRUE;
}

static gboolean grant_all(Hub *hub, const char *kiosk_no, const WireBlockRequest *message, WireBlocks *answer,
                          GError **error)
{
    Day today = hub_day(hub_now_us(hub));
    g_autoptr(HubRows) kiosk = hub_db_select(hub->db, SQL_KIOSK_GET, HUB_ARGS(hub_text(kiosk_no)), error);
    if (!kiosk || !hub_rows_count(kiosk))
        return FALSE;
    for (guint i = 0; i < message->wishes->len; i++) {
        const WireBlockWish *wish = message->wishes->pdata[i];
        Day day = day_parse(wish->day);
        if (day < today - DAYS_BACK || day > today + DAYS_AHEAD)
            continue; /* its clock is wrong: it gets what it can use */
        if (!grant(hub, kiosk_no, hub_rows_text(kiosk, 0, 0), message, wish, answer, error))
            return FALSE;
    }
    return TRUE;
}

void api_blocks(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WireBlocks) answer = wire_blocks_new();
    g_autoptr(WireBlockRequest) message =
        wire_block_request_decode((const char *)request->body->data, request->body->len, &error);
    gsize size = 0;
    char *text = NULL;
    gboolean begun = message && hub_db_begin(hub->db, &error);
    if (begun && grant_all(hub, request->kiosk_no, message, answer, &error))
        text = wire_blocks_encode(answer, &size, &error);
    if (text && hub_db_commit(hub->db, &error)) {
        reply_text(reply, MHD_HTTP_OK, text, size);
        return;
    }
    if (begun)
        hub_db_rollback(hub->db);
    wire_text_free(text);
    reply_error(reply, error);
}
