/* Texts that people type or cards hold: lengths in code points, what is trimmed, what is not allowed.
 * Pure functions, any thread. All texts are valid UTF-8. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
    TEXT_PLAIN,     /* names, numbers, addresses: no emoji, no private use */
    TEXT_FROM_CARD, /* as plain, but rare characters that cards keep in the private use area are allowed */
    TEXT_FREE,      /* free text: emoji and private use too */
} TextKind;

/* Without white space at both ends (also the ideographic space); inner runs stay. Newly allocated; "" when
 * there is nothing else. */
char *text_trim(const char *text);

/* TRUE when trimming would change nothing. */
gboolean text_is_trimmed(const char *text);

/* Number of code points. */
glong text_length(const char *text);

/* Place (from 0, in code points) of the first character that may not stand in such a text, -1 if all may;
 * character (may be NULL) is it. Never allowed: control, bidirectional control and zero-width characters,
 * tags, line and paragraph separators, noncharacters, the replacement character. */
glong text_find_forbidden(const char *text, TextKind kind, gunichar *character);

/* TRUE when text is one or more ASCII digits. */
gboolean text_is_digits(const char *text);

G_END_DECLS
