#include "kiosk/staff/staff_screens.h"

void staff_screens_add(Screens *screens)
{
}
