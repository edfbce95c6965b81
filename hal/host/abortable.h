/* Inside the device process: what host_abortable_begin (hal/driver.h) needs of the host. */
#ifndef HAL_HOST_ABORTABLE_H
#define HAL_HOST_ABORTABLE_H

#include "hal/driver.h"

/* The socket to the supervisor: readable when it wants something. */
int host_socket(const HalHost *host);

#endif
