/* Any JSON as a card event: whatever is taken must hold what the rest of the house relies on. */
#include <stdint.h>
#include <string.h>
#include "kiosk/domain/card.h"
#include "kiosk/domain/mask.h"
#include "kiosk/domain/nation.h"

#define TODAY day_from_ymd(2026, 11, 23)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(gboolean condition)
{
    if (!condition)
        __builtin_trap();
}

static void use(const Card *card)
{
    guint8 digest[CARD_DIGEST_SIZE];
    char region[ID_REGION_SIZE];
    must(g_utf8_validate(card->name, -1, NULL) && g_utf8_validate(card->address, -1, NULL));
    must(card->kind == CARD_IDENTITY ? *card->name && *card->number : card->serial_len >= 4);
    must(card_age(card, TODAY) >= -1);
    card_region(card, region);
    card_digest(card, digest);
    must(card_same(card, card));
    for (CardRight right = CARD_RIGHT_READ_CASES; right <= CARD_RIGHT_BE_APPLICANT; right++)
        must(card->kind == CARD_IDENTITY || card_may(card, right, TODAY) == CARD_DENIED_NO_IDENTITY);
    for (Mask mask = MASK_NAME; mask <= MASK_CERT; mask++) {
        g_autofree char *masked = mask_apply(mask, mask == MASK_ID ? card->number : card->name);
        must(g_utf8_validate(masked, -1, NULL));
    }
    g_autofree char *nation = nation_name_zh(card->nation);
    json_decref(card_to_context(card, TODAY));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *event = json_loadb((const char *)data, size, JSON_ALLOW_NUL, NULL);
    g_autoptr(GError) error = NULL;
    Card card, nothing = {0};
    if (card_from_json(event, TODAY, &card, &error))
        use(&card);
    else
        must(error && memcmp(&card, &nothing, sizeof card) == 0);
    card_wipe(&card);
    json_decref(event);
    return 0;
}
