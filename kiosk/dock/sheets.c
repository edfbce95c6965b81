#include "kiosk/dock/sheets.h"
#include <poppler.h>
#include <string.h>

#define DPI        100.0
#define SHEETS_MAX 500

struct Sheets {
    char *folder;
    GPtrArray *names; /* char*, sorted */
    guint index, timer;
    cairo_surface_t *picture;
    void (*changed)(gpointer data);
    gpointer data;
};

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static gboolean look(gpointer data)
{
    Sheets *sheets = data;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(sheets->folder, 0, NULL);
    const char *name;
    while (dir && names->len < SHEETS_MAX && (name = g_dir_read_name(dir)) != NULL)
        if (g_str_has_suffix(name, ".pdf") && name[0] != '.')
            g_ptr_array_add(names, g_strdup(name));
    if (names->len == sheets->names->len)
        return G_SOURCE_CONTINUE;
    g_ptr_array_sort(names, by_name);
    g_ptr_array_unref(sheets->names);
    sheets->names = g_steal_pointer(&names);
    sheets->index = sheets->names->len ? sheets->names->len - 1 : 0;
    g_clear_pointer(&sheets->picture, cairo_surface_destroy);
    sheets->changed(sheets->data);
    return G_SOURCE_CONTINUE;
}

Sheets *sheets_new(const char *folder, guint look_ms, void (*changed)(gpointer data), gpointer data)
{
    Sheets *sheets = g_new0(Sheets, 1);
    sheets->folder = g_strdup(folder);
    sheets->names = g_ptr_array_new_with_free_func(g_free);
    sheets->changed = changed;
    sheets->data = data;
    sheets->timer = g_timeout_add(look_ms, look, sheets);
    return sheets;
}

void sheets_free(Sheets *sheets)
{
    if (!sheets)
        return;
    g_source_remove(sheets->timer);
    g_ptr_array_unref(sheets->names);
    g_clear_pointer(&sheets->picture, cairo_surface_destroy);
    g_free(sheets->folder);
    g_free(sheets);
}

guint sheets_count(const Sheets *sheets)
{
    return sheets->names->len;
}

guint sheets_index(const Sheets *sheets)
{
    return sheets->index;
}

void sheets_step(Sheets *sheets, int by)
{
    int index = (int)sheets->index + by;
    sheets->index = CLAMP(index, 0, MAX((int)sheets->names->len - 1, 0));
    g_clear_pointer(&sheets->picture, cairo_surface_destroy);
}

static cairo_surface_t *render(PopplerPage *page)
{
    double width = 0, height = 0;
    poppler_page_get_size(page, &width, &height);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(width * DPI / 72), (int)(height * DPI / 72));
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, DPI / 72, DPI / 72);
    poppler_page_render(page, cr);
    cairo_destroy(cr);
    return surface;
}

cairo_surface_t *sheets_picture(Sheets *sheets)
{
    if (sheets->picture || sheets->index >= sheets->names->len)
        return sheets->picture;
    g_autofree char *path = g_build_filename(sheets->folder, sheets->names->pdata[sheets->index], NULL);
    g_autofree char *uri = g_filename_to_uri(path, NULL, NULL);
    g_autoptr(GObject) document = uri ? (GObject *)poppler_document_new_from_file(uri, NULL, NULL) : NULL;
    g_autoptr(GObject) page =
        document ? (GObject *)poppler_document_get_page((PopplerDocument *)document, 0) : NULL;
    if (page)
        sheets->picture = render((PopplerPage *)page);
    return sheets->picture;
}
