/* kioskctl: see kiosk/ctl/ctl.h. */
#include <locale.h>
#include <stdio.h>
#include "kiosk/ctl/ctl.h"

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8"); /* devices and cards have Chinese names, whatever the terminal's language */
    return (int)ctl_main(argc, argv, stdin, stdout, stderr);
}
