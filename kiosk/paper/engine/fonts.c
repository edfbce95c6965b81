#define G_LOG_DOMAIN "paper"
#include "kiosk/paper/engine/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>

#include "kiosk/paper/paper.h"

/* Pango 1.50 names no cleanup for its contexts. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PangoContext, g_object_unref)

#define FAMILY "Noto Sans CJK SC"
/* Only the subset made by the build draws every glyph into a PDF; its files carry this name. */
#define FACE_FILE_PREFIX "KioskSans-"

static GRecMutex lock;
static PangoContext *shared;

GRecMutexLocker *paper_hold_fonts(void)
{
    return g_rec_mutex_locker_new(&lock);
}

/* Where the private font world is described: by the environment, else beside the other shared files. */
static char *fonts_conf_path(void)
{
    const char *named = g_getenv("FONTCONFIG_FILE");
    if (named != NULL && *named != '\0')
        return g_strdup(named);
    const char *share = g_getenv("KIOSK_SHARE");
    return g_build_filename(share != NULL ? share : KIOSK_DATA_DIR, "fonts", "fonts.conf", NULL);
}

/* fonts.conf, and before it the folder beside it with the everyday characters alone: a PDF of those is made
 * in a third of the time. Rare characters come from the whole faces. */
static char *config_text(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *everyday = g_build_filename(folder, "..", "print-fonts", NULL);
    return g_markup_printf_escaped("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
                                   "<fontconfig><dir>%s</dir><include>%s</include></fontconfig>",
                                   everyday, path);
}

static FcConfig *load_config(const char *path, GError **error)
{
    FcConfig *config = FcConfigCreate();
    g_autofree char *text = config_text(path);
    if (FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)text, FcTrue) && FcConfigBuildFonts(config))
        return config;
    FcConfigDestroy(config);
    g_set_error(error, PAPER_ERROR, PAPER_ERROR_FONT, "fonts: cannot read %s", path);
    return NULL;
}

/* The face that the context really gives, judged by its file. */
static gboolean face_is_ours(PangoContext *context, const char *path, GError **error)
{
    g_autoptr(PangoFontDescription) wanted = pango_font_description_from_string(FAMILY " 11");
    g_autoptr(PangoFont) font = pango_context_load_font(context, wanted);
    FcPattern *pattern = font != NULL ? pango_fc_font_get_pattern(PANGO_FC_FONT(font)) : NULL;
    FcChar8 *file = NULL;
    if (pattern != NULL && FcPatternGetString(pattern, FC_FILE, 0, &file) == FcResultMatch) {
        g_autofree char *base = g_path_get_basename((const char *)file);
        if (g_str_has_prefix(base, FACE_FILE_PREFIX))
            return TRUE;
    }
    g_set_error(error, PAPER_ERROR, PAPER_ERROR_FONT, "fonts: %s gives %s, not %s*.otf; run make share", path,
                file != NULL ? (const char *)file : "no face", FACE_FILE_PREFIX);
    return FALSE;
}

static PangoContext *open_fonts(GError **error)
{
    g_autofree char *path = fonts_conf_path();
    FcConfig *config = load_config(path, error);
    if (config == NULL)
        return NULL;
    g_autoptr(PangoFontMap) map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    FcConfigDestroy(config); /* the map holds its own reference */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);

    g_autoptr(PangoContext) context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    /* Without it Pango may take a Japanese face, whose forms of the same characters differ. */
    pango_context_set_language(context, pango_language_from_string("zh-cn"));
    if (!face_is_ours(context, path, error))
        return NULL;
    return g_steal_pointer(&context);
}

PangoContext *paper_fonts(GError **error)
{
    if (shared == NULL)
        shared = open_fonts(error);
    return shared;
}
