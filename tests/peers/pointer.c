/* A pointer on the display named by DISPLAY, moved by words on standard input through the XTest extension:
 *
 *   move X Y | down | up | tap X Y | key NAME        each is answered by "ok" or "no: why"
 *
 * Ends with its input. */
#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

static Display *display;

static gboolean key(const char *name)
{
    KeySym sym = XStringToKeysym(name);
    KeyCode code = sym != NoSymbol ? XKeysymToKeycode(display, sym) : 0;
    if (!code)
        return FALSE;
    XTestFakeKeyEvent(display, code, True, CurrentTime);
    XTestFakeKeyEvent(display, code, False, CurrentTime);
    return TRUE;
}

static gboolean obey(const char *line)
{
    int x, y;
    char name[32];
    if (sscanf(line, "move %d %d", &x, &y) == 2)
        return XTestFakeMotionEvent(display, -1, x, y, CurrentTime);
    if (g_str_equal(line, "down"))
        return XTestFakeButtonEvent(display, 1, True, CurrentTime);
    if (g_str_equal(line, "up"))
        return XTestFakeButtonEvent(display, 1, False, CurrentTime);
    if (sscanf(line, "tap %d %d", &x, &y) == 2)
        return XTestFakeMotionEvent(display, -1, x, y, CurrentTime) &&
               XTestFakeButtonEvent(display, 1, True, CurrentTime) &&
               XTestFakeButtonEvent(display, 1, False, CurrentTime);
    if (sscanf(line, "key %31s", name) == 1)
        return key(name);
    return FALSE;
}

int main(void)
{
    char line[256];
    int event, error, major, minor;
    display = XOpenDisplay(NULL);
    if (!display || !XTestQueryExtension(display, &event, &error, &major, &minor)) {
        fprintf(stderr, "pointer: no display with XTest\n");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        gboolean done = obey(line);
        XFlush(display);
        puts(done ? "ok" : "no: not understood");
        fflush(stdout);
    }
    XCloseDisplay(display);
    return 0;
}
