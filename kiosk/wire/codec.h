/* How the messages of this folder are described: one table row a key. Only kiosk/wire includes this. */
#pragma once
#include "kiosk/wire/wire.h"

typedef enum {
    WIRE_TEXT,   /* char*: any text of at most max code points, no control or bidi-control characters */
    WIRE_WORD,   /* char*: [A-Za-z0-9_.:/+-], at most max; ids, codes, versions, etags */
    WIRE_HEX,    /* char*: max lower-case hex digits, exactly */
    WIRE_DIGITS, /* char*: max digits, exactly */
    WIRE_DATE,   /* char*: YYYY-MM-DD */
    WIRE_TIME,   /* char*: RFC 3339 with seconds and zone */
    WIRE_INT,    /* gint64: min..max */
    WIRE_BOOL,   /* gboolean */
    WIRE_BYTES,  /* GBytes*: base64 of at most max bytes; min > 0: at least so many */
    WIRE_JSON,   /* json_t*: an object whose inside the reader checks */
    WIRE_OBJECT, /* pointer to the struct of `sub` */
    WIRE_LIST,   /* GPtrArray* of such pointers, at most max */
    WIRE_WORDS,  /* GPtrArray* of char*, each a TEXT of 64 code points, at most max */
} WireKind;

typedef struct WireShape WireShape;
typedef struct {
    const char *key;
    WireKind kind;
    gsize offset;
    gint64 min, max;
    gboolean may_be_empty; /* texts: "" is allowed; OBJECT: the key may be absent (NULL) */
    const WireShape *sub;
} WireField;
struct WireShape {
    const char *schema; /* "kiosk.xxx/1": written first and demanded; NULL inside another message */
    gsize size;
    const WireField *fields;
    guint n_fields;
};

char *wire_shape_encode(const WireShape *shape, gconstpointer message, gsize *length, GError **error);
gpointer wire_shape_decode(const WireShape *shape, const char *text, gsize length, GError **error);
void wire_shape_free(const WireShape *shape, gpointer message);
/* A zeroed message with "" for texts, empty arrays and objects; OBJECT members stay NULL. */
gpointer wire_shape_new(const WireShape *shape);
gpointer wire_shape_copy(const WireShape *shape, gconstpointer message);

/* The three public functions of a message, written out once. */
#define WIRE_MESSAGE_BODY(Type, prefix, shape)                                                               \
    char *prefix##_encode(const Type *message, gsize *length, GError **error)                                \
    {                                                                                                        \
        return wire_shape_encode(&(shape), message, length, error);                                          \
    }                                                                                                        \
    Type *prefix##_decode(const char *text, gsize length, GError **error)                                    \
    {                                                                                                        \
        return wire_shape_decode(&(shape), text, length, error);                                             \
    }                                                                                                        \
    void prefix##_free(Type *message)                                                                        \
    {                                                                                                        \
        wire_shape_free(&(shape), message);                                                                  \
    }
