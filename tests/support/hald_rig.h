/* A running kiosk-hald for tests, with one client that holds the screen: start it with a device list, wait
 * for events and states, order, and end it. Every wait is bounded; a failed expectation ends the test with
 * what was seen. One thread, default main context. */
#ifndef TESTS_SUPPORT_HALD_RIG_H
#define TESTS_SUPPORT_HALD_RIG_H

#include <jansson.h>

#include "hal/client.h"

typedef struct HaldRig HaldRig;

/* ini: the text of devices.ini; "@DIR@" in it becomes the rig's own folder, "@CARDS@" the demo cards. The rig
 * is ready when every device has left STARTING. Further environment: "NAME=value" strings, may be NULL. */
HaldRig *hald_rig_new(const char *ini, const char *const *environment);
/* SIGTERM; fails the test unless it ends within 2 s with exit code 0. */
void hald_rig_free(HaldRig *rig);

/* Cleans up after a kiosk-hald that the test itself has killed. */
void hald_rig_abandon(HaldRig *rig);

const char *hald_rig_folder(const HaldRig *rig);
const char *hald_rig_socket(const HaldRig *rig);
HalClient *hald_rig_client(const HaldRig *rig);
GPid hald_rig_pid(const HaldRig *rig);

/* Runs the loop until done() is TRUE; FALSE after ms. */
gboolean hald_rig_until(HaldRig *rig, gboolean (*done)(HaldRig *rig, gpointer data), gpointer data,
                        gint64 ms);
/* Runs the loop for ms. */
void hald_rig_run(HaldRig *rig, gint64 ms);

/* Waits for this state of the device; fails the test after ms. */
void hald_rig_expect_state(HaldRig *rig, const char *device, HalState state, gint64 ms);

/* Events of the listened reader and of commands queue up; this takes the next one, which must have this name:
 * its data (new reference, what "card" carries). Fails the test after ms, or on another name. */
json_t *hald_rig_expect_event(HaldRig *rig, const char *name, gint64 ms);
/* Takes the next event whatever it is: its name (caller frees) and data, or NULL after ms. */
char *hald_rig_next_event(HaldRig *rig, json_t **data, gint64 ms);
void hald_rig_expect_silence(HaldRig *rig, gint64 ms);
/* Listen to a reader: its events are queued for the above. */
void hald_rig_listen(HaldRig *rig, const char *reader);

/* One command from beginning to end. data: new reference. */
typedef struct {
    HalCode code;
    char *text;
    json_t *data;
} RigAnswer;
void rig_answer_clear(RigAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RigAnswer, rig_answer_clear)
RigAnswer hald_rig_command(HaldRig *rig, const char *device, const char *name, const json_t *args, int fd,
                           gint64 ms);
/* Begins a command; hald_rig_finish waits for its completion. Its events are queued. */
guint64 hald_rig_begin(HaldRig *rig, const char *device, const char *name, const json_t *args, int fd,
                       gint64 timeout_ms);
RigAnswer hald_rig_finish(HaldRig *rig, guint64 id, gint64 ms);

/* Simulator words; fails the test unless they were taken. */
void hald_rig_sim(HaldRig *rig, const char *device, const char *words);

/* The newest process of a device (0: none), and how many descriptors kiosk-hald has open. */
GPid hald_rig_device_pid(const HaldRig *rig, const char *device);
guint hald_rig_count_descriptors(const HaldRig *rig);

#endif
