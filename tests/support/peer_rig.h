/* A peer (tests/peers/NAME) as a child of a test: its first line, words to it, its answers. Every wait is
 * bounded. One thread. */
#ifndef TESTS_SUPPORT_PEER_RIG_H
#define TESTS_SUPPORT_PEER_RIG_H

#include <glib.h>

typedef struct PeerRig PeerRig;

/* Starts $KIOSK_BUILD/peers/NAME with these arguments (NULL-terminated, may be NULL) and reads its first
 * line. */
PeerRig *peer_rig_new(const char *name, const char *const *arguments);
/* Closes its input; fails the test unless it ends within 2 s. */
void peer_rig_free(PeerRig *peer);

GPid peer_rig_pid(const PeerRig *peer);

/* The first line it printed. */
const char *peer_rig_hello(const PeerRig *peer);
/* Sends one line and waits for its answer; fails the test unless it is "ok". */
void peer_rig_say(PeerRig *peer, const char *words);

#endif
