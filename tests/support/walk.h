/* A person who fills in a form: random but valid answers, step by step, and random mistakes. The same seed
 * walks the same way. For tests that link kiosk/domain. */
#pragma once

#include "kiosk/domain/form.h"

/* Reads a catalogue file; ends the test with its errors when it has any. */
Catalogue *walk_catalogue(const char *path);

/* Who comes: cards, look-ups and session variables that a matter accepts in a mode. */
typedef struct {
    FormContext context; /* lends the objects below */
    json_t *card, *agent_card, *session, *db;
} WalkPerson;

/* FALSE when no such person was found: the matter does not offer the mode, or nobody is eligible. */
gboolean walk_person(Catalogue *catalogue, const Matter *matter, SessionMode mode, Day today, GRand *rng,
                     WalkPerson *person);
void walk_person_clear(WalkPerson *person);

/* Fills every visible step as a person would: each required field, optional ones now and then, and corrects
 * what the step's check says. FALSE (and *why, to be freed) at a dead end. */
gboolean walk_fill(Form *form, GRand *rng, char **why);

/* One random valid value for a field, seen from a row (0 outside of groups). New reference. */
json_t *walk_value(const Form *form, const Field *field, guint row, GRand *rng);

/* Makes one random mistake in answers that were accepted. Gives the issue that must be found, and its path
 * (yours). */
FormIssueCode walk_spoil(const Form *form, json_t *answers, GRand *rng, char **path);

/* A text that matches a POSIX extended pattern of literals, classes, groups, |, ?, *, + and {n,m}. Yours. */
char *walk_pattern(const char *pattern, GRand *rng);

/* An 18-character number of somebody born on that day. */
void walk_id_number(GRand *rng, Day birth, char number[19]);
