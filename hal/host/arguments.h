/* What every command of a class must carry (hal/reader.h, hal/printer.h), checked once, before any driver
 * sees it. Pure but for looking at the descriptor; any thread. */
#ifndef HAL_HOST_ARGUMENTS_H
#define HAL_HOST_ARGUMENTS_H

#include "hal/driver.h"

/* NULL: all is well. Else what is wrong and would be right, for INVALID_DATA. Lent for ever. */
const char *arguments_problem(HalClass device_class, const HalCommand *command);

#endif
