/* The simulators: drivers like the others, steered by words (kioskctl sim reader0 TAP 演示卡02). */
#ifndef HAL_SIM_H
#define HAL_SIM_H

#include "hal/driver.h"

/* Words: TAP tag | TAP-SOCIAL tag | TAP-TOKEN hex | REMOVE | TWO | GARBAGE | PIN | RANDOM | HALF | UNPLUG |
 * REPLUG | SLEEP ms | HANG | CRASH | SEGV. Tags are those of the file that the setting cards names. */
extern const HalDriverOps sim_reader_ops;

/* Words: PAPER n | JAM | CLEAR | COVER OPEN|CLOSED | TONER 0..100 | SPEED ms-a-page | FAIL | UNPLUG | REPLUG
 * | HANG | CRASH | SEGV. Sheets are written to the setting folder as sheet-000001.pdf; jobs.json beside them
 * is the printer's own memory and survives a restart of the driver, as a real printer's would. */
extern const HalDriverOps sim_printer_ops;

#endif
