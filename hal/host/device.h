/* A device as the supervisor sees it: its process, its state, and the queue of its commands.
 * One command runs at a time; every accepted command gets exactly one completion, whatever happens to the
 * process. Loop thread only; nothing waits. */
#ifndef HAL_HOST_DEVICE_H
#define HAL_HOST_DEVICE_H

#include "hal/host/settings.h"
#include "hal/proto/message.h"

typedef struct HostDevice HostDevice;

typedef struct {
    /* An event or completion of one of client's commands; the id is the client's. Lent. */
    void (*reply)(gpointer client, const Message *message, gpointer data);
    /* State, capabilities or status changed. */
    void (*changed)(HostDevice *device, gpointer data);
    /* One exchange, for the trace. direction as in trace_add. */
    void (*traced)(HostDevice *device, char direction, const Message *message, gpointer data);
} HostDeviceHooks;

/* argv starts the device's process; it is copied. The process is started by host_device_start. */
HostDevice *host_device_new(const HalSettings *settings, const HostOptions *options, const char *const *argv,
                            const HostDeviceHooks *hooks, gpointer data);
void host_device_free(HostDevice *device);

void host_device_start(HostDevice *device);
/* Ends the process: asked first, killed after half a second. Commands complete DEVICE_ERROR. */
void host_device_stop(HostDevice *device);
gboolean host_device_is_stopped(const HostDevice *device);
/* Kills the process; it is started again at once. */
void host_device_restart(HostDevice *device);

const char *host_device_name(const HostDevice *device);
/* state, remedy, text and data {class,driver,capabilities,status} of the device as an unsolicited message;
 * the caller clears it. */
void host_device_describe(const HostDevice *device, Message *message);

/* Takes a command from client (any pointer that names it): reply() brings acknowledge and, later, one
 * completion. fd (or -1) is taken. */
void host_device_submit(HostDevice *device, gpointer client, const Message *command, int fd);
/* A simulator's words: overtakes the queue; one completion follows. */
void host_device_sim(HostDevice *device, gpointer client, const Message *words);
/* The client wants its command to end; unknown ids are ignored. */
void host_device_cancel(HostDevice *device, gpointer client, guint64 id);
/* The client is gone: its commands are cancelled and nobody is told. */
void host_device_forget_client(HostDevice *device, gpointer client);

#endif
