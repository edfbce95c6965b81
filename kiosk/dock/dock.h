/* The demo dock: a small second window beside a kiosk on a desk, with demo cards to put on the reader, the
 * sheets that came out of the printer, and the faults of a broken day. Not part of the kiosk program: it
 * talks only to the control sockets of devices, virtual printer and network gate. Loop thread only. */
#pragma once
#include "kiosk/ui/ui.h"

typedef struct {
    const char *cards_path;     /* demo_cards.json */
    const char *hal_socket;     /* kiosk-hald */
    const char *printer_socket; /* words for the virtual printer; NULL: the simulated printer of kiosk-hald */
    const char *gate_socket;    /* words for the network gate; NULL: no network buttons */
    const char *sheets;         /* folder of printed PDFs; NULL: none are shown */
} DockSpec;

typedef struct Dock Dock;
Dock *dock_create(Ui *ui, const DockSpec *spec, GError **error);
void dock_destroy(Dock *dock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dock, dock_destroy)
