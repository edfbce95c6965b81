/* The device process: one driver, one thread, one socket to the supervisor. */
#ifndef HAL_HOST_PROCESS_H
#define HAL_HOST_PROCESS_H

#include "hal/driver.h"

/* The descriptor at which a device process finds its end of the socket. 0-2 stay open: libnfc 1.8.0 takes a
 * serial port that got descriptor 0 for "Abort!". */
#define HOST_PROCESS_FD 3

/* Runs the driver until the supervisor closes the socket. Its answer is the process's exit code. */
int host_process_run(int socket, const HalSettings *settings);

#endif
