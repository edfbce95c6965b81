#include <microhttpd.h>
#include <string.h>
#include "kiosk/hub/api/request.h"

#define SMALL (64 * 1024)

static const HubRoute routes[] = {
    {"GET", WIRE_PATH_HELLO, .handle = api_hello},
    {"POST", WIRE_PATH_REGISTER, .max_body = SMALL, .handle = api_register},
    {"POST", WIRE_PATH_BLOCKS, .is_signed = TRUE, .max_body = SMALL, .handle = api_blocks},
    {"PUT", WIRE_PATH_CASES, .is_prefix = TRUE, .is_signed = TRUE, .max_body = WIRE_MAX_BODY,
     .handle = api_case_put},
    {"GET", WIRE_PATH_BLOBS, .is_prefix = TRUE, .is_signed = TRUE, .handle = api_blob_get},
    {"PUT", WIRE_PATH_BLOBS, .is_prefix = TRUE, .is_signed = TRUE, .max_body = WIRE_BLOB_PIECE,
     .handle = api_blob_put},
    {"POST", WIRE_PATH_PERSONS, .is_signed = TRUE, .max_body = SMALL, .handle = api_person_query},
    {"POST", WIRE_PATH_LOOKUPS, .is_signed = TRUE, .max_body = SMALL, .handle = api_lookup},
    {"POST", WIRE_PATH_WITHDRAW, .is_signed = TRUE, .max_body = SMALL, .handle = api_withdraw},
    {"POST", WIRE_PATH_RATINGS, .is_signed = TRUE, .max_body = SMALL, .handle = api_rating},
    {"POST", WIRE_PATH_HELP, .is_signed = TRUE, .max_body = SMALL, .handle = api_help},
    {"POST", WIRE_PATH_HEARTBEAT, .is_signed = TRUE, .max_body = SMALL, .handle = api_heartbeat},
    {"GET", WIRE_PATH_FILES, .is_prefix = TRUE, .is_signed = TRUE, .handle = api_file},
};

static gboolean path_fits(const HubRoute *route, const char *path)
{
    gsize length = strlen(route->path);
    return route->is_prefix ? strncmp(path, route->path, length) == 0 && path[length]
                            : strcmp(path, route->path) == 0;
}

const HubRoute *hub_route_find(const char *method, const char *path, guint *status)
{
    *status = MHD_HTTP_NOT_FOUND;
    for (guint i = 0; i < G_N_ELEMENTS(routes); i++) {
        if (!path_fits(&routes[i], path))
            continue;
        if (strcmp(routes[i].method, method) == 0) {
            *status = 0;
            return &routes[i];
        }
        *status = MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    return NULL;
}
