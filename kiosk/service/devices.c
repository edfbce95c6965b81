/* Devices as kiosk-hald reports them, and what that means for the six doors of the home screen. */
#define G_LOG_DOMAIN "service"
#include "kiosk/service/service_private.h"

struct DevicesPart {
    GPtrArray *list; /* DeviceView */
    Day counted;     /* the day of ok_today and failed_today */
};

static DeviceView *view_of(Service *service, const char *id)
{
    for (guint i = 0; i < service->devices->list->len; i++) {
        DeviceView *view = service->devices->list->pdata[i];
        if (g_str_equal(view->id, id))
            return view;
    }
    DeviceView *view = g_new0(DeviceView, 1);
    g_strlcpy(view->id, id, sizeof view->id);
    view->paper_left = -1;
    view->toner_percent = -1;
    g_ptr_array_add(service->devices->list, view);
    return view;
}

static void join_reasons(const json_t *status, char *out, gsize size)
{
    const json_t *reasons = json_object_get(status, "reasons");
    size_t i;
    json_t *reason;
    out[0] = '\0';
    json_array_foreach(reasons, i, reason)
    {
        if (i > 0)
            g_strlcat(out, ", ", size);
        g_strlcat(out, json_string_value(reason) ?: "", size);
    }
}

static int lowest_marker(const json_t *status)
{
    int lowest = -1;
    size_t i;
    json_t *marker;
    json_array_foreach(json_object_get(status, "markers"), i, marker)
    {
        const json_t *level = json_object_get(marker, "level");
        if (json_is_integer(level) && (lowest < 0 || json_integer_value(level) < lowest))
            lowest = json_integer_value(level);
    }
    return lowest;
}

static void fill_view(Service *service, DeviceView *view, const HalDevice *device)
{
    const char *state = hal_state_name(device->state);
    if (!g_str_equal(view->state, state))
        view->since_ms = service_now_ms(service);
    g_strlcpy(view->class_name, hal_class_name(device->device_class), sizeof view->class_name);
    g_strlcpy(view->driver, device->driver ?: "", sizeof view->driver);
    g_strlcpy(view->state, state, sizeof view->state);
    g_strlcpy(view->remedy, device->remedy == HAL_REMEDY_NONE ? "" : hal_remedy_name(device->remedy),
              sizeof view->remedy);
    join_reasons(device->status, view->reasons, sizeof view->reasons);
    view->toner_percent = lowest_marker(device->status);
    const json_t *paper = json_object_get(device->status, "paper_left");
    view->paper_left = json_is_integer(paper) ? (int)json_integer_value(paper) : -1;
}

static WireHeartbeat *heartbeat_of(Service *service)
{
    WireHeartbeat *heartbeat = wire_heartbeat_new();
    for (guint i = 0; i < service->devices->list->len; i++) {
        const DeviceView *view = service->devices->list->pdata[i];
        wire_heartbeat_add_device(heartbeat, view->id, view->class_name, view->state, view->reasons);
    }
    return heartbeat;
}

static gboolean is_ready(const DeviceView *view)
{
    HalState state = HAL_OFFLINE;
    return hal_state_parse(view->state, &state) && hal_state_takes_commands(state);
}

static void device_changed(HalClient *client, const HalDevice *device, gpointer data)
{
    Service *service = data;
    DeviceView *view = view_of(service, device->name);
    gboolean was_ready = is_ready(view);
    fill_view(service, view, device);
    g_autoptr(WireHeartbeat) heartbeat = heartbeat_of(service);
    sync_set_heartbeat(service->sync, heartbeat);
    if (device->device_class == HAL_CLASS_PRINTER && is_ready(view) && !was_ready)
        print_recover(service);
    service_emit(service, SERVICE_EV_DEVICES);
}

static void connection_changed(HalClient *client, gboolean connected, gpointer data)
{
    g_message("devices: %s", connected ? "kiosk-hald is there" : "kiosk-hald is gone");
    service_emit(data, SERVICE_EV_DEVICES);
}

void devices_part_create(Service *service, const char *hal_socket)
{
    service->devices = g_new0(DevicesPart, 1);
    service->devices->list = g_ptr_array_new_with_free_func(g_free);
    if (!hal_socket)
        return;
    const HalClientHandlers handlers = {connection_changed, device_changed};
    service->hal = hal_client_new(hal_socket, "kiosk", HAL_ROLE_SCREEN, &handlers, service);
}

