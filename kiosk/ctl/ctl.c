/* kioskctl from argv to exit code: options, the verb's row, its function. */
#include "kiosk/ctl/ctl.h"

#include <string.h>

#define TIMEOUT_S   10
#define HELP_COLUMN 31

/* --- help ------------------------------------------------------------------------------------- */

static void print_verb(const Ctl *ctl, const CtlVerb *verb)
{
    g_autofree char *call = g_strdup_printf("%s %s", verb->verb, verb->args);
    /* padded by characters: printf() counts bytes */
    int padding = MAX(HELP_COLUMN - (int)g_utf8_strlen(call, -1), 1);
    fprintf(ctl->out, "  %s%*s%s\n", call, padding, "", verb->help);
}

static void print_help(const Ctl *ctl)
{
    fputs("Usage: kioskctl VERB [ARGUMENTS] [OPTIONS]\n\nVerbs:\n", ctl->out);
    for (const CtlVerb *verb = ctl_verbs; verb->verb; verb++)
        print_verb(ctl, verb);
    fputs("\nOptions:\n"
          "  --socket PATH     the other program's socket, where it is not the usual one\n"
          "  --json            one JSON object on one line\n"
          "  --timeout S       how long to wait for an answer (10)\n"
          "  --role ROLE       hub move: as whom (community_worker, street_officer, district_officer …)\n"
          "  --reason TEXT     hub move: why, where a reason is needed\n"
          "  --staff NO        hub move: who\n"
          "  --state, --matter, --limit   hub cases: only these\n"
          "  --community CODE  hub enrol: of which community\n"
          "  --help, --version\n"
          "\nExit codes: 0 done; 1 refused, or what was checked is not right; 2 wrong call or unreadable "
          "file;\n"
          "3 the other program does not answer.\n",
          ctl->out);
}

/* --- messages --------------------------------------------------------------------------------- */

CtlExit ctl_fail(const Ctl *ctl, CtlExit code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    fprintf(ctl->err, "kioskctl: %s\n", text);
    return code;
}

/* --- the call --------------------------------------------------------------------------------- */

static gboolean parse_options(Ctl *ctl, int *argc, char ***argv, GError **error)
{
    /* FILENAME: the bytes as they were typed; STRING would ask the terminal's language first */
    const GOptionEntry entries[] = {
        {"socket", 's', 0, G_OPTION_ARG_FILENAME, &ctl->socket, NULL, NULL},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &ctl->json, NULL, NULL},
        {"timeout", 't', 0, G_OPTION_ARG_INT, &ctl->timeout_s, NULL, NULL},
        {"role", 0, 0, G_OPTION_ARG_FILENAME, &ctl->role, NULL, NULL},
        {"reason", 0, 0, G_OPTION_ARG_FILENAME, &ctl->reason, NULL, NULL},
        {"staff", 0, 0, G_OPTION_ARG_FILENAME, &ctl->staff, NULL, NULL},
        {"state", 0, 0, G_OPTION_ARG_FILENAME, &ctl->state, NULL, NULL},
        {"matter", 0, 0, G_OPTION_ARG_FILENAME, &ctl->matter, NULL, NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &ctl->limit, NULL, NULL},
        {"community", 0, 0, G_OPTION_ARG_FILENAME, &ctl->community, NULL, NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &ctl->help, NULL, NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &ctl->version, NULL, NULL},
        {NULL},
    };
    GOptionContext *context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    gboolean ok = g_option_context_parse(context, argc, argv, error);
    g_option_context_free(context);
    return ok;
}

/* How many words of the call the verb's name takes; 0: it is another one. */
static guint matches(const CtlVerb *verb, char **words, guint n)
{
    g_auto(GStrv) parts = g_strsplit(verb->verb, " ", -1);
    guint n_parts = g_strv_length(parts);
    for (guint i = 0; i < n_parts; i++)
        if (i >= n || strcmp(parts[i], words[i]) != 0)
            return 0;
    return n_parts;
}

static const CtlVerb *find_verb(char **words, guint n, guint *used)
{
    for (const CtlVerb *verb = ctl_verbs; verb->verb; verb++)
        if ((*used = matches(verb, words, n)) > 0)
            return verb;
    return NULL;
}

