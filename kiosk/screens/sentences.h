/* Codes from below, as polite sentences: what happened, what is safe, what to do now. Every value of every
 * enum has one (a test walks them in both languages). Strings are lent (gettext's) unless "yours". */
#pragma once

#include "kiosk/domain/form.h"
#include "kiosk/service/apply.h"
#include "kiosk/service/devices.h"
#include "kiosk/service/print.h"
#include "kiosk/service/session.h"

/* --- answers --- */
/* What to mend in one answer; yours. form finds the labels of other fields it speaks of; NULL: without. */
char *issue_sentence(const FormIssue *issue, const Form *form);

/* --- cards --- */
const char *card_problem_title(CardProblem problem);
const char *card_problem_sentence(CardProblem problem);
/* Why a card that was read may not hand in; "" where it may. */
const char *card_validity_sentence(CardValidity validity);

/* --- may this be started? --- */
/* "" for APPLY_OK. */
const char *verdict_title(ApplyVerdict verdict);
const char *verdict_sentence(ApplyVerdict verdict);

/* --- printing --- */
const char *print_problem_title(PrintProblem problem);
const char *print_problem_sentence(PrintProblem problem);

/* --- doors --- */
/* Why a door does not work or not wholly, and where else; "" for DOOR_WHY_NONE. */
const char *door_why_sentence(DoorWhy why);

/* --- pictures --- */
const char *capture_sentence(CaptureResult result); /* "" for CAPTURE_OK */
