/* Every setting there is. The shipped files config/kiosk.ini and config/hub.ini are printed from these tables
 * (`kioskctl config kiosk`), and a test holds them equal. */
#include "kiosk/domain/settings.h"

static const SettingRow kiosk_rows[] = {
    {"station", "kiosk_no", SETTING_NO, "QC-01", 4, 15, NULL,
     "Number of this kiosk; the hub knows it by this name. Temporary numbers use its last four letters and "
     "digits."},
    {"station", "community_code", SETTING_DIGITS, "330108001005", 12, 12, NULL,
     "12-digit code of the community; case numbers begin with it."},
    {"station", "community_name", SETTING_TEXT, "晴川社区", 1, 20, NULL, "Shown in the header and on paper."},
    {"station", "community_name_en", SETTING_TEXT, "Qingchuan Community", 0, 40, NULL,
     "The same in English."},
    {"station", "street_name", SETTING_TEXT, "映月街道", 1, 20, NULL,
     "The street office above the community."},
    {"station", "district_name", SETTING_TEXT, "滨江区", 1, 20, NULL, "The district above the street."},
    {"station", "room_name", SETTING_TEXT, "智能便民驿站", 1, 20, NULL, "What the room is called."},
    {"station", "room_name_en", SETTING_TEXT, "Smart Service Station", 0, 40, NULL, "The same in English."},
    {"station", "help_phone", SETTING_PHONE, "0571-00000100", 0, 20, NULL,
     "Whom residents call when the kiosk cannot help."},
    {"station", "complaint_phone", SETTING_PHONE, "0571-00000199", 0, 20, NULL, "Printed on every receipt."},
    {"station", "opening_hours", SETTING_HOURS, "08:30-17:30", 0, 0, NULL,
     "When the community's window is open; shown where the kiosk says to go there."},
    {"station", "closing_time", SETTING_TIME, "17:30", 0, 0, NULL,
     "What is handed in later counts as received on the next working day."},
    {"station", "dog_zone", SETTING_CHOICE, "key", 0, 0, "key|general",
     "Zone of the city's rules for keeping dogs; one matter asks for it."},

    {"screen", "width_mm", SETTING_INT, "268", 100, 2000, NULL,
     "Width of the visible picture in millimetres. All sizes follow from it, so measure it."},
    {"screen", "height_mm", SETTING_INT, "476", 100, 2000, NULL, "Height of the visible picture."},
    {"screen", "floor_mm", SETTING_INT, "800", 0, 2000, NULL,
     "From the floor to the lower edge of the picture; the seated layout needs it."},
    {"screen", "windowed", SETTING_BOOL, "no", 0, 0, NULL,
     "yes: a window on a desk instead of the full screen."},
    {"screen", "size", SETTING_SIZE, "1080x1920", 320, 8192, NULL, "Size of that window in pixels."},
    {"screen", "theme", SETTING_CHOICE, "day", 0, 0, "day|black-on-white|white-on-black",
     "Colours of a new session; residents may change them."},
    {"screen", "mode", SETTING_CHOICE, "standard", 0, 0, "standard|elder",
     "Mode of a new session; elder asks one question a page, in large letters."},

    {"time", "idle_s", SETTING_INT, "60", 20, 600, NULL,
     "Seconds without a touch before the kiosk asks \"still there?\"."},
    {"time", "countdown_s", SETTING_INT, "30", 20, 120, NULL,
     "Seconds to answer before everything is wiped."},
    {"time", "elder_idle_s", SETTING_INT, "90", 20, 900, NULL, "The same two in elder mode."},
    {"time", "elder_countdown_s", SETTING_INT, "45", 20, 180, NULL, NULL},
    {"time", "sensitive_s", SETTING_INT, "40", 20, 600, NULL,
     "Seconds before it asks on pages that show personal data."},

    {"hub", "url", SETTING_URL, "http://127.0.0.1:8410", 1, 200, NULL, "Address of the station hub."},
    {"hub", "pins", SETTING_PINS, "", 0, 400, NULL,
     "Public keys that the hub may show over https, sha256//… separated by ;. Empty: the system's "
     "certificates decide."},

    {"paths", "data", SETTING_PATH, "/var/lib/kiosk", 1, 400, NULL,
     "The kiosk's own folder: what was handed in and not yet sent, drafts, keys."},
    {"paths", "catalogue", SETTING_PATH, "", 0, 400, NULL,
     "Another catalogue of matters. Empty: catalogue/matters.json beside this file."},
    {"paths", "process", SETTING_PATH, "", 0, 400, NULL, "Empty: catalogue/process.json."},
    {"paths", "workdays", SETTING_PATH, "", 0, 400, NULL, "Empty: catalogue/workdays.json."},
    {"paths", "situations", SETTING_PATH, "", 0, 400, NULL, "Empty: catalogue/situations.json."},
    {"paths", "content", SETTING_PATH, "", 0, 400, NULL, "Empty: content/content.json."},
    {"paths", "hal", SETTING_PATH, "/run/kiosk-hal/hal.sock", 1, 100, NULL, "Socket of kiosk-hald."},
    {"paths", "control", SETTING_PATH, "/run/kiosk/control.sock", 0, 100, NULL,
     "Socket for kioskctl. Empty: none."},

    {"language", "default", SETTING_CHOICE, "zh", 0, 0, "zh|en", "Language of a new session."},
    {"language", "switch", SETTING_BOOL, "yes", 0, 0, NULL, "Whether residents may change it."},

    {"print", "receipt_paper", SETTING_CHOICE, "A4", 0, 0, "A4|80mm",
     "Paper of the receipt; where that printer is missing the other one is used."},

    {"paper", "a4_full", SETTING_INT, "500", 1, 5000, NULL, "Sheets in a full A4 tray."},
    {"paper", "a4_warn", SETTING_INT, "50", 0, 5000, NULL, "Staff are told when fewer are left."},
    {"paper", "slip_full", SETTING_INT, "400", 1, 5000, NULL, "Slips on a full 80 mm roll."},
    {"paper", "slip_warn", SETTING_INT, "40", 0, 5000, NULL, "Staff are told when fewer are left."},

    {"devices", "reader", SETTING_NAME, "reader0", 1, 32, NULL, "The card reader's name in devices.ini."},
    {"devices", "printer", SETTING_NAME, "printer0", 1, 32, NULL, "The A4 printer's."},
    {"devices", "slip_printer", SETTING_NAME, "", 0, 32, NULL, "The 80 mm printer's. Empty: none."},

    {"capture", "usb_dir", SETTING_PATH, "/run/kiosk/usb", 0, 400, NULL,
     "Where memory sticks are mounted, read-only. Empty: none."},
    {"capture", "camera_dir", SETTING_PATH, "", 0, 400, NULL,
     "Folder that stands in for the document camera. Empty: none."},
};

