/* Office printers by IPP, over libcups: straight to the device or through a CUPS queue (devices.ini: route).
 */
#ifndef HAL_DRIVERS_PRINTER_IPP_H
#define HAL_DRIVERS_PRINTER_IPP_H

#include "hal/driver.h"

extern const HalDriverOps printer_ipp_ops;

#endif
