#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/sentences.h"

#include "kiosk/screens/words.h"
#include <glib/gi18n.h>

/* --- answers --- */
static const char *required_sentence(const Field *field)
{
    if (!field)
        return _("This is still empty.");
    switch (field->type) {
    case FIELD_CHOICE:
        return _("Please pick one.");
    case FIELD_MULTI:
        return _("Please pick at least one.");
    case FIELD_DATE:
        return _("Please set the date.");
    case FIELD_PHOTO:
        return _("A photo is still missing.");
    case FIELD_FILE:
        return _("A file is still missing.");
    case FIELD_SIGNATURE:
        return _("Your signature is still missing.");
    case FIELD_CONSENT:
        return _("Please read it and tick the box.");
    case FIELD_GROUP:
        return _("Please add at least one entry.");
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
    case FIELD_NUMBER:
    case FIELD_MONEY:
        break;
    }
    return _("Please fill this in.");
}

static gboolean counts_digits(const Field *field)
{
    return field && (field->type == FIELD_PHONE || field->type == FIELD_ID_NUMBER ||
                     field->keyboard == KEYBOARD_NUMERIC || field->keyboard == KEYBOARD_ID18);
}

static char *length_sentence(const FormIssue *issue)
{
    int missing = (int)(issue->want - issue->have);
    if (missing > 0 && counts_digits(issue->field))
        return g_strdup_printf(ngettext("%d digit is missing.", "%d digits are missing.", (gulong)missing),
                               missing);
    if (missing > 0)
        return g_strdup_printf(ngettext("Write at least %d more character.",
                                        "Write at least %d more characters.", (gulong)missing),
                               missing);
    if (counts_digits(issue->field))
        return g_strdup_printf(ngettext("%d digit too many.", "%d digits too many.", (gulong)-missing),
                               -missing);
    return g_strdup_printf(ngettext("%d character too many.", "%d characters too many.", (gulong)-missing),
                           -missing);
}

static const char *unit_of(const Field *field)
{
    return field && field->type == FIELD_MONEY ? _("yuan") : "";
}

static char *limit_date(const char *text)
{
    Day day = text ? day_parse(text) : DAY_NONE;
    return day == DAY_NONE ? g_strdup(text ? text : "") : words_date_year(day);
}

static char *select_sentence(const FormIssue *issue)
{
    int want = (int)issue->want;
    gboolean is_file =
        issue->field && (issue->field->type == FIELD_PHOTO || issue->field->type == FIELD_FILE);
    if (issue->code == FORM_ISSUE_SELECT_FEW && is_file)
        return g_strdup_printf(
            ngettext("At least %d picture, please.", "At least %d pictures, please.", (gulong)want), want);
    if (issue->code == FORM_ISSUE_SELECT_FEW)
        return g_strdup_printf(_("Please pick at least %d."), want);
    if (is_file)
        return g_strdup_printf(ngettext("At most %d picture. Take one away.",
                                        "At most %d pictures. Take some away.", (gulong)want),
                               want);
    return g_strdup_printf(_("At most %d. Let go of one."), want);
}

static const char *other_label(const FormIssue *issue, const Form *form)
{
    FieldState state;
    if (issue->other && form && form_field_state(form, issue->other, &state))
        return words_of(&state.field->label);
    return NULL;
}

static char *duplicate_sentence(const FormIssue *issue, const Form *form)
{
    if (issue->other && g_str_has_prefix(issue->other, "card."))
        return g_strdup(_("This is your own number. Use the other person's."));
    if (issue->other && g_str_has_prefix(issue->other, "agent_card."))
        return g_strdup(_("This is the number of the person acting for you."));
    return g_strdup(_("This number is already in the list."));
}

static char *calc_sentence(const FormIssue *issue, const Form *form)
{
    const char *label = other_label(issue, form);
    if (issue->code == FORM_ISSUE_CALC_LOW)
        return g_strdup_printf(_("With this, \"%s\" falls below %s. Please check."), label ? label : "",
                               issue->want_text ? issue->want_text : "");
    return g_strdup_printf(_("With this, \"%s\" goes over %s. Please check."), label ? label : "",
                           issue->want_text ? issue->want_text : "");
}

static char *date_limit_sentence(const FormIssue *issue, const Form *form)
{
    const char *label = other_label(issue, form);
    g_autofree char *day = limit_date(issue->want_text);
    gboolean early = issue->code == FORM_ISSUE_DATE_EARLY;
    if (label && early)
        return g_strdup_printf(_("Not before \"%s\" (%s)."), label, day);
    if (label)
        return g_strdup_printf(_("Not after \"%s\" (%s)."), label, day);
    return early ? g_strdup_printf(_("%s at the earliest."), day)
                 : g_strdup_printf(_("%s at the latest."), day);
}

