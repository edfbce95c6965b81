/* A TCP relay between a kiosk and its hub that can lose things: requests, answers, whole connections. Threads
 * of its own; the mode may be changed from anywhere at any time. */
#pragma once
#include <glib.h>

typedef enum {
    PROXY_PASS,
    PROXY_LOSE_ANSWERS,      /* the request arrives, the answer does not */
    PROXY_LOSE_EVERY_SECOND, /* answers, alternating over all connections */
    PROXY_SILENT,            /* takes everything, says nothing */
    PROXY_REFUSE,            /* closes at once */
} ProxyMode;
typedef struct DropProxy DropProxy;

DropProxy *drop_proxy_new(guint16 target_port);
guint16 drop_proxy_port(const DropProxy *proxy);
void drop_proxy_set(DropProxy *proxy, ProxyMode mode);
void drop_proxy_target(DropProxy *proxy, guint16 target_port);
/* Answers lost so far. */
guint drop_proxy_lost(const DropProxy *proxy);
void drop_proxy_free(DropProxy *proxy);
