/* Contactless cards on a PN53x chip, over libnfc: social-security cards (name and number), resident ID cards
 * (chip serial only, a token), other ISO/IEC 14443 type A cards (serial, a token). */
#ifndef HAL_DRIVERS_READER_PN53X_H
#define HAL_DRIVERS_READER_PN53X_H

#include "hal/driver.h"

extern const HalDriverOps reader_pn53x_ops;

#endif
