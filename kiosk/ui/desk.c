#include "kiosk/ui/desk.h"
#include "kiosk/ui/ui_private.h"
#include "kiosk/ui/frame_page.h"
#include "kiosk/ui/tide.h"

#include <glib/gi18n.h>

static UiZones zones(Ui *ui)
{
    return ui_zones(&ui->look, ui->width, ui->height, ui->mm_per_px, ui->foot_above_floor_mm);
}

static void desk_arrange(UiWidget *w)
{
    Ui *ui = w->ui;
    UiZones z = zones(ui);
    if (ui->page)
        ui_place(ui->page, z.page);
    UiRect content = ui->page ? ui_page_content_rect(ui->page) : z.page;
    if (ui->dialog)
        ui_place(ui->dialog, content);
    if (ui->toast) {
        int width = z.page.w - 2 * z.margin, h = ui_height_for(ui->toast, width);
        int bottom = ui->page ? ui_page_toast_bottom(ui->page) : z.page.y + z.page.h;
        /* Whoever types keeps the keys: the toast goes to the top. */
        int y = ui->input ? content.y + ui_mm(ui, 8.5) : bottom - h;
        ui_place(ui->toast, (UiRect){z.page.x + z.margin, y, width, h});
    }
}

static void desk_draw(UiWidget *w, UiPainter *p)
{
    Ui *ui = w->ui;
    UiZones z = zones(ui);
    if (!ui->page || !ui_page_is_whole(ui->page)) /* else nothing of the desk can be seen */
        ui_painter_box(p, w->rect, 0, UI_PAPER, UI_NONE, 0);
    if (z.river.h <= 0)
        return;
    int m = z.margin, line = ui_painter_px(p, 12), high = z.river.h - m;
    ui_painter_box(p, z.river, 0, UI_BED, UI_NONE, 0);
    UiRect words = {z.river.x + m, z.river.y + m, z.river.w - 2 * m, high};
    int text_h =
        ui_painter_text(p, words, UI_LEAD, UI_ON_DARK | UI_BOLD, _("Seated use: all buttons are below"));
    words.y += text_h;
    ui_painter_text(p, words, UI_LEAD, UI_ON_DARK | UI_SECOND, _("Press “Larger” to change back"));
    ui_tide_paint_river(
        p, (UiRect){z.river.x, words.y + line, z.river.w, z.river.h - (words.y - z.river.y) - line});
}

static const UiWidgetClass DESK = {
    .role = "desk", .size = sizeof(UiWidget), .arrange = desk_arrange, .draw = desk_draw};

UiWidget *ui_desk_new(void)
{
    return ui_widget_new(&DESK);
}