static char *card_day_sentence(const FormIssue *issue)
{
    g_autofree char *day = limit_date(issue->want_text);
    if (issue->code == FORM_ISSUE_CARD_NOT_YET_VALID)
        return g_strdup_printf(_("This card is valid from %s on. You can look, but not hand in yet."), day);
    if (*day)
        return g_strdup_printf(_("This card expired on %s. You can look, but not hand in."), day);
    return g_strdup(_("This card does not say how long it is valid. Please go to the window."));
}

static char *blocked_sentence(const FormIssue *issue, const Form *form)
{
    const Matter *matter = form ? form_matter(form) : NULL;
    for (guint i = 0; matter && i < matter->n_eligibility; i++)
        if (g_strcmp0(matter->eligibility[i].id, issue->other) == 0)
            return g_strdup_printf(_("This needs: %s. Please ask at the window."),
                                   words_of(&matter->eligibility[i].text));
    return g_strdup(_("The conditions are not met. Please ask at the window."));
}

/* Issues whose sentence needs nothing but the code; the others have none here. */
static const char *const plain_sentences[] = {
    [FORM_OK] = "",
    [FORM_ISSUE_SHAPE] = N_("This answer does not fit here. Please fill it in again."),
    [FORM_ISSUE_CHARACTER] = N_("There is a sign in it that cannot be used. Please take it out."),
    [FORM_ISSUE_PATTERN] = N_("This does not look right. Please compare it with the paper."),
    [FORM_ISSUE_ID_CHARACTER] = N_("Digits only; the last one may be X."),
    [FORM_ISSUE_ID_BIRTH] = N_("The birth date in the number cannot be right. Please check digits 7 to 14."),
    [FORM_ISSUE_ID_CHECK] = N_("One digit is mistyped. Please compare it with the card."),
    [FORM_ISSUE_PHONE_MOBILE] = N_("A mobile number begins with 13 to 19."),
    [FORM_ISSUE_PHONE_FORM] = N_("Mobile: 11 digits. Landline: 0571, then the number."),
    [FORM_ISSUE_BANK_CHECK] =
        N_("One digit of the card number is mistyped. Please compare it with the card."),
    [FORM_ISSUE_CERT_FORM] = N_("After the ID number come category 1 to 7 and level 1 to 4."),
    [FORM_ISSUE_DATE] = N_("There is no such date."),
    [FORM_ISSUE_OPTION] = N_("Please pick one from the list."),
    [FORM_ISSUE_SIGNATURE_SHORT] = N_("The signature is too short. Please write your whole name."),
    [FORM_ISSUE_READONLY] = N_("This comes from the card and stays as it is."),
    [FORM_ISSUE_UNKNOWN_FIELD] = N_("This question is no longer asked. Please go on."),
    [FORM_ISSUE_HIDDEN_FIELD] = N_("This question is no longer asked. Please go on."),
    [FORM_ISSUE_CALC_DIFFERS] = N_("The sum has changed. Please look at it again."),
    [FORM_ISSUE_MODE] = N_("This matter cannot be done in this way. Please choose another way."),
    [FORM_ISSUE_CARD_NEEDED] = N_("Please put the applicant's card on the reader."),
    [FORM_ISSUE_AGENT_CARD_NEEDED] =
        N_("Please put the card of the person acting for the applicant on the reader."),
    [FORM_ISSUE_REASON_NEEDED] = N_("Please say that the applicant's card is not at hand."),
    [FORM_ISSUE_CARDS_SAME] = N_("Both cards are the same. Please use the other person's card."),
    [FORM_ISSUE_AGENT_UNDERAGE] = N_("Whoever acts for somebody must be 18 or older."),
    [FORM_ISSUE_MINOR] = N_("Under 18, a guardian applies. Choose \"For somebody else\"."),
};

static const char *plain_sentence(FormIssueCode code)
{
    const char *text = code < G_N_ELEMENTS(plain_sentences) ? plain_sentences[code] : NULL;
    return text && *text ? _(text) : text;
}

static const char *option_label(const FormIssue *issue)
{
    const Option *option =
        issue->field && issue->want_text ? field_option(issue->field, issue->want_text) : NULL;
    return option ? words_of(&option->label) : issue->want_text ? issue->want_text : "";
}

