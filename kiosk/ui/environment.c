/* What the libraries below a window read from the environment. All of it is set at once and early, since
 * setenv() and threads do not go together.
 *
 *   FONTCONFIG_FILE  the kiosk's own fonts and nothing else
 *   LC_ALL           SDL calls setlocale(LC_ALL, "") for a moment while it opens a display: with the locale
 * that the program uses anyway, nothing changes under the feet of other threads XCOMPOSEFILE, XMODIFIERS   a
 * kiosk has keys of its own on the glass; reading X's compose table (thousands of lines) would take a seventh
 * of the whole start DBUS_SESSION_BUS_ADDRESS   without a session there is no bus: else SDL starts one to ask
 * for a screen saver */
#include "kiosk/ui/ui_private.h"

#include <stdio.h>
#include <string.h>

static void set(const char *name, const char *value)
{
    if (g_strcmp0(g_getenv(name), value) != 0)
        g_setenv(name, value, TRUE);
}

static gboolean fonts_problem(const char *path, const char *what, GError **error)
{
    g_set_error(error, UI_ERROR, UI_ERROR_ASSETS, "%s: %s: build or install the fonts first", path, what);
    return FALSE;
}

/* Without its font the window would open all the same, full of empty boxes. */
static gboolean is_font(const char *share, const char *file, GError **error)
{
    g_autofree char *path = g_build_filename(share, "fonts", file, NULL);
    char head[4] = "";
    FILE *font = fopen(path, "rbe");
    if (!font)
        return fonts_problem(path, "font not found", error);
    gboolean good =
        fread(head, 1, sizeof head, font) == sizeof head && memcmp(head, "OTTO", sizeof head) == 0;
    fclose(font);
    return good || fonts_problem(path, "damaged, not an OpenType font", error);
}

gboolean ui_prepare(const char *share, GError **error)
{
    g_autofree char *conf = g_build_filename(share, "fonts", "fonts.conf", NULL);
    if (!g_file_test(conf, G_FILE_TEST_IS_REGULAR))
        return fonts_problem(conf, "fonts not found", error);
    if (!is_font(share, "KioskSans-Regular.otf", error) || !is_font(share, "KioskSans-Bold.otf", error))
        return FALSE;
    set("FONTCONFIG_FILE", conf);
    set("LC_ALL", "C.UTF-8");
    set("XCOMPOSEFILE", "/dev/null");
    set("XMODIFIERS", "@im=none");
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", FALSE);
    return TRUE;
}
