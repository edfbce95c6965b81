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

static void set(const char *name, const char *value)
{
    if (g_strcmp0(g_getenv(name), value) != 0)
        g_setenv(name, value, TRUE);
}

gboolean ui_prepare(const char *share, GError **error)
{
    g_autofree char *conf = g_build_filename(share, "fonts", "fonts.conf", NULL);
    if (!g_file_test(conf, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, UI_ERROR, UI_ERROR_ASSETS, "fonts not found: %s: build or install the fonts first",
                    conf);
        return FALSE;
    }
    set("FONTCONFIG_FILE", conf);
    set("LC_ALL", "C.UTF-8");
    set("XCOMPOSEFILE", "/dev/null");
    set("XMODIFIERS", "@im=none");
    g_setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", FALSE);
    return TRUE;
}