/* Sentences with a number or a name in them. */
static char *measured_sentence(const FormIssue *issue)
{
    const char *want = issue->want_text ? issue->want_text : "";
    switch ((int)issue->code) {
    case FORM_ISSUE_REQUIRED:
        return g_strdup(required_sentence(issue->field));
    case FORM_ISSUE_TOO_SHORT:
    case FORM_ISSUE_TOO_LONG:
        return length_sentence(issue);
    case FORM_ISSUE_NUMBER_LOW:
        return g_strdup_printf(_("At least %s%s."), want, unit_of(issue->field));
    case FORM_ISSUE_NUMBER_HIGH:
        return g_strdup_printf(_("At most %s%s."), want, unit_of(issue->field));
    case FORM_ISSUE_DECIMALS:
        if (!issue->want)
            return g_strdup(_("A whole number, please."));
        return g_strdup_printf(_("At most %d places after the point."), (int)issue->want);
    case FORM_ISSUE_EXCLUSIVE:
        return g_strdup_printf(_("\"%s\" stands alone. Let go of the others."), option_label(issue));
    case FORM_ISSUE_SELECT_FEW:
    case FORM_ISSUE_SELECT_MANY:
        return select_sentence(issue);
    case FORM_ISSUE_ROWS_FEW:
        return g_strdup_printf(
            ngettext("Please add at least %d entry.", "Please add at least %d entries.", (gulong)issue->want),
            (int)issue->want);
    case FORM_ISSUE_ROWS_MANY:
        return g_strdup_printf(ngettext("At most %d entry.", "At most %d entries.", (gulong)issue->want),
                               (int)issue->want);
    case FORM_ISSUE_FILE_TYPE:
        return g_strdup_printf(_("This kind of file does not work here. These do: %s."), want);
    case FORM_ISSUE_FILE_SIZE:
        return g_strdup_printf(_("The file is too big. At most %d KB."), (int)issue->want);
    default:
        return NULL;
    }
}

char *issue_sentence(const FormIssue *issue, const Form *form)
{
    const char *plain = plain_sentence(issue->code);
    if (plain)
        return g_strdup(plain);
    char *measured = measured_sentence(issue);
    if (measured)
        return measured;
    switch ((int)issue->code) {
    case FORM_ISSUE_DATE_EARLY:
    case FORM_ISSUE_DATE_LATE:
        return date_limit_sentence(issue, form);
    case FORM_ISSUE_DUPLICATE:
        return duplicate_sentence(issue, form);
    case FORM_ISSUE_CALC_LOW:
    case FORM_ISSUE_CALC_HIGH:
        return calc_sentence(issue, form);
    case FORM_ISSUE_CARD_EXPIRED:
    case FORM_ISSUE_CARD_NOT_YET_VALID:
        return card_day_sentence(issue);
    default: /* FORM_ISSUE_BLOCKED; the others were answered above */
        return blocked_sentence(issue, form);
    }
}

/* --- cards --- */
typedef struct {
    const char *title, *sentence;
} Saying;

static const Saying card_sayings[] = {
    [CARD_PROBLEM_NONE] = {"", ""},
    [CARD_PROBLEM_UNREADABLE] = {N_("Card not read."), N_("Lay it flat and wait 3 seconds.")},
    [CARD_PROBLEM_TOO_EARLY] = {N_("Lifted too early."), N_("Lay the card down again and wait 3 seconds.")},
    [CARD_PROBLEM_TWO_CARDS] = {N_("There are two cards."), N_("Please lay down one card only.")},
    [CARD_PROBLEM_NEEDS_PIN] = {N_("This card cannot be read by touch."),
                                N_("Please use your ID card, or go to the window.")},
    [CARD_PROBLEM_REFUSED] = {N_("This card cannot be used here."), N_("Please take it to the window.")},
    [CARD_PROBLEM_TOKEN_ONLY] = {N_("This card does not say who you are."),
                                 N_("Please use your ID card or social security card.")},
    [CARD_PROBLEM_SAME_CARD] = {N_("That is the applicant's card."),
                                N_("Now the card of the person acting, please.")},
    [CARD_PROBLEM_AGENT_MINOR] = {N_("Under 18, one cannot act for others."),
                                  N_("Please ask an adult of your family.")},
    [CARD_PROBLEM_EXPIRED] = {N_("This card is not valid today."), N_("Please use a valid card.")},
};

const char *card_problem_title(CardProblem problem)
{
    const char *text = card_sayings[problem].title;
    return *text ? _(text) : "";
}

