/* Staff mode: behind a badge on the reader and a PIN. Every act is written to the audit chain. */
#pragma once
#include "kiosk/service/service.h"
#include "kiosk/service/devices.h"

/* After a badge was read (SESSION_STAFF_PIN). The answer comes as EV_STAFF + EV_SESSION. */
void staff_enter_pin(Service *service, const char *pin);
typedef enum {
    STAFF_PIN_WAITING,
    STAFF_PIN_CHECKING,
    STAFF_PIN_OK,
    STAFF_PIN_WRONG,
    STAFF_PIN_LOCKED
} StaffPinState;
StaffPinState staff_pin_state(const Service *service);
int staff_pin_locked_s(const Service *service); /* seconds until the next try */
const char *staff_no(const Service *service);   /* "007"; "" when nobody is logged in */

typedef struct {
    char id[32];    /* counter: "a4", "slip", "toner" */
    int left, full; /* sheets / slips / per cent */
    int warn_at;
    gint64 restocked_ms;
    char restocked_by[16];
} StaffCounter;
const GPtrArray *staff_counters(const Service *service);             /* StaffCounter */
void staff_restock(Service *service, const char *counter, int left); /* EV_STAFF when written */

typedef struct {
    char kind[16];    /* case, rating, help */
    char case_no[40]; /* "" for others */
    gint64 put_ms;
    int tries;
    char last_error[96]; /* staff text, no personal data */
    gboolean refused;    /* the hub refused it: staff must look */
} StaffQueueRow;
const GPtrArray *staff_queue(const Service *service); /* StaffQueueRow, oldest first */
void staff_queue_send_now(Service *service);

typedef struct {
    char section[32], key[32];
    char *value, *default_value, *help;
} StaffSetting;
const GPtrArray *staff_settings(const Service *service); /* StaffSetting */
/* FALSE with a reason that says what would be right; written to data_dir/kiosk.local.ini, audited. */
gboolean staff_set_setting(Service *service, const char *section, const char *key, const char *value,
                           GError **error);

void staff_self_test(Service *service, const char *device); /* EV_DEVICES */
void staff_pause(Service *service, gboolean paused);        /* "暂停服务" */
gboolean staff_is_paused(const Service *service);

/* The installer's way in: a member of staff with badge and PIN (kioskctl staff add, over the control socket).
 * FALSE: an argument is wrong, *error says what would be right. added comes once, error NULL when written. */
typedef void (*StaffAdded)(const GError *error, gpointer user_data);
gboolean staff_add(Service *service, const char *number, const char *role, const char *serial_hex,
                   const char *pin, StaffAdded added, gpointer user_data, GError **error);
