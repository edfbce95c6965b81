/* The inside of an application in progress, for the apply_*.c files only. */
#pragma once
#include "kiosk/service/service_private.h"

struct ApplyPart {
    const Matter *matter; /* NULL: none is open */
    SessionMode mode;
    Form *form;
    int step;
    Card applicant; /* the applicant's card: the session's, or read in assisted mode */
    Card agent;
    gboolean applicant_absent;
    gboolean card_missing; /* recorded by staff: what the card would say is typed */
    gboolean saved;

    ApplyCardWanted wanted;
    char *wanted_group;
    int wanted_row;

    SyncCall *lookup;
    gboolean looked_up;

    ApplyDraft draft;
    gboolean has_draft;

    char *stage;          /* key of the staged attachments of this application */
    gboolean stage_lives; /* a draft or a case on disk names it: it outlives the open application */
    GHashTable *captures; /* sha256 -> GBytes: thumbnails of this session */
    GPtrArray *offers;    /* CaptureItem */
    gboolean capturing;
    CaptureResult capture_result;

    char *key; /* idempotency key, made once for an application */
    gboolean submitting;
    char *submit_error;
    ApplyReceipt receipt;
    gboolean has_receipt, rated;
    GPtrArray *issues; /* FormIssue */
};

/* Makes the form anew from the cards and keeps the answers. */
void apply_rebuild(Service *service);
/* Forgets the open application: form, captures, cards, and what is staged unless a draft or a case names it.
 */
void apply_forget(Service *service);
/* Asks for what the consent allows, once for an application. */
void apply_begin_lookup(Service *service);

/* --- drafts (apply_draft.c) ------------------------------------------------------------------- */
/* Puts the draft on disk (worker), unless the case is there by then. FALSE: no card to keep it for, or
 * nothing was answered yet. */
gboolean apply_write_draft(Service *service);
/* Drops what was staged for the open application. */
void apply_drop_stage(Service *service);
void apply_seek_drafts(Service *service);
