/* Masks: how personal data are shown where others might look, and on paper. Rules and test vectors are
 * those of config/catalogue/process.json ("masking"); beyond them (contract 29) user-perceived characters
 * are counted, one character gives "*", a Latin name keeps the first letter of each word.
 *
 * Pure, any thread. Results are newly allocated; NULL counts as "". Nothing fails: what does not look like
 * its kind is hidden altogether. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
    MASK_NONE,
    MASK_NAME,
    MASK_NAME_CHILD, /* only the family name */
    MASK_ID,
    MASK_PHONE,
    MASK_BANK,
    MASK_ADDRESS, /* down to the estate */
    MASK_CERT,
} Mask;

/* "name", "id", … as catalogue and process write it. FALSE for an unknown word. */
gboolean mask_parse(const char *word, Mask *mask);
const char *mask_word(Mask mask);

char *mask_apply(Mask mask, const char *text);

char *mask_name(const char *name);       /* 欧阳小雪 -> 欧**雪 */
char *mask_name_child(const char *name); /* 王小宝 -> 王** */
char *mask_id(const char *number);       /* 990***********123X */
char *mask_phone(const char *phone);     /* 138****5678, 0571-****0101 */
char *mask_bank(const char *account);    /* **** **** **** 0123 */
char *mask_address(const char *address); /* …晴川苑*幢*单元*室 */
char *mask_cert(const char *number);     /* 990**************X63 */

/* How many characters a person sees: base with its marks, joined sequences and variation selectors are one.
 */
guint mask_count_characters(const char *text);

G_END_DECLS
