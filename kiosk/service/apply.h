/* One application from the first question to the receipt. The form engine (kiosk/domain/form.h) decides what
 * comes next; this keeps it in memory only, keeps drafts sealed for the same card, fetches look-ups,
 * collects photographs and the signature, and submits: seal, number, case + outbox + audit in one
 * transaction, before SERVICE_EV_SUBMITTED says so. */
#pragma once
#include "kiosk/service/service.h"
#include "kiosk/service/session.h"
#include "kiosk/domain/form.h"

/* --- before the form -------------------------------------------------------------------------- */
typedef enum {
    APPLY_OK,
    APPLY_NEEDS_CARD,   /* put the card on the reader first */
    APPLY_CARD_EXPIRED, /* may look, may not submit */
    APPLY_MINOR,        /* a guardian applies */
    APPLY_NOT_ELIGIBLE, /* apply_block() says which condition */
    APPLY_MODE_NOT_OFFERED,
    APPLY_NOT_REGISTERED, /* the kiosk is not set up yet: staff */
    APPLY_DUPLICATE,      /* an open case of the same matter: apply_duplicate_case_no() */
} ApplyVerdict;
/* May this person start this matter in this mode? Pure look, changes nothing. */
ApplyVerdict apply_may_start(const Service *service, const Matter *matter, SessionMode mode);
const Eligibility *apply_block(const Service *service, const Matter *matter, SessionMode mode);
const char *apply_duplicate_case_no(const Service *service, const Matter *matter);

/* Starts; an application already open is kept as a draft first. Look-ups begin when consent is there. */
ApplyVerdict apply_start(Service *service, const Matter *matter, SessionMode mode);

/* --- drafts ----------------------------------------------------------------------------------- */
typedef struct {
    const Matter *matter;
    int step, steps; /* 1-based step k of n */
    gint64 expires_ms;
} ApplyDraft;
/* The newest draft that this card opens, or NULL. Known a moment after the session opened (EV_APPLICATION).
 */
const ApplyDraft *apply_draft(const Service *service);
gboolean apply_resume(Service *service);
void apply_discard_draft(Service *service);
/* Keeps what is filled in; EV_APPLICATION when it is on disk. FALSE: no card to keep it for. */
gboolean apply_save(Service *service);
gboolean apply_is_saved(const Service *service);

/* --- the open application --------------------------------------------------------------------- */
/* The form (lent; NULL: none is open). Screens read it freely and change it only through the calls below. */
const Form *apply_form(const Service *service);
const Matter *apply_matter(const Service *service);
SessionMode apply_mode(const Service *service);
int apply_step(const Service *service); /* index into matter->steps */
void apply_goto_step(Service *service, int step);
gboolean
apply_next(Service *service); /* FALSE: this step has issues (form_check_step) or it was the last one */
gboolean apply_prev(Service *service); /* FALSE: it was the first one */
gboolean apply_is_last_step(const Service *service);

/* Takes the value (owned by the call) for a path such as "phone" or "members[1].m_name". The issue, if any,
 * is in *issue (may be NULL); a wrong value is kept so that it can be mended. Returns TRUE when it is good.
 */
gboolean apply_set(Service *service, const char *path, json_t *value, FormIssue *issue);
int apply_add_row(Service *service, const char *group);
void apply_remove_row(Service *service, const char *group, int row);
/* A person without card: read-only card fields become editable, marked "stated, not read". */
void apply_card_missing(Service *service, const char *path);

/* Agent mode, where the matter allows it, and the applicant's card is not there: the session's card is the
 * agent's. */
void apply_applicant_absent(Service *service);

/* Agent mode and rows: whose card is expected next? While one is expected, taking a card away ends nothing.
 */
typedef enum { APPLY_CARD_NONE, APPLY_CARD_AGENT, APPLY_CARD_ROW, APPLY_CARD_APPLICANT } ApplyCardWanted;
void apply_want_card(Service *service, ApplyCardWanted wanted, const char *group, int row);
ApplyCardWanted apply_card_wanted(const Service *service);

/* --- photographs, files, signature ------------------------------------------------------------ */
typedef struct {
    char *label; /* file name without folder, shown to the resident */
    char *path;
    gsize bytes;
} CaptureItem;
/* Looks what the source (CAPTURE_CAMERA or CAPTURE_USB) offers for this field: EV_APPLICATION, then the list
 * (of CaptureItem, lent until the next refresh). Empty: nothing there. */
void apply_capture_refresh(Service *service, Capture source, const Field *field);
const GPtrArray *apply_capture_list(const Service *service);
typedef enum {
    CAPTURE_OK,
    CAPTURE_GONE,       /* the stick or picture is not there any more */
    CAPTURE_TOO_BIG,    /* more than the field's max_kb */
    CAPTURE_WRONG_KIND, /* not one of the field's formats, looked at by content */
    CAPTURE_TOO_MANY,
    CAPTURE_NO_ROOM, /* it could not be kept: the disk is full, or the kiosk is not set up */
} CaptureResult;
/* Reads, checks, seals and keeps one of the list on a worker; EV_APPLICATION, then the result. */
void apply_capture(Service *service, const char *path, Capture source, const CaptureItem *item);
gboolean apply_is_capturing(const Service *service);
CaptureResult apply_capture_result(const Service *service);
void apply_capture_remove(Service *service, const char *path, guint index);
/* The picture's bytes for a thumbnail (lent). */
GBytes *apply_capture_bytes(const Service *service, const char *path, guint index);
/* svg: path data; png: the drawn image. An empty svg takes the signature away. */
gboolean apply_sign(Service *service, const char *path, const char *svg, GBytes *png, guint strokes,
                    guint points, FormIssue *issue);

/* --- submitting ------------------------------------------------------------------------------- */
/* Everything that still stands in the way (array of FormIssue, lent). Empty: it can be submitted. */
GPtrArray *apply_issues(Service *service);
/* FALSE: issues. TRUE: on its way; EV_SUBMITTED follows. A second call is the same order. */
gboolean apply_submit(Service *service);
gboolean apply_is_submitting(const Service *service);

typedef struct {
    char case_no[40];
    char temp_no[32]; /* set when the hub could not be reached: paper F01T */
    char query_code[16];
    char qr[96];
    gint64 submitted_ms;
    Day due; /* expected completion */
    gboolean due_estimated;
    gboolean offline;
    const Matter *matter;
} ApplyReceipt;
const ApplyReceipt *apply_receipt(const Service *service); /* NULL: none in this session */
const char *apply_submit_error(const Service *service);    /* staff text; the resident reads a sentence */

/* Rating after the receipt: 1..5, tags from process.json. Skipping needs no call. */
void apply_rate(Service *service, int level, const char *const *tags);
void apply_close(Service *service); /* forget the application and the receipt, keep the session */
