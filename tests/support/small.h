/* A catalogue of one matter with the fields that a test needs. Texts are written with ' for ". */
#pragma once

#include "kiosk/domain/form.h"

/* The catalogue's text: matter "m" with the steps agent, ask (fields), confirm. Parameters: line (money,
 * 1500.50), area (number, 20), codes (list: 330108, 330106). The step ask begins on line SMALL_LINE, one
 * field a line as given. Yours. */
enum { SMALL_LINE = 38 };
char *small_text(const char *fields);

/* The same, parsed; ends the test with its errors when it has any. */
Catalogue *small_catalogue(const char *fields);

/* The same with one piece of its text changed, also written with '. from must be there, once. */
Catalogue *small_changed(const char *fields, const char *from, const char *to);

/* JSON written with ' for ". New reference. */
json_t *small_json(const char *text);

/* Sets a value written as JSON with ' for "; the issue's code, FORM_OK when it was good. */
FormIssueCode small_set(Form *form, const char *path, const char *value);

/* A resident's card of somebody born on 1988-03-15, male, valid; of an agent born on 1958-10-10, female. */
json_t *small_card(void);
json_t *small_agent_card(void);

/* A form of the matter in that context; the catalogue is released with it. */
Form *small_form_in(Catalogue *catalogue, const FormContext *context);

/* A form of the matter, mode self, with small_card(), on 2026-11-23. Catalogue and card are released with it.
 */
Form *small_form(const char *fields);
