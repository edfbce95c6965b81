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
    gboolean saved;

    ApplyCardWanted wanted;
    char *wanted_group;
    int wanted_row;

    SyncCall *lookup;
    gboolean looked_up;

    ApplyDraft draft;
    gboolean has_draft;

    char *stage;          /* key of the staged attachments of this application */
    GHashTable *captures; /* sha256 -> GBytes: thumbnails of this session */
    GPtrArray *offers;    /* CaptureItem */
    gboolean capturing;
    CaptureResult capture_result;

    char *key; /* idempotency key, made once for an application */
    gboolean submitting;
    char *submit_error;
    ApplyReceipt receipt;
    gboolean has_receipt;
    GPtrArray *issues; /* FormIssue */
};

/* Makes the form anew from the cards and keeps the answers. */
void apply_rebuild(Service *service);
/* Forgets the open application: form, captures, cards. keep_stage: its attachments live on in case or draft. */
void apply_forget(Service *service, gboolean keep_stage);
/* Puts the draft on disk (worker); NULL-safe without card or form. */
gboolean apply_write_draft(Service *service);
void apply_drop_draft(Service *service, const char *matter_id, gboolean keep_stage);
void apply_seek_drafts(Service *service);
gboolean apply_db_consent(const Service *service);
