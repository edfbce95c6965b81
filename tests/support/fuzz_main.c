/* Replays a corpus through a fuzz target without libFuzzer: every file of the folders named on the
 * command line is one input. Prints TAP; a crash is the failure. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static guint replay_folder(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint n = 0;
    const char *name;
    while (dir && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_autofree char *text = NULL;
        gsize size = 0;
        if (!g_file_get_contents(file, &text, &size, NULL))
            continue;
        LLVMFuzzerTestOneInput((const uint8_t *)text, size);
        n++;
    }
    return n;
}

int main(int argc, char **argv)
{
    guint n = 0;
    for (int i = 1; i < argc; i++)
        n += replay_folder(argv[i]);
    printf("1..1\n%sok 1 - replayed %u inputs\n", n > 0 ? "" : "not ", n);
    return n > 0 ? 0 : 1;
}
