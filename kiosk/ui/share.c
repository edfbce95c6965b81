#include "kiosk/ui/share.h"

/* Caps the parts that do not grow at one level, so that they fill at most the room. */
static void shrink(UiShare *parts, guint n, int room)
{
    int low = 0, high = 0;
    for (guint i = 0; i < n; i++)
        high = MAX(high, parts[i].natural);
    while (low < high) { /* largest level that fits */
        int level = (low + high + 1) / 2, sum = 0;
        for (guint i = 0; i < n; i++)
            if (parts[i].grow <= 0)
                sum += MAX(MIN(parts[i].natural, level), MIN(parts[i].least, parts[i].natural));
        if (sum <= room)
            low = level;
        else
            high = level - 1;
    }
    for (guint i = 0; i < n; i++)
        if (parts[i].grow <= 0)
            parts[i].given = MAX(MIN(parts[i].natural, low), MIN(parts[i].least, parts[i].natural));
}

void ui_share(UiShare *parts, guint n, int room)
{
    int fixed = 0, least = 0;
    double grow = 0;
    for (guint i = 0; i < n; i++) {
        if (parts[i].grow > 0) {
            parts[i].given = -1; /* not settled */
            grow += parts[i].grow;
            least += parts[i].least;
        }
    }
    shrink(parts, n, MAX(0, room - least));
    for (guint i = 0; i < n; i++)
        fixed += parts[i].grow > 0 ? 0 : parts[i].given;
    int rest = MAX(0, room - fixed);
    /* A part whose share is below its least takes its least, which makes the others' shares smaller: look
     * again. */
    for (guint settled = 0; settled < n;) {
        guint i = 0;
        while (i < n &&
               (parts[i].grow <= 0 || parts[i].given >= 0 || rest * parts[i].grow / grow >= parts[i].least))
            i++;
        if (i == n)
            break;
        parts[i].given = parts[i].least;
        rest = MAX(0, rest - parts[i].least);
        grow -= parts[i].grow;
        settled++;
    }
    for (guint i = 0; i < n; i++) {
        if (parts[i].grow <= 0 || parts[i].given >= 0)
            continue;
        parts[i].given = MAX((int)(rest * parts[i].grow / grow), parts[i].least);
        rest -= parts[i].given;
        grow -= parts[i].grow;
    }
}
