/* kiosk-hald as a whole: its devices are simulators, everything else is real. */
#include "tests/support/cmocka.h"
#include "tests/support/hald_rig.h"

#include "hal/printer.h"
#include "hal/reader.h"

#include <signal.h>

static const char two_devices[] =
    "[hald]\nping_ms = 200\nsilent_ms = 300\n"
    "[reader0]\nclass = reader\ndriver = sim\ncards = @CARDS@\n"
    "[printer0]\nclass = printer\ndriver = sim\nfolder = @DIR@/out\npage_ms = 20\n";

static const char *text_of(const json_t *data, const char *key)
{
    return json_string_value(json_object_get(data, key));
}

static int start(void **state)
{
    HaldRig *rig = hald_rig_new(two_devices, NULL);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 3000);
    hald_rig_expect_state(rig, "printer0", HAL_ONLINE, 3000);
    hald_rig_listen(rig, "reader0");
    *state = rig;
    return 0;
}

static int stop(void **state)
{
    hald_rig_free(*state);
    return 0;
}

static void a_card_on_the_reader_is_an_event_with_its_person(void **state)
{
    HaldRig *rig = *state;
    hald_rig_sim(rig, "reader0", "TAP 演示卡02");
    json_auto_t *card = hald_rig_expect_event(rig, HAL_READER_CARD, 2000);
    assert_string_equal(text_of(card, "name"), "王小明");
    assert_string_equal(text_of(card, "birth"), "1988-03-15");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_card_on_the_reader_is_an_event_with_its_person, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
