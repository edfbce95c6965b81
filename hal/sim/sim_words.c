#include "hal/sim/sim_words.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum {
    FAULT_NONE,
    FAULT_HANG,  /* never comes back: ended by deadline */
    FAULT_CRASH, /* abort(), as libnfc does on a malformed status byte */
    FAULT_SEGV,
} Fault;

static Fault ordered;

static gboolean order_hang(gpointer simulator, const char *argument)
{
    ordered = FAULT_HANG;
    return TRUE;
}

static gboolean order_crash(gpointer simulator, const char *argument)
{
    ordered = FAULT_CRASH;
    return TRUE;
}

static gboolean order_segv(gpointer simulator, const char *argument)
{
    ordered = FAULT_SEGV;
    return TRUE;
}

static const SimWord common_words[] = {
    {"HANG", NULL, order_hang},
    {"CRASH", NULL, order_crash},
    {"SEGV", NULL, order_segv},
    {NULL},
};

static void list_words(GString *list, const SimWord *words)
{
    for (; words->word; words++)
        g_string_append_printf(list, " %s%s%s,", words->word, words->argument ? " " : "",
                               words->argument ? words->argument : "");
}

static const SimWord *find_word(const SimWord *words, const char *word)
{
    for (; words->word; words++) {
        if (g_ascii_strcasecmp(words->word, word) == 0)
            return words;
    }
    return NULL;
}

gboolean sim_words_apply(const SimWord *words, gpointer simulator, const char *text, char **answer)
{
    g_auto(GStrv) parts = g_strsplit(text, " ", 2);
    const char *word = parts[0] ? parts[0] : "";
    const char *argument = parts[0] && parts[1] ? g_strstrip(parts[1]) : NULL;
    const SimWord *row = find_word(words, word);
    if (!row)
        row = find_word(common_words, word);
    if (!row) {
        GString *list = g_string_new("expected one of");
        list_words(list, words);
        list_words(list, common_words);
        g_string_truncate(list, list->len - 1);
        *answer = g_string_free(list, FALSE);
        return FALSE;
    }
    if ((argument != NULL) != (row->argument != NULL) || !row->apply(simulator, argument)) {
        *answer = g_strdup_printf("expected %s %s", row->word, row->argument ? row->argument : "");
        return FALSE;
    }
    return TRUE;
}

gboolean sim_words_number(const char *text, gint64 min, gint64 max, gint64 *number)
{
    return g_ascii_string_to_signed(text, 10, min, max, number, NULL);
}

void sim_fault_play(void)
{
    switch (ordered) {
    case FAULT_NONE:
        break;
    case FAULT_HANG:
        for (;;)
            pause();
    case FAULT_CRASH:
        abort();
    case FAULT_SEGV:
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
        break;
    }
}
