#include "tests/support/ink_pdf.h"

#include <fcntl.h>
#include <glib.h>
#include <unistd.h>

#include "tests/support/cmocka.h"

/* As many strokes as a full page of text has. */
static char *draw(double width, double height)
{
    GString *ink = g_string_new(NULL);
    g_string_append_printf(ink, "0 g 36 %.3f 72 72 re f\n", height - 36 - 72);
    for (int row = 0; row < 40; row++) {
        double y = 20 + (height - 160) * row / 40;
        g_string_append_printf(ink, "%.1f w 20 %.3f m %.3f %.3f l S\n", 0.2 + row * 0.05, y, width - 20, y);
        for (double x = 24; x < width - 30; x += 10)
            g_string_append_printf(ink, "0.6 w %.3f %.3f m %.3f %.3f %.3f %.3f %.3f %.3f c S\n", x, y + 2,
                                   x + 2, y + 9, x + 6, y + 9, x + 8, y + 2);
    }
    return g_string_free(ink, FALSE);
}

int ink_pdf_open(double width, double height, int pages)
{
    g_autofree char *ink = draw(width, height);
    g_autoptr(GString) pdf = g_string_new("%PDF-1.4\n1 0 obj<</Type /Catalog/Pages 2 0 R>>endobj\n");
    g_string_append(pdf, "2 0 obj<</Type /Pages/Kids[");
    for (int i = 0; i < pages; i++)
        g_string_append_printf(pdf, "%d 0 R ", 4 + i);
    g_string_append_printf(pdf, "]/Count %d>>endobj\n", pages);
    g_string_append_printf(pdf, "3 0 obj<</Length %zu>>stream\n%sendstream endobj\n", strlen(ink), ink);
    for (int i = 0; i < pages; i++)
        g_string_append_printf(pdf,
                               "%d 0 obj<</Type /Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]/Contents 3 0 R"
                               "/Resources<<>>>>endobj\n",
                               4 + i, width, height);
    g_string_append_printf(pdf, "trailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n", 4 + pages);
    int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf->str, pdf->len), (int)pdf->len);
    return fd;
}
