/* The header: station and clock on the first line; title, sub-line, person and the way out on the second.
 * What finds no room beside the title goes below it, and the header grows. */
#include "kiosk/ui/frame_page.h"
#include "kiosk/ui/tide.h"
#include "kiosk/ui/ui_private.h"

#include <glib/gi18n.h>

typedef struct {
    UiWidget base;
    char *title, *subtitle, *person;
    UiWidget *leave;
} Header;

typedef struct {
    int margin, line_middle, title_top, block_h, title_w, title_h, sub_w, sub_h, right_w, below;
    gboolean person, sub_beside;
} Plan;

static gboolean elder(UiWidget *w)
{
    return w->ui->look.mode == UI_MODE_ELDER;
}

static int person_width(UiWidget *w)
{
    return ui_w_mm(w, 9 + 2 + 5) + ui_text_width(w, UI_LOOK(UI_BODY, 0), ((Header *)w)->person);
}

static Plan plan(UiWidget *w, int width)
{
    Header *h = (Header *)w;
    Plan p = {.margin = ui_w_mm(w, 12)};
    int gap = ui_w_mm(w, 6), room = width - 2 * p.margin;
    int leave = h->leave ? ui_natural_width(h->leave) + gap : 0;
    p.line_middle = ui_w_mm(w, elder(w) ? 14 : 11.4);
    p.title_top = ui_w_mm(w, elder(w) ? 25 : 21.2);
    int title = ui_text_width(w, UI_LOOK(UI_TITLE, 0), h->title) + 1;
    int sub = h->subtitle ? ui_text_width(w, UI_LOOK(UI_BODY, 0), h->subtitle) + 1 : 0;
    int person = h->person && !elder(w) ? person_width(w) : 0;
    p.sub_beside = title + (sub ? gap + sub : 0) + leave <= room;
    p.person = person > 0 && title + (p.sub_beside && sub ? gap + sub : 0) + leave + person <= room;
    p.right_w = leave + (p.person ? person : 0);
    p.title_w = MIN(title, room - p.right_w);
    p.title_h = ui_text_height(w, UI_LOOK(UI_TITLE, 0), h->title, p.title_w);
    p.sub_w = p.sub_beside ? sub : room;
    p.sub_h = sub ? ui_text_height(w, UI_LOOK(UI_BODY, 0), h->subtitle, p.sub_w) : 0;
    p.below = p.sub_beside ? 0 : p.sub_h;
    p.block_h = MAX(ui_w_mm(w, elder(w) ? 22 : 20), p.title_h);
    return p;
}

static int header_height(UiWidget *w, int width)
{
    Plan p = plan(w, width);
    return p.title_top + p.block_h + p.below + ui_w_mm(w, elder(w) ? 4 : 3.8);
}

static void header_arrange(UiWidget *w)
{
    Header *h = (Header *)w;
    if (!h->leave)
        return;
    Plan p = plan(w, w->rect.w);
    int lw = ui_natural_width(h->leave);
    ui_place(h->leave,
             (UiRect){w->rect.x + w->rect.w - p.margin - lw, w->rect.y + p.title_top, lw, p.block_h});
}

static void draw_first_line(UiWidget *w, UiPainter *painter, const Plan *p)
{
    Ui *ui = w->ui;
    UiTextLook small = UI_LOOK(UI_BODY, UI_SECOND);
    int emblem = ui_w_mm(w, 10), line_h = ui_text_height(w, small, "字", w->rect.w),
        left = w->rect.x + p->margin;
    int y = w->rect.y + p->line_middle, right = w->rect.x + w->rect.w - p->margin;
    ui_tide_paint_emblem(painter, left, y - emblem / 2, emblem, FALSE);
    left += emblem + ui_w_mm(w, 3.5);
    g_autofree char *both =
        g_strdup_printf("%s%s%s", ui->date ? ui->date : "", ui->date ? "　" : "", ui->clock ? ui->clock : "");
    const char *clock = ui->clock ? ui->clock : "";
    int station_w = ui_text_width(w, small, ui->station);
    if (!elder(w) && left + station_w + ui_w_mm(w, 6) + ui_text_width(w, small, both) <= right)
        clock = both;
    int clock_w = ui_text_width(w, small, clock) + 1;
    ui_text_draw_middle(painter, (UiRect){right - clock_w, y - line_h / 2, clock_w, line_h}, small, UI_NONE,
                        clock);
    int room = right - clock_w - left - ui_w_mm(w, 3);
    /* One line only: a long station name in large print is cut by leaving it out, never by dots. */
    if (ui->station && station_w + 1 <= room)
        ui_text_draw_middle(painter, (UiRect){left, y - line_h / 2, room, line_h}, small, UI_NONE,
                            ui->station);
}

static void header_draw(UiWidget *w, UiPainter *painter)
{
    Header *h = (Header *)w;
    Plan p = plan(w, w->rect.w);
    draw_first_line(w, painter, &p);
    UiRect r = {w->rect.x + p.margin, w->rect.y + p.title_top, p.title_w, p.block_h};
    ui_text_draw_middle(painter, r, UI_LOOK(UI_TITLE, 0), UI_NONE, h->title);
    UiTextLook sub = UI_LOOK(UI_BODY, UI_SECOND);
    if (h->subtitle && p.sub_beside)
        ui_text_draw_middle(painter, (UiRect){r.x + p.title_w + ui_w_mm(w, 6), r.y, p.sub_w, r.h}, sub,
                            UI_NONE, h->subtitle);
    else if (h->subtitle)
        ui_text_draw(painter, (UiRect){r.x, r.y + r.h, p.sub_w, p.sub_h}, sub, UI_NONE, h->subtitle);
    if (!p.person)
        return;
    int icon = ui_w_mm(w, 9), x = w->rect.x + w->rect.w - p.margin - p.right_w;
    ui_painter_icon(painter, "person", x, r.y + (r.h - icon) / 2.0, icon, UI_INK);
    x += icon + ui_w_mm(w, 2);
    ui_text_draw_middle(painter, (UiRect){x, r.y, person_width(w) - icon, r.h}, UI_LOOK(UI_BODY, 0), UI_NONE,
                        h->person);
}

static const char *header_text(UiWidget *w)
{
    return ((Header *)w)->title;
}

static void header_clear(UiWidget *w)
{
    Header *h = (Header *)w;
    g_free(h->title);
    ui_wipe_free(h->subtitle);
    ui_wipe_free(h->person);
}

static const UiWidgetClass HEADER = {.role = "header",
                                     .size = sizeof(Header),
                                     .height = header_height,
                                     .arrange = header_arrange,
                                     .draw = header_draw,
                                     .text = header_text,
                                     .clear = header_clear};

UiWidget *ui_header(const UiPageSpec *spec)
{
    UiWidget *w = ui_widget_new(&HEADER);
    Header *h = (Header *)w;
    h->title = g_strdup(spec->title ? spec->title : "");
    h->subtitle = g_strdup(spec->subtitle);
    h->person = g_strdup(spec->person);
    if (spec->leave)
        h->leave =
            ui_add(w, ui_id(ui_button(UI_SECONDARY, "exit", _("Leave"), spec->leave, spec->data), "leave"));
    return w;
}

void ui_header_title(UiWidget *w, const char *title, const char *subtitle)
{
    Header *h = (Header *)w;
    g_free(h->title);
    ui_wipe_free(h->subtitle);
    h->title = g_strdup(title ? title : "");
    h->subtitle = g_strdup(subtitle);
    ui_damage(w);
    ui_resized(w);
}