/* An option that a verb does not know would be lost in silence; say so instead. */
static const char *foreign_option(const Ctl *ctl, const CtlVerb *verb)
{
    const struct {
        gboolean given;
        CtlOption option;
        const char *name;
    } rows[] = {
        {ctl->socket != NULL, CTL_OPT_SOCKET, "--socket"},
        {ctl->json, CTL_OPT_JSON, "--json"},
        {ctl->role != NULL, CTL_OPT_ROLE, "--role"},
        {ctl->reason != NULL, CTL_OPT_REASON, "--reason"},
        {ctl->state != NULL, CTL_OPT_STATE, "--state"},
        {ctl->matter != NULL, CTL_OPT_MATTER, "--matter"},
        {ctl->limit != 0, CTL_OPT_LIMIT, "--limit"},
        {ctl->staff != NULL, CTL_OPT_STAFF, "--staff"},
        {ctl->community != NULL, CTL_OPT_COMMUNITY, "--community"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].given && !(verb->options & rows[i].option))
            return rows[i].name;
    return NULL;
}

static gboolean is_utf8(const char *text)
{
    return !text || g_utf8_validate(text, -1, NULL);
}

static gboolean all_is_utf8(const Ctl *ctl, char **words, guint n)
{
    gboolean ok = is_utf8(ctl->role) && is_utf8(ctl->reason) && is_utf8(ctl->staff) && is_utf8(ctl->state) &&
                  is_utf8(ctl->matter) && is_utf8(ctl->community);
    for (guint i = 0; i < n; i++)
        ok = ok && is_utf8(words[i]);
    return ok;
}

static CtlExit run(Ctl *ctl, char **words, guint n)
{
    guint used = 0;
    if (ctl->version) {
        fprintf(ctl->out, "kioskctl %s\n", KIOSK_VERSION);
        return CTL_OK;
    }
    if (!all_is_utf8(ctl, words, n))
        return ctl_fail(ctl, CTL_USAGE, "arguments must be UTF-8 text");
    const CtlVerb *verb = find_verb(words, n, &used);
    if (ctl->help && (!verb || n == 0)) {
        print_help(ctl);
        return CTL_OK;
    }
    if (!verb)
        return ctl_fail(ctl, CTL_USAGE,
                        n == 0 ? "what shall be done? See kioskctl --help"
                               : "there is no verb \"%s%s%s\"; see kioskctl --help",
                        n > 0 ? words[0] : "", n > 1 ? " " : "", n > 1 ? words[1] : "");
    if (ctl->help) {
        print_verb(ctl, verb);
        return CTL_OK;
    }
    ctl->words = words + used;
    ctl->n_words = n - used;
    if (ctl->n_words < verb->min || ctl->n_words > verb->max)
        return ctl_fail(ctl, CTL_USAGE, "it is called: kioskctl %s %s", verb->verb, verb->args);
    const char *foreign = foreign_option(ctl, verb);
    if (foreign)
        return ctl_fail(ctl, CTL_USAGE, "%s means nothing to \"%s\"", foreign, verb->verb);
    return verb->run(ctl);
}

CtlExit ctl_main(int argc, char **argv, FILE *in, FILE *out, FILE *err)
{
    g_autoptr(GError) error = NULL;
    /* g_option moves pointers about and leaves strings alone, so a copy of the array is enough. */
    g_autofree char **words = g_memdup2(argv, sizeof *argv * ((gsize)argc + 1));
    char **left = words;
    Ctl ctl = {.timeout_s = TIMEOUT_S, .in = in, .out = out, .err = err};
    CtlExit code;
    if (!parse_options(&ctl, &argc, &left, &error))
        code = ctl_fail(&ctl, CTL_USAGE, "%s; see kioskctl --help", error->message);
    else if (ctl.timeout_s < 1 || ctl.timeout_s > 600)
        code = ctl_fail(&ctl, CTL_USAGE, "--timeout is 1 to 600 seconds");
    else
        code = run(&ctl, left + 1, (guint)MAX(argc - 1, 0));
    g_free(ctl.socket);
    g_free(ctl.role);
    g_free(ctl.reason);
    g_free(ctl.staff);
    g_free(ctl.state);
    g_free(ctl.matter);
    g_free(ctl.community);
    return code;
}
