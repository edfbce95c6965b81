/* The words that steer a simulator: a table of word, argument and effect; and the faults every simulator can
 * play. Device process only. */
#ifndef HAL_SIM_WORDS_H
#define HAL_SIM_WORDS_H

#include "hal/driver.h"

typedef struct {
    const char *word;     /* "PAPER" */
    const char *argument; /* what follows it, for the help: "n"; NULL: nothing may follow */
    /* FALSE: the argument is wrong. */
    gboolean (*apply)(gpointer simulator, const char *argument);
} SimWord;

/* Finds and applies a word of the table or of every simulator; FALSE with *answer naming what would be right.
 * words ends with word NULL. */
gboolean sim_words_apply(const SimWord *words, gpointer simulator, const char *text, char **answer);

/* A number in min..max and nothing else. */
gboolean sim_words_number(const char *text, gint64 min, gint64 max, gint64 *number);

/* HANG, CRASH and SEGV are words of every simulator. They only note the fault; it happens here, called
 * between steps, so that the word itself is still answered. Does not return when one was ordered. */
void sim_fault_play(void);

#endif
