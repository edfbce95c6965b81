/* Keeps readers armed: one wait at a time for each, renewed whenever the reader can take it. */
#define G_LOG_DOMAIN "hal-client"
#include "hal/client/internal.h"
#include "hal/reader.h"

#define RENEW_MS                                                                                             \
    100 /* a wait that ended is renewed after this pause, so that a reader that fails at once costs little   \
         */

typedef struct {
    HalClient *client;
    char *reader;
    HalEventFunc on_event;
    gpointer user;
    GSource *renew;
    guint64 wait;         /* the wait in progress, 0: none */
    gboolean is_occupied; /* card or card_problem came, card_removed not yet */
} Listen;

struct ClientListens {
    GPtrArray *all; /* Listen* */
};

static void drop_renew(Listen *listen)
{
    if (!listen->renew)
        return;
    g_source_destroy(listen->renew);
    g_source_unref(listen->renew);
    listen->renew = NULL;
}

static void listen_free(gpointer data)
{
    Listen *listen = data;
    drop_renew(listen);
    g_free(listen->reader);
    g_free(listen);
}

ClientListens *client_listens_new(void)
{
    ClientListens *listens = g_new0(ClientListens, 1);
    listens->all = g_ptr_array_new_with_free_func(listen_free);
    return listens;
}

void client_listens_free(ClientListens *listens)
{
    g_ptr_array_unref(listens->all);
    g_free(listens);
}

static Listen *find(const ClientListens *listens, const char *reader)
{
    for (guint i = 0; i < listens->all->len; i++) {
        Listen *listen = listens->all->pdata[i];
        if (g_str_equal(listen->reader, reader))
            return listen;
    }
    return NULL;
}

static Listen *find_wait(const ClientListens *listens, guint64 id)
{
    for (guint i = 0; i < listens->all->len; i++) {
        Listen *listen = listens->all->pdata[i];
        if (listen->wait == id)
            return listen;
    }
    return NULL;
}

static void on_event(HalClient *client, guint64 id, const char *name, const json_t *data, gpointer user)
{
    Listen *listen = find_wait(client_listens(client), id);
    if (!listen)
        return;
    listen->is_occupied = !g_str_equal(name, HAL_READER_CARD_REMOVED);
    listen->on_event(client, id, name, data, listen->user);
}

static void say_removed(HalClient *client, Listen *listen)
{
    if (!listen->is_occupied)
        return;
    json_auto_t *nothing = json_object();
    listen->is_occupied = FALSE;
    listen->on_event(client, listen->wait, HAL_READER_CARD_REMOVED, nothing, listen->user);
}

static gboolean on_renew(gpointer data)
{
    Listen *listen = data;
    drop_renew(listen);
    client_listens_check(listen->client, client_listens(listen->client), listen->reader);
    return G_SOURCE_REMOVE;
}

static void on_completion(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    Listen *listen = find_wait(client_listens(client), id);
    if (!listen)
        return;
    listen->wait = 0;
    say_removed(client, listen);
    drop_renew(listen);
    listen->renew = g_timeout_source_new(RENEW_MS);
    g_source_set_callback(listen->renew, on_renew, listen, NULL);
    g_source_attach(listen->renew, client_context(client));
}

void client_listens_check(HalClient *client, ClientListens *listens, const char *reader)
{
    Listen *listen = find(listens, reader);
    const HalDevice *device = hal_client_device(client, reader);
    if (listen && listen->wait == 0 && device && hal_state_takes_commands(device->state))
        listen->wait =
            hal_client_command(client, reader, HAL_READER_WAIT, NULL, -1, 0, on_event, on_completion, NULL);
}

void client_listens_lost(HalClient *client, ClientListens *listens)
{
    for (guint i = 0; i < listens->all->len; i++) {
        Listen *listen = listens->all->pdata[i];
        listen->wait = 0;
        say_removed(client, listen);
    }
}

void hal_client_listen(HalClient *client, const char *reader, HalEventFunc handler, gpointer user)
{
    ClientListens *listens = client_listens(client);
    if (find(listens, reader)) {
        g_warning("%s: is listened to already", reader);
        return;
    }
    Listen *listen = g_new0(Listen, 1);
    listen->client = client;
    listen->reader = g_strdup(reader);
    listen->on_event = handler;
    listen->user = user;
    g_ptr_array_add(listens->all, listen);
    client_listens_check(client, listens, reader);
}

void hal_client_listen_stop(HalClient *client, const char *reader)
{
    Listen *listen = find(client_listens(client), reader);
    if (!listen)
        return;
    if (listen->wait != 0)
        hal_client_cancel(client, listen->wait);
    g_ptr_array_remove(client_listens(client)->all, listen);
}
