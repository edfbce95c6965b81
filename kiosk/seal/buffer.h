/* Memory for keys and for what a resident's card and answers say: locked against swapping, left out of core
 * files, guarded on both sides, and wiped when freed. Each buffer costs a few pages, so use one for a whole
 * session's data, not one for each field. Not shared between threads without the caller's own order. */
#pragma once

#include <glib.h>

typedef struct SealBuffer SealBuffer;

/* `len` zero bytes. Never NULL: aborts when there is no memory, like g_malloc. */
SealBuffer *seal_buffer_new(gsize len);
SealBuffer *seal_buffer_new_copy(const void *data, gsize len);
/* Copies a text and its closing NUL, then wipes and frees the text. */
SealBuffer *seal_buffer_new_take_text(char *text);
SealBuffer *seal_buffer_new_random(gsize len);
/* NULL is allowed. */
void seal_buffer_free(SealBuffer *buffer);

/* Lent until the buffer is freed. */
guint8 *seal_buffer_data(SealBuffer *buffer);
const guint8 *seal_buffer_peek(const SealBuffer *buffer);
gsize seal_buffer_len(const SealBuffer *buffer);
/* Zero the content and keep the buffer. */
void seal_buffer_wipe(SealBuffer *buffer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SealBuffer, seal_buffer_free)
