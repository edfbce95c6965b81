/* What a single value may be, and how values that may be personal are thrown away. Only kiosk/wire includes
 * this. */
#pragma once
#include "kiosk/wire/codec.h"

/* NULL: good. Otherwise the rule that is broken, to follow the key in a message. text is NUL-terminated. */
const char *wire_value_problem(const WireField *field, const char *text, gsize length);
/* Strict: whole quads, padding only at the end, no white space; NULL otherwise. "" gives an empty block. */
guchar *wire_base64_decode(const char *text, gsize length, gsize *size);
/* One JSON value, nothing after it, no doubled keys, nested at most WIRE_MAX_DEPTH deep. */
json_t *wire_json_parse(const char *text, gsize length, GError **error);
