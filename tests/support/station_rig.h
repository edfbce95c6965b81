/* A whole station for tests of screens: a display, kiosk-hald with simulated devices, a hub, and in this
 * process the real service, window and screens. Touches go through the window as fingers do. Every wait is
 * bounded; a failed expectation ends the test with what was on the glass. One thread. */
#pragma once

#include "kiosk/screens/shell.h"

typedef struct StationRig StationRig;

/* with_hub: a hub runs and this kiosk has joined it; else it stays "not set up". */
StationRig *station_rig_new(gboolean with_hub);
void station_rig_free(StationRig *rig);

Screens *station_screens(StationRig *rig);
Service *station_service(StationRig *rig);
Ui *station_ui(StationRig *rig);
/* Folders from which the document camera and the USB stick are read. */
const char *station_camera_folder(StationRig *rig);

/* Runs the loop until done() is TRUE; FALSE after ms. */
gboolean station_until(StationRig *rig, gboolean (*done)(StationRig *rig, gpointer data), gpointer data,
                       gint64 ms);
/* Runs the loop for ms: for what must not happen. */
void station_run(StationRig *rig, gint64 ms);

/* Simulator words: "reader0", "TAP 演示卡02". */
void station_sim(StationRig *rig, const char *device, const char *words);
/* Puts a demo card on the reader and waits for its owner's home page. */
void station_tap(StationRig *rig, const char *tag);

/* Waits for that screen; fails after 20 s. */
void station_expect(StationRig *rig, const char *screen);
/* Whether something on the glass has that id or text. */
gboolean station_sees(StationRig *rig, const char *what);
void station_expect_sees(StationRig *rig, const char *what);
/* Touches the middle of what has that id or text; fails when there is nothing such. */
void station_touch(StationRig *rig, const char *what);
/* Draws a stroke over a widget, in shares of its width and height. */
void station_stroke(StationRig *rig, const char *what, double x1, double y1, double x2, double y2);
