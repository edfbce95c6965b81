/* An application on its way in: opened and written in intake.c, judged in judge.c. Only these two include
 * this. */
#pragma once
#include <microhttpd.h>
#include "kiosk/hub/api/request.h"
#include "kiosk/hub/cases/cases.h"
#include "kiosk/seal/hash.h"
#include "kiosk/wire/envelope.h"

typedef struct {
    Hub *hub;
    const HubRequest *request;
    WireCase *outer;
    WireApplication *inner;
    SealBuffer *plain;
    Catalogue *catalogue;
    const Matter *matter;
    char *variant;
    guint8 person_tag[SEAL_TAG_BYTES], agent_tag[SEAL_TAG_BYTES], twin_tag[SEAL_HASH_BYTES];
    char case_no[CASE_NO_SIZE];
    guint status; /* what the refusal is sent with */
    WireRefusal *refusal;
    GError *error; /* our own fault, or "not now" */
} Intake;

/* Notes one reason; the first message stays. Always FALSE. */
gboolean intake_refuse(Intake *intake, guint status, const char *path, const char *code, const char *message);

/* Matter, number, answers, attachments, twins. FALSE: refused, or intake->error. Fills in matter, variant,
 * tags. */
gboolean intake_judge(Intake *intake);