const SettingTable settings_kiosk = {"kiosk", "The kiosk's settings", kiosk_rows, G_N_ELEMENTS(kiosk_rows)};

static const SettingRow hub_rows[] = {
    {"http", "listen", SETTING_LISTEN, "127.0.0.1:8410", 1, 100, NULL,
     "Address and port for kiosks. Port 0 takes a free one."},
    {"http", "connections", SETTING_INT, "64", 1, 1000, NULL, "At the same time; further ones are refused."},
    {"http", "timeout_s", SETTING_INT, "20", 1, 300, NULL,
     "A slow or idle connection is closed after so many seconds."},

    {"paths", "data", SETTING_PATH, "/var/lib/kiosk-hub", 1, 400, NULL,
     "The hub's own folder: database, keys, attachments."},
    {"paths", "catalogue", SETTING_PATH, "", 0, 400, NULL,
     "Another catalogue of matters. Empty: catalogue/matters.json beside this file."},
    {"paths", "process", SETTING_PATH, "", 0, 400, NULL, "Empty: catalogue/process.json."},
    {"paths", "workdays", SETTING_PATH, "", 0, 400, NULL, "Empty: catalogue/workdays.json."},
    {"paths", "content", SETTING_PATH, "", 0, 400, NULL, "Empty: content/content.json."},
    {"paths", "register", SETTING_PATH, "", 0, 400, NULL,
     "Register for look-ups. Empty: hub/register.json, and where that is missing nothing is found."},
    {"paths", "control", SETTING_PATH, "/run/kiosk-hub/control.sock", 0, 100, NULL,
     "Socket for kioskctl. Empty: none."},

    {"station", "community_code", SETTING_DIGITS, "330108001005", 12, 12, NULL,
     "12-digit code of the community, for kiosks that are enrolled without one."},
    {"station", "community_name", SETTING_TEXT, "晴川社区", 1, 20, NULL, "Its name."},
    {"station", "closing_time", SETTING_TIME, "17:30", 0, 0, NULL,
     "What is handed in later counts as received on the next working day."},

    {"numbers", "block_size", SETTING_INT, "200", 1, 5000, NULL,
     "Most case numbers lent to a kiosk at a time."},
};

const SettingTable settings_hub = {"hub", "The station hub's settings", hub_rows, G_N_ELEMENTS(hub_rows)};
