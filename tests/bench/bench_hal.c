/* Figures of the device layer, one JSON object a line: from a card on the PN532 peer to the event at the
 * client, and from a driver's death to the device being online again. */
#include "tests/support/hald_rig.h"
#include "tests/support/peer_rig.h"

#include "hal/reader.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define VISITS   60
#define RESTARTS 12

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void print_figure(const char *name, double *ms, guint n)
{
    qsort(ms, n, sizeof *ms, compare);
    printf("{\"name\":\"%s\",\"unit\":\"ms\",\"n\":%u,\"median\":%.3f,\"p99\":%.3f}\n", name, n, ms[n / 2],
           ms[MIN(n - 1, n * 99 / 100)]);
    fflush(stdout);
}

static double ms_since(gint64 start_us)
{
    return (double)(g_get_monotonic_time() - start_us) / 1000.0;
}

static void measure_cards(HaldRig *rig, PeerRig *peer)
{
    double ms[VISITS];
    for (guint i = 0; i < VISITS; i++) {
        hald_rig_run(rig, g_random_int_range(1, 120)); /* people do not wait for the reader's rhythm */
        gint64 start = g_get_monotonic_time();
        peer_rig_say(peer, "TAP social 演示卡02");
        json_decref(hald_rig_expect_event(rig, HAL_READER_CARD, 2000));
        ms[i] = ms_since(start);
        peer_rig_say(peer, "REMOVE");
        json_decref(hald_rig_expect_event(rig, HAL_READER_CARD_REMOVED, 2000));
    }
    print_figure("card on the PN532 peer to the event at the client, beyond the card's own exchange", ms,
                 VISITS);
}

static void measure_restarts(void)
{
    double ms[RESTARTS];
    for (guint i = 0; i < RESTARTS; i++) {
        HaldRig *rig = hald_rig_new("[reader0]\nclass = reader\ndriver = sim\ncards = @CARDS@\n", NULL);
        hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 3000);
        gint64 start = g_get_monotonic_time();
        kill(hald_rig_device_pid(rig, "reader0"), SIGKILL);
        hald_rig_expect_state(rig, "reader0", HAL_STARTING, 1000);
        hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 3000);
        ms[i] = ms_since(start);
        hald_rig_free(rig);
    }
    print_figure("driver killed to device online again", ms, RESTARTS);
}

int main(void)
{
    PeerRig *peer = peer_rig_new("pn532", NULL);
    g_autofree char *ini = g_strdup_printf(
        "[reader0]\nclass = reader\ndriver = reader_pn53x\nconnection = pn532_uart:%s:115200\n",
        peer_rig_hello(peer));
    HaldRig *rig = hald_rig_new(ini, NULL);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 3000);
    hald_rig_listen(rig, "reader0");
    measure_cards(rig, peer);
    hald_rig_free(rig);
    peer_rig_free(peer);
    measure_restarts();
    return 0;
}
