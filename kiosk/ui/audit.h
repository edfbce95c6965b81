/* What is on the screen, for tests and for the walk over all screens in all looks: as JSON, and as findings.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include "kiosk/ui/widget.h"

/* {"width","height","language","look":{...},"dialog":bool,"widgets":[{"id","role","text","x","y","w","h","enabled",
 * "on","focus"}...]} - visible widgets in reading order, px. Sensitive fields give stars. New reference. */
json_t *ui_dump(Ui *ui);
/* Centre of the first visible, enabled target whose text or id is (else: contains) text. FALSE: none. */
gboolean ui_dump_target(Ui *ui, const char *text, int *x, int *y);

typedef enum {
    UI_FINDING_CLIPPED,  /* text or widget does not fit its place or the screen */
    UI_FINDING_SMALL,    /* target smaller than its mode allows */
    UI_FINDING_NEAR,     /* two targets nearer than the gap */
    UI_FINDING_CONTRAST, /* text under 7:1 (large figures 4.5:1) */
    UI_FINDING_WORDLESS, /* target without words */
    UI_N_FINDINGS
} UiFindingKind;
typedef struct {
    UiFindingKind kind;
    char *what; /* "clipped: button 下一步: needs 80 px, has 60" */
} UiFinding;
void ui_finding_free(UiFinding *finding);
/* Measures the shown tree; empty array: nothing to say. Free with g_ptr_array_unref. */
GPtrArray *ui_audit(Ui *ui);
