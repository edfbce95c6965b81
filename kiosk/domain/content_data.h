/* What a Content holds; for the files of content_*.c only. */
#pragma once

#include "kiosk/domain/content.h"
#include "kiosk/domain/jsonfile.h"

struct Content {
    JsonPool *pool; /* everything below points into it */
    const char *version, *community_zh;
    Notice *notices;
    guint n_notices;
    Policy *policies;
    guint n_policies;
    Guide *guides;
    guint n_guides;
    App *apps;
    guint n_apps;
    DirectoryEntry *directory;
    guint n_directory;
    Interaction *interactions;
    guint n_interactions;
    Exhibit *exhibits;
    guint n_exhibits;
    const char **app_categories;
};
