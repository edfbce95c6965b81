/* What works now: the devices as kiosk-hald reports them, and the table device x service
 * (config/services.ini) from which the home screen is computed. */
#pragma once
#include "kiosk/service/service.h"

typedef enum { DOOR_APPLY, DOOR_PROGRESS, DOOR_NOTICES, DOOR_LIFE, DOOR_APPS, DOOR_PRINT, N_DOORS } Door;
typedef enum { DOOR_OPEN, DOOR_LIMITED, DOOR_SHUT } DoorState;
typedef enum {
    DOOR_WHY_NONE,
    DOOR_WHY_NO_READER,  /* no card can be read: look, do not apply; query code still works */
    DOOR_WHY_NO_PRINTER, /* nothing can be printed here now */
    DOOR_WHY_NO_HUB,     /* kept here, sent later */
    DOOR_WHY_NOT_SET_UP,
} DoorWhy;
typedef struct {
    DoorState state;
    DoorWhy why;
} DoorView;
DoorView devices_door(const Service *service, Door door);

typedef struct {
    char id[32];         /* "reader0" */
    char class_name[16]; /* "reader", "printer" */
    char driver[32];
    char state[24];    /* hal state name: online, offline, … */
    char remedy[24];   /* retry, staff, engineer, configuration; "" when fine */
    char reasons[160]; /* e.g. "media-empty, toner-low" */
    gint64 since_ms;
    int paper_left;    /* by our own counter; -1: not counted */
    int toner_percent; /* -1: unknown */
    guint ok_today, failed_today;
} DeviceView;
/* DeviceView, in the order of devices.ini (lent until EV_DEVICES). */
const GPtrArray *devices_list(const Service *service);
gboolean devices_reader_works(const Service *service);
gboolean devices_printer_works(const Service *service);
gboolean devices_hald_is_there(const Service *service);
