/* The rows of the maintenance screens, one for each file, and what their words share. */
#pragma once
#include "kiosk/screens/shell.h"
#include "kiosk/service/devices.h"
#include "kiosk/service/staff.h"

/* pin.c today.c devices.c queue.c settings.c assist.c */
extern const ScreenRow staff_screen_pin, staff_screen_today, staff_screen_devices, staff_screen_queue,
    staff_screen_settings, staff_screen_setting, staff_screen_assist;

/* "5 min", "2 h", "3 days": how long ago; g_free. */
char *staff_age(Service *service, gint64 since_ms);
const char *staff_device_name(const DeviceView *device);
const char *staff_device_word(const DeviceView *device);
UiTone staff_device_tone(const DeviceView *device);
const char *staff_device_icon(const DeviceView *device);
/* What staff can do about it: one sentence, "" when nothing is wrong. */
const char *staff_remedy(const DeviceView *device);
