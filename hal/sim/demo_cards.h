/* The demo people (assets/demo/demo_cards.json) as card objects of hal/reader.h. All of them are invented.
 * Pure but for reading the file; any thread. */
#ifndef HAL_SIM_DEMO_CARDS_H
#define HAL_SIM_DEMO_CARDS_H

#include <jansson.h>

#include "hal/device.h"

/* The file's cards array, new reference; NULL with an error in HAL_DRIVER_ERROR that names file and line. */
json_t *demo_cards_read(const char *path, GError **error);

/* The card with this tag as an identity card (source samv), or with only the name and number of a
 * social-security card. New reference; NULL when there is no such tag. */
json_t *demo_card_identity(const json_t *cards, const char *tag);
json_t *demo_card_social(const json_t *cards, const char *tag);

#endif
