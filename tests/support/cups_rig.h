/* A real private cupsd (config/cups/kiosk-cupsd) with the queue "office" before a printer, for tests. Fails
 * the test where it does not start. One thread. */
#pragma once

#include <glib.h>

typedef struct CupsRig CupsRig;

CupsRig *cups_rig_new(const char *device_uri);
void cups_rig_free(CupsRig *rig);

/* The socket's path. Lent. */
const char *cups_rig_socket(const CupsRig *rig);
/* kill -9 of cupsd, in the middle of whatever it does. */
void cups_rig_kill(CupsRig *rig);
/* Start it again after cups_rig_kill: queues are there, jobs are not. */
void cups_rig_start(CupsRig *rig);
/* As a hand at the web page: the queue takes jobs but prints none. */
void cups_rig_pause(CupsRig *rig);
