/* kioskctl: the staff's and the installer's tool. A table of verbs (verbs.c), one file per family; each verb
 * asks another program through its socket, or looks at files, and prints either for people or, with --json,
 * one JSON object on one line.
 *
 * One thread, blocking calls with a deadline. Nothing here knows a person: what the other side sends is
 * already masked. */
#pragma once

#include <stdio.h>
#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

typedef enum {
    CTL_OK = 0,
    CTL_REFUSED = 1,     /* the other side said no, or what was checked is not right */
    CTL_USAGE = 2,       /* called in a wrong way, or a file that cannot be read */
    CTL_UNREACHABLE = 3, /* the other side does not answer */
} CtlExit;

/* Options that a verb may take beside --socket, --json, --timeout. */
typedef enum {
    CTL_OPT_SOCKET = 1 << 0,
    CTL_OPT_JSON = 1 << 1,
    CTL_OPT_ROLE = 1 << 2,
    CTL_OPT_REASON = 1 << 3,
    CTL_OPT_STATE = 1 << 4,
    CTL_OPT_MATTER = 1 << 5,
    CTL_OPT_LIMIT = 1 << 6,
    CTL_OPT_COMMUNITY = 1 << 7,
    CTL_OPT_STAFF = 1 << 8,
} CtlOption;

/* One call of the tool. */
typedef struct {
    char *socket, *role, *reason, *state, *matter, *community, *staff;
    int limit, timeout_s;
    gboolean json, help, version;
    char **words; /* after the verb's own words; NULL-terminated, lent */
    guint n_words;
    FILE *in, *out, *err;
} Ctl;

typedef struct {
    const char *verb; /* one or two words: "devices", "hub cases" */
    const char *args; /* "DEVICE WORDS…" */
    guint min, max;   /* how many arguments */
    guint options;    /* CtlOption bits */
    CtlExit (*run)(Ctl *ctl);
    const char *help;
} CtlVerb;

extern const CtlVerb ctl_verbs[]; /* ends with a row of NULL */

/* The whole program: argv as main() has it; in, out, err are lent. */
CtlExit ctl_main(int argc, char **argv, FILE *in, FILE *out, FILE *err);

/* --- for the verbs ---------------------------------------------------------------------------- */

/* Says on err what is wrong ("kioskctl: …") and gives code back. */
CtlExit ctl_fail(const Ctl *ctl, CtlExit code, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The exit code that an error of control, HAL client, store or files means; says it as well. */
CtlExit ctl_fail_error(const Ctl *ctl, const GError *error);

/* Asks a control socket; `socket` is used where --socket is not given. request is taken. New reference; NULL
 * with *code set and said. */
json_t *ctl_ask(const Ctl *ctl, const char *socket, json_t *request, CtlExit *code);

/* The object as one line. */
void ctl_print_json(const Ctl *ctl, const json_t *object);

/* A table of one line per object of `list`; keys (NULL-terminated) are the columns. Columns are padded by the
 * width that a terminal gives them. */
void ctl_print_table(const Ctl *ctl, const json_t *list, const char *const *keys, const char *const *titles);
/* "key: value" lines of an object's plain members. */
void ctl_print_members(const Ctl *ctl, const json_t *object);
/* A JSON value as people read it: text bare, yes/no, "-" for nothing. Newly allocated. */
char *ctl_plain(const json_t *value);

/* The verbs, by family (one file each). */
CtlExit ctl_devices(Ctl *ctl);
CtlExit ctl_sim(Ctl *ctl);
CtlExit ctl_hal_test(Ctl *ctl);
CtlExit ctl_hal_trace(Ctl *ctl);
CtlExit ctl_hal_restart(Ctl *ctl);
CtlExit ctl_hub_status(Ctl *ctl);
CtlExit ctl_hub_cases(Ctl *ctl);
CtlExit ctl_hub_show(Ctl *ctl);
CtlExit ctl_hub_move(Ctl *ctl);
CtlExit ctl_hub_kiosks(Ctl *ctl);
CtlExit ctl_hub_enrol(Ctl *ctl);
CtlExit ctl_hub_verify(Ctl *ctl);
CtlExit ctl_hub_ask(Ctl *ctl);
CtlExit ctl_kiosk_status(Ctl *ctl);
CtlExit ctl_kiosk_ask(Ctl *ctl);
CtlExit ctl_staff_add(Ctl *ctl);
CtlExit ctl_config_kiosk(Ctl *ctl);
CtlExit ctl_config_hub(Ctl *ctl);
CtlExit ctl_config_check(Ctl *ctl);
CtlExit ctl_catalogue_check(Ctl *ctl);
CtlExit ctl_store_verify(Ctl *ctl);

G_END_DECLS
