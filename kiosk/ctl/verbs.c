/* Every verb of kioskctl: a new one is one row here and one function in its family's file. */
#include "kiosk/ctl/ctl.h"

#define ASKS (CTL_OPT_SOCKET | CTL_OPT_JSON)

const CtlVerb ctl_verbs[] = {
    {"devices", "[DEVICE]", 0, 1, ASKS, ctl_devices, "state of every device, what helps, and its counters"},
    {"sim", "DEVICE WORDS…", 2, 16, ASKS, ctl_sim,
     "steers a simulated device: reader0 TAP 演示卡02 | REMOVE; printer0 PAPER 0 | JAM | UNPLUG …"},
    {"hal test", "DEVICE", 1, 1, ASKS, ctl_hal_test, "lets a device test itself"},
    {"hal trace", "[DEVICE]", 0, 1, ASKS, ctl_hal_trace, "its last exchanges, personal bytes masked"},
    {"hal restart", "DEVICE", 1, 1, ASKS, ctl_hal_restart, "ends and starts a device's driver process"},

    {"hub status", "", 0, 0, ASKS, ctl_hub_status, "is the hub there, and how much it holds"},
    {"hub cases", "", 0, 0, ASKS | CTL_OPT_STATE | CTL_OPT_MATTER | CTL_OPT_LIMIT, ctl_hub_cases,
     "cases, newest first"},
    {"hub show", "CASE", 1, 1, ASKS, ctl_hub_show, "one case with what may be done now and its trace"},
    {"hub move", "CASE EVENT", 2, 2, ASKS | CTL_OPT_ROLE | CTL_OPT_REASON | CTL_OPT_STAFF, ctl_hub_move,
     "moves a case on, as the role allows: preaccept --role community_worker"},
    {"hub kiosks", "", 0, 0, ASKS, ctl_hub_kiosks, "kiosks that the hub knows"},
    {"hub enrol", "KIOSK_NO", 1, 1, ASKS | CTL_OPT_COMMUNITY, ctl_hub_enrol,
     "a one-time code with which a new kiosk registers"},
    {"hub verify", "", 0, 0, ASKS, ctl_hub_verify, "is the trace of all cases unbroken?"},
    {"hub ask", "JSON", 1, 1, ASKS, ctl_hub_ask, "sends one request as it is, prints the reply"},

    {"kiosk status", "", 0, 0, ASKS, ctl_kiosk_status, "session, screen, devices, what waits to be sent"},
    {"kiosk ask", "JSON", 1, 1, ASKS, ctl_kiosk_ask, "sends one request as it is, prints the reply"},
    {"staff add", "NO ROLE BADGE", 3, 3, ASKS, ctl_staff_add,
     "a member of staff with the serial of a badge (hex); the PIN comes on standard input"},

    {"config kiosk", "", 0, 0, CTL_OPT_JSON, ctl_config_kiosk,
     "every setting of kiosk.ini with help and default"},
    {"config hub", "", 0, 0, CTL_OPT_JSON, ctl_config_hub, "every setting of hub.ini with help and default"},
    {"config check", "[kiosk|hub] FILE", 1, 2, CTL_OPT_JSON, ctl_config_check,
     "are its settings right? Says line, key and what would be"},
    {"catalogue check", "FILE", 1, 1, CTL_OPT_JSON, ctl_catalogue_check,
     "is a catalogue right? Also process, workdays, situations and content files"},
    {"store verify", "PATH", 1, 1, CTL_OPT_JSON, ctl_store_verify,
     "is a kiosk's store whole, and was its audit chain changed? Also an exported chain"},
    {NULL},
};
