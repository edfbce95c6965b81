/* What a printer, a scanner and a reader make of a sheet: poppler's and zbar's own programs, not ours. */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kiosk/paper/paper.h"
#include "tests/support/cmocka.h"

/* Runs a program and gives its output; a missing or failing program fails the test. */
static inline char *output_of(const char *const *argv)
{
    g_autofree char *errors = NULL;
    char *out = NULL;
    int status = -1;
    g_autoptr(GError) error = NULL;
    gboolean ran = g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &errors,
                                &status, &error);
    if (!ran || !g_spawn_check_wait_status(status, &error))
        fail_msg("%s: %s %s", argv[0], error->message, errors);
    return out;
}

static inline char *temp_path(const char *name)
{
    return g_build_filename(g_get_tmp_dir(), name, NULL);
}

static inline char *save_pdf(const PaperDoc *doc, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = paper_render_pdf(doc, &error);
    assert_non_null(pdf);
    char *path = temp_path(name);
    assert_true(
        g_file_set_contents(path, g_bytes_get_data(pdf, NULL), (gssize)g_bytes_get_size(pdf), &error));
    return path;
}

static inline void strip_spaces(char *text)
{
    char *to = text;
    const char *next;
    for (const char *from = text; *from != '\0'; from = next) {
        next = g_utf8_next_char(from);
        if (g_unichar_isspace(g_utf8_get_char(from)))
            continue;
        memmove(to, from, (gsize)(next - from));
        to += next - from;
    }
    *to = '\0';
}

/* All words of a PDF, without any white space: lines may break anywhere. */
static inline char *words_of(const PaperDoc *doc)
{
    g_autofree char *path = save_pdf(doc, "words.pdf");
    const char *argv[] = {"pdftotext", "-raw", path, "-", NULL};
    char *text = output_of(argv);
    strip_spaces(text);
    return text;
}

static inline void assert_says(const char *words, const char *wanted)
{
    g_autofree char *stripped = g_strdup(wanted);
    strip_spaces(stripped);
    if (strstr(words, stripped) == NULL)
        fail_msg("the sheet does not say '%s' but: %s", wanted, words);
}