void devices_part_free(Service *service)
{
    if (!service->devices)
        return;
    g_clear_pointer(&service->hal, hal_client_free);
    g_ptr_array_unref(service->devices->list);
    g_clear_pointer(&service->devices, g_free);
}

static const DeviceView *first_working(const Service *service, const char *class_name)
{
    for (guint i = 0; i < service->devices->list->len; i++) {
        const DeviceView *view = service->devices->list->pdata[i];
        if (g_str_equal(view->class_name, class_name) &&
            (g_str_equal(view->state, "online") || g_str_equal(view->state, "busy")))
            return view;
    }
    return NULL;
}

gboolean devices_hald_is_there(const Service *service)
{
    return service->hal && hal_client_is_connected(service->hal);
}

gboolean devices_reader_works(const Service *service)
{
    return devices_hald_is_there(service) && first_working(service, "reader");
}

gboolean devices_printer_works(const Service *service)
{
    return devices_hald_is_there(service) && first_working(service, "printer");
}

static gboolean holds(const json_t *list, const char *word)
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one)
    {
        if (g_strcmp0(json_string_value(one), word) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Which printer takes this paper: by the media in its capabilities where it says so, else the first one. */
const char *devices_printer_id(const Service *service, PrintPaper paper)
{
    const char *wanted = paper == PRINT_A4 ? "A4" : "80mm";
    for (guint i = 0; service->hal; i++) {
        const HalDevice *device = hal_client_device_at(service->hal, i);
        if (!device)
            break;
        if (device->device_class != HAL_CLASS_PRINTER || !hal_state_takes_commands(device->state))
            continue;
        const json_t *media = json_object_get(device->capabilities, "media");
        if (json_is_array(media) ? holds(media, wanted) : paper == PRINT_A4)
            return device->name;
    }
    return NULL;
}

const GPtrArray *devices_list(const Service *service)
{
    return service->devices->list;
}

void devices_count(Service *service, const char *device, gboolean ok)
{
    if (service->devices->counted != service_today(service))
        for (guint i = 0; i < service->devices->list->len; i++) {
            DeviceView *other = service->devices->list->pdata[i];
            other->ok_today = other->failed_today = 0;
        }
    service->devices->counted = service_today(service);
    DeviceView *view = view_of(service, device);
    if (ok)
        view->ok_today++;
    else
        view->failed_today++;
}

/* Device x door: what a missing part means. A row says which doors it touches and how much. */
static const struct {
    DoorWhy why;
    struct {
        Door door;
        DoorState state;
    } doors[3];
    guint n;
} DOOR_TABLE[] = {
    {DOOR_WHY_NOT_SET_UP, {{DOOR_APPLY, DOOR_SHUT}, {DOOR_PROGRESS, DOOR_SHUT}}, 2},
    {DOOR_WHY_NO_READER, {{DOOR_APPLY, DOOR_LIMITED}, {DOOR_PROGRESS, DOOR_LIMITED}}, 2},
    {DOOR_WHY_NO_PRINTER, {{DOOR_PRINT, DOOR_SHUT}}, 1},
    {DOOR_WHY_NO_HUB, {{DOOR_APPLY, DOOR_LIMITED}, {DOOR_PROGRESS, DOOR_LIMITED}}, 2},
};

static gboolean is_missing(const Service *service, DoorWhy why)
{
    switch (why) {
    case DOOR_WHY_NONE:
        return FALSE;
    case DOOR_WHY_NO_READER:
        return !devices_reader_works(service);
    case DOOR_WHY_NO_PRINTER:
        return !devices_printer_works(service);
    case DOOR_WHY_NO_HUB:
        return !service_network(service).online;
    case DOOR_WHY_NOT_SET_UP:
        return !service_network(service).registered;
    }
    return FALSE;
}

DoorView devices_door(const Service *service, Door door)
{
    DoorView view = {DOOR_OPEN, DOOR_WHY_NONE};
    for (guint i = 0; i < G_N_ELEMENTS(DOOR_TABLE); i++) {
        if (!is_missing(service, DOOR_TABLE[i].why))
            continue;
        for (guint k = 0; k < DOOR_TABLE[i].n; k++)
            if (DOOR_TABLE[i].doors[k].door == door && DOOR_TABLE[i].doors[k].state > view.state)
                view = (DoorView){DOOR_TABLE[i].doors[k].state, DOOR_TABLE[i].why};
    }
    return view;
}