const char *card_problem_sentence(CardProblem problem)
{
    const char *text = card_sayings[problem].sentence;
    return *text ? _(text) : "";
}

const char *card_validity_sentence(CardValidity validity)
{
    switch (validity) {
    case CARD_VALID:
    case CARD_VALIDITY_NOT_STATED:
        return "";
    case CARD_EXPIRED:
        return _("Your card has expired. You can look at your cases, but not hand in.");
    case CARD_NOT_YET_VALID:
        return _("Your card is not valid yet. You can look, but not hand in.");
    case CARD_VALIDITY_UNKNOWN:
        return _("Your card does not say how long it is valid. You can look, but not hand in.");
    }
    return "";
}

/* --- may this be started? --- */
static const Saying verdict_sayings[] = {
    [APPLY_OK] = {"", ""},
    [APPLY_NEEDS_CARD] = {N_("Your card first."), N_("Lay your ID card on the reader. Then you can start.")},
    [APPLY_CARD_EXPIRED] = {N_("Your card is not valid today."),
                            N_("You can look, but not hand in. Renew it at the police station.")},
    [APPLY_MINOR] = {N_("Under 18, a guardian applies."),
                     N_("Come with a parent. They choose \"For somebody else\".")},
    [APPLY_NOT_ELIGIBLE] = {N_("This is not for you yet."), N_("Ask at the window if you think it is.")},
    [APPLY_MODE_NOT_OFFERED] = {N_("Not in this way."), N_("Please choose another way.")},
    [APPLY_NOT_REGISTERED] = {N_("This machine is not set up yet."),
                              N_("You can look at everything. Hand in at the window.")},
    [APPLY_DUPLICATE] = {N_("You have already handed this in."),
                         N_("It is being worked on. See how far it is.")},
};

const char *verdict_title(ApplyVerdict verdict)
{
    const char *text = verdict_sayings[verdict].title;
    return *text ? _(text) : "";
}

const char *verdict_sentence(ApplyVerdict verdict)
{
    const char *text = verdict_sayings[verdict].sentence;
    return *text ? _(text) : "";
}

/* --- printing --- */
static const Saying print_sayings[] = {
    [PRINT_PROBLEM_NONE] = {N_("Did paper come out?"),
                            N_("The machine cannot tell. Please look below the screen.")},
    [PRINT_PROBLEM_NO_PRINTER] = {N_("No printer here now."), N_("The window can print it for you.")},
    [PRINT_PROBLEM_OFFLINE] = {N_("The printer does not answer."), N_("The community has been told.")},
    [PRINT_PROBLEM_PAPER_OUT] = {N_("The printer is out of paper."),
                                 N_("It prints by itself once there is paper.")},
    [PRINT_PROBLEM_JAM] = {N_("Paper is stuck."), N_("Please do not pull. A worker will help.")},
    [PRINT_PROBLEM_COVER] = {N_("A cover of the printer is open."), N_("A worker will close it.")},
    [PRINT_PROBLEM_TONER] = {N_("The printer is out of toner."), N_("A worker will change it.")},
    [PRINT_PROBLEM_OTHER] = {N_("It could not be printed."),
                             N_("You can print it later, here or at the window.")},
};

const char *print_problem_title(PrintProblem problem)
{
    return _(print_sayings[problem].title);
}

const char *print_problem_sentence(PrintProblem problem)
{
    return _(print_sayings[problem].sentence);
}

/* --- doors --- */
const char *door_why_sentence(DoorWhy why)
{
    switch (why) {
    case DOOR_WHY_NONE:
        return "";
    case DOOR_WHY_NO_READER:
        return _("No card can be read. Look here, apply at the window.");
    case DOOR_WHY_NO_PRINTER:
        return _("No printing now. The window prints.");
    case DOOR_WHY_NO_HUB:
        return _("No network. Kept here, sent later.");
    case DOOR_WHY_NOT_SET_UP:
        return _("Not set up yet. Please go to the window.");
    }
    return "";
}

/* --- pictures --- */
const char *capture_sentence(CaptureResult result)
{
    switch (result) {
    case CAPTURE_OK:
        return "";
    case CAPTURE_GONE:
        return _("The picture is not there any more. Please choose again.");
    case CAPTURE_TOO_BIG:
        return _("This file is too big. Please take a smaller one.");
    case CAPTURE_WRONG_KIND:
        return _("This kind of file does not work here.");
    case CAPTURE_TOO_MANY:
        return _("There are enough already. Take one away first.");
    case CAPTURE_NO_ROOM:
        return _("The picture could not be kept. Please call a worker.");
    }
    return "";
}
