/* Random valid applications for a hub rig, as a kiosk would send them: filled in by walk.h, with real
 * contents behind every photo and signature. */
#pragma once
#include "tests/support/hub_rig.h"
#include "tests/support/walk.h"

typedef struct {
    WireApplication *application;
    GPtrArray *contents; /* of GBytes*, plain, one for each of application->attachments */
} RigApplication;
void rig_application_free(RigApplication *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigApplication, rig_application_free)

/* NULL: nobody can apply for this matter in this mode. rig lends a number for it; rig NULL: case_no stays "",
 * and of the kiosk only its number, community and now_s are asked for. */
RigApplication *rig_application(HubRig *rig, const RigKiosk *kiosk, Catalogue *catalogue,
                                const Matter *matter, SessionMode mode, GRand *rng);
/* Sends what belongs to it; asserts that each arrives. */
void rig_send_contents(HubRig *rig, const RigKiosk *kiosk, const RigApplication *item);
/* The message, sealed; wire_text_free. */
char *rig_case_text(const RigKiosk *kiosk, const RigApplication *item);
HttpReply *rig_put_case(HubRig *rig, const RigKiosk *kiosk, const RigApplication *item);
