/* A hub of a few lines for tests of the HTTP side of kiosk/sync: a thread that takes one connection after the
 * other, keeps each request as it came, and sends back the next text it was given. */
#pragma once
#include <glib.h>

typedef struct AnswerServer AnswerServer;

AnswerServer *answer_server_new(void);
guint16 answer_server_port(const AnswerServer *server);
/* Answers are used up in the order they were given; the last one stays. Whole HTTP texts. NULL: say nothing
 * and keep the connection open. */
void answer_server_say(AnswerServer *server, const char *text);
/* The n-th request, from 0, as it came; NULL: not there yet. g_free. */
char *answer_server_request(AnswerServer *server, guint n);
guint answer_server_count(AnswerServer *server);
void answer_server_free(AnswerServer *server);
