#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/thumbs.h"

#include "kiosk/screens/shell_private.h"
#include <string.h>

#define MOST_PX  240 /* longer side of a thumbnail */
#define MOST_NEW 64  /* pictures of one person; a form takes fewer */

/* Outlives the Thumbs while an answer is on its way; the owner is looked at on the loop thread only. */
typedef struct {
    Thumbs *owner;
} Link;

struct Thumbs {
    Screens *screens;
    GHashTable *made; /* sha256 -> cairo_surface_t; NULL: under way or not a picture */
    GThreadPool *pool;
    Link *link;
    guint person; /* answers for the person before are dropped */
};

typedef struct {
    Link *link;
    guint person;
    char *sha256;
    GBytes *bytes;
    cairo_surface_t *made;
} Job;

static void wipe_surface(gpointer data)
{
    cairo_surface_t *surface = data;
    if (!surface)
        return;
    cairo_surface_flush(surface);
    guchar *pixels = cairo_image_surface_get_data(surface);
    if (pixels)
        explicit_bzero(pixels, (gsize)cairo_image_surface_get_stride(surface) *
                                   (gsize)cairo_image_surface_get_height(surface));
    cairo_surface_destroy(surface);
}

static void job_free(Job *job)
{
    wipe_surface(job->made);
    g_bytes_unref(job->bytes);
    g_free(job->sha256);
    g_atomic_rc_box_release(job->link);
    g_free(job);
}

/* Loop thread again. */
static gboolean job_done(gpointer data)
{
    Job *job = data;
    Thumbs *thumbs = job->link->owner;
    if (thumbs && thumbs->person == job->person && job->made) {
        g_hash_table_insert(thumbs->made, g_strdup(job->sha256), g_steal_pointer(&job->made));
        shell_refresh_soon(thumbs->screens);
    }
    job_free(job);
    return G_SOURCE_REMOVE;
}

/* Worker thread: touches the job only. */
static void open_picture(gpointer data, gpointer user)
{
    Job *job = data;
    g_autoptr(GError) error = NULL;
    job->made = ui_surface_from_image(job->bytes, MOST_PX, &error);
    if (!job->made)
        g_debug("no thumbnail: %s", error->message);
    g_idle_add(job_done, job);
}

Thumbs *thumbs_new(Screens *owner)
{
    Thumbs *thumbs = g_new0(Thumbs, 1);
    thumbs->screens = owner;
    thumbs->made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, wipe_surface);
    thumbs->pool = g_thread_pool_new(open_picture, NULL, 1, FALSE, NULL);
    thumbs->link = g_atomic_rc_box_new0(Link);
    thumbs->link->owner = thumbs;
    return thumbs;
}

void thumbs_free(Thumbs *thumbs)
{
    if (!thumbs)
        return;
    thumbs->link->owner = NULL;
    g_thread_pool_free(thumbs->pool, FALSE, TRUE);
    g_atomic_rc_box_release(thumbs->link);
    g_hash_table_unref(thumbs->made);
    g_free(thumbs);
}

cairo_surface_t *thumbs_get(Thumbs *thumbs, const char *sha256, GBytes *bytes)
{
    gpointer made;
    if (!sha256 || !bytes)
        return NULL;
    if (g_hash_table_lookup_extended(thumbs->made, sha256, NULL, &made))
        return made;
    if (g_hash_table_size(thumbs->made) >= MOST_NEW)
        return NULL;
    g_hash_table_insert(thumbs->made, g_strdup(sha256), NULL);
    Job *job = g_new0(Job, 1);
    job->link = g_atomic_rc_box_acquire(thumbs->link);
    job->person = thumbs->person;
    job->sha256 = g_strdup(sha256);
    job->bytes = g_bytes_ref(bytes);
    g_thread_pool_push(thumbs->pool, job, NULL);
    return NULL;
}

void thumbs_forget(Thumbs *thumbs)
{
    thumbs->person++;
    g_hash_table_remove_all(thumbs->made);
}
