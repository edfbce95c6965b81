/* One conversation with a printer or a CUPS server over libcups, with an end to every wait.
 *
 * libcups blocks: this runs in the driver process, which tells its supervisor so before each call. A server
 * that is silent for LINK_SILENCE_S is given up (while it takes in a document, for a minute, or until the
 * command is cancelled); libcups 2.4.2 then returns NULL while cupsLastError says "success", so only the
 * answer's pointer is trusted. */
#ifndef HAL_DRIVERS_IPP_LINK_H
#define HAL_DRIVERS_IPP_LINK_H

#include <cups/cups.h>

#include "hal/driver.h"

#define LINK_CONNECT_MS 2000
#define LINK_SILENCE_S  2.0

typedef struct {
    char *host; /* name, address or the path of a Unix socket */
    int port;
    char *resource;    /* "/ipp/print", "/printers/office" */
    char *printer_uri; /* as requests name it */
    gboolean encrypted;
} IppAddress;
/* From ipp://, ipps://. FALSE and error (CONFIGURATION): not such an address. */
gboolean ipp_address_parse(const char *uri, IppAddress *address, GError **error);
/* A queue of a CUPS server: server is a socket's path or host[:port]. */
void ipp_address_queue(const char *server, const char *queue, IppAddress *address);
void ipp_address_clear(IppAddress *address);

typedef struct IppLink IppLink;
/* NULL and error: OFFLINE (refused, unreachable, silent). address is lent and must outlive the link. */
IppLink *ipp_link_open(HalHost *host, const IppAddress *address, GError **error);
void ipp_link_close(IppLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IppLink, ipp_link_close)

/* Ask and wait for the answer. Takes request. fd: the document to send behind it, read from its start; -1:
 * none. NULL and error OFFLINE: no answer came; what the printer did with the request is unknown. An answer
 * that refuses is an answer: look at its status code. ippDelete it. */
ipp_t *ipp_link_ask(IppLink *link, ipp_t *request, int fd, GError **error);

#endif
