/* gettext chooses the catalogue by LANGUAGE as long as the locale is not "C": C.UTF-8 is enough on Debian, no
 * other locale needs to be installed. It keeps what it found until told that something changed: the counter
 * is glibc's own documented way to say so. */
#include "kiosk/ui/language.h"
#include "kiosk/ui/ui_private.h"

#include <libintl.h>
#include <locale.h>

extern int _nl_msg_cat_cntr;

static const char *const LANGUAGES[] = {"zh_CN", "en"};

void ui_language_init(const char *share)
{
    g_autofree char *dir = g_build_filename(share, "locale", NULL);
    setlocale(LC_ALL, "C.UTF-8");
    bindtextdomain("kiosk", dir);
    bind_textdomain_codeset("kiosk", "UTF-8");
    textdomain("kiosk");
    ui_language_set(LANGUAGES[0]);
}

gboolean ui_language_set(const char *language)
{
    for (guint i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
        if (g_strcmp0(language, LANGUAGES[i]) != 0)
            continue;
        g_setenv("LANGUAGE", language, TRUE);
        _nl_msg_cat_cntr++;
        return TRUE;
    }
    return FALSE;
}

const char *ui_language(void)
{
    const char *now = g_getenv("LANGUAGE");
    for (guint i = 0; i < G_N_ELEMENTS(LANGUAGES); i++)
        if (g_strcmp0(now, LANGUAGES[i]) == 0)
            return LANGUAGES[i];
    return LANGUAGES[1];
}

gboolean ui_set_language(Ui *ui, const char *language)
{
    if (!ui_language_set(language))
        return FALSE;
    ui_language_changed(ui);
    return TRUE;
}
