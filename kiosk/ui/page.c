/* The frame of a page: header, tide line, content, action row or pad, footer; each gets what it needs, the
 * content gets the rest. */
#include "kiosk/ui/button.h"
#include "kiosk/ui/frame_page.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/tide.h"
#include "kiosk/ui/ui_private.h"

typedef struct {
    UiWidget base;
    UiWidget *header, *tide, *scroll, *body, *actions, *pad, *banner, *footer;
    gboolean river, bare;
    int content_top, content_bottom; /* px, as placed last */
    int toast_bottom;
} Page;

static const UiWidgetClass PAGE;

static Page *page_of(UiWidget *w)
{
    return w && w->class == &PAGE ? (Page *)w : NULL;
}

/* Places action row or pad above the footer; returns the lower edge of the content. */
static int arrange_bottom(Page *g, UiZones z, UiRect r, int footer_top)
{
    UiWidget *w = UI_WIDGET(g);
    int inner = r.w - 2 * z.margin;
    if (g->pad) {
        int h = ui_height_for(g->pad, r.w);
        ui_place(g->pad, (UiRect){r.x, footer_top - h, r.w, h});
        g->toast_bottom = footer_top - h - ui_w_mm(w, 4);
        return footer_top - h - ui_w_mm(w, 4);
    }
    if (ui_n_children(g->actions) == 0) {
        g->toast_bottom = footer_top - z.footer_gap;
        return g->toast_bottom;
    }
    int h = MAX(z.action_h, ui_height_for(g->actions, inner)), top = footer_top - z.footer_gap - h;
    ui_place(g->actions, (UiRect){r.x + z.margin, top, inner, h});
    g->toast_bottom = top - ui_w_mm(w, 3);
    return top - ui_w_mm(w, 6);
}

static void page_arrange(UiWidget *w)
{
    Page *g = (Page *)w;
    Ui *ui = w->ui;
    UiZones z = ui_zones(&ui->look, ui->width, ui->height, ui->mm_per_px, ui->foot_above_floor_mm);
    UiRect r = w->rect;
    int footer_h = g->footer ? MAX(z.footer_h, ui_height_for(g->footer, r.w)) : 0;
    int footer_top = r.y + r.h - footer_h, top = r.y;
    if (g->footer)
        ui_place(g->footer, (UiRect){r.x, footer_top, r.w, footer_h});
    if (g->header) {
        int h = MAX(z.header_h, ui_height_for(g->header, r.w));
        ui_place(g->header, (UiRect){r.x, r.y, r.w, h});
        int tide_y = r.y + h - ui_w_mm(w, 4);
        ui_place(g->tide, (UiRect){r.x, tide_y, r.w, z.tide_h});
        g->content_top = tide_y + ui_w_mm(w, 7.5);
        top = r.y + h + ui_w_mm(w, 12);
    } else {
        g->content_top = r.y;
    }
    g->content_bottom = footer_top;
    int bottom = arrange_bottom(g, z, r, footer_top);
    int margin = g->bare ? 0 : z.margin;
    if (g->bare)
        bottom = footer_top;
    if (g->banner) {
        int h = ui_height_for(g->banner, r.w - 2 * z.margin);
        ui_place(g->banner, (UiRect){r.x + z.margin, top, r.w - 2 * z.margin, h});
        top += h + ui_w_mm(w, 6);
    }
    ui_place(g->scroll, (UiRect){r.x + margin, top, r.w - 2 * margin, MAX(0, bottom - top)});
}

static void page_draw(UiWidget *w, UiPainter *p)
{
    Page *g = (Page *)w;
    ui_painter_box(p, w->rect, 0, UI_PAPER, UI_NONE, 0);
    if (!g->river)
        return;
    UiRect r = {w->rect.x, g->content_top, w->rect.w, g->content_bottom - g->content_top};
    ui_painter_box(p, r, 0, UI_BED, UI_NONE, 0);
    int h = MIN(r.h / 3, ui_painter_px(p, 100));
    ui_tide_paint_river(p, (UiRect){r.x, r.y + r.h - h - ui_painter_px(p, 4), r.w, h});
}

static int page_height(UiWidget *w, int width)
{
    return 0;
}

static const UiWidgetClass PAGE = {
    .role = "page", .size = sizeof(Page), .height = page_height, .arrange = page_arrange, .draw = page_draw};

UiWidget *ui_page(const UiPageSpec *spec)
{
    UiWidget *w = ui_widget_new(&PAGE);
    Page *g = (Page *)w;
    g->river = spec->ground == UI_GROUND_RIVER;
    g->bare = spec->ground == UI_GROUND_BARE;
    if (!g->bare) {
        g->header = ui_add(w, ui_header(spec));
        g->tide = ui_add(w, ui_tide(spec->step, spec->steps));
    }
    g->body = ui_column(g->bare ? 0 : 6);
    if (!g->bare)
        ui_column_spread(g->body, 12);
    g->scroll = ui_add(w, ui_scroll(g->body));
    g->actions = ui_add(w, ui_row(6));
    if (!spec->no_footer)
        g->footer = ui_add(w, ui_footer(spec));
    return w;
}

UiWidget *ui_page_body(UiWidget *w)
{
    Page *g = page_of(w);
    return g ? g->body : NULL;
}

UiWidget *ui_page_action(UiWidget *w, UiWidget *button)
{
    Page *g = page_of(w);
    g_return_val_if_fail(g != NULL, NULL);
    ui_button_big(button);
    if (ui_button_kind(button) == UI_PRIMARY)
        ui_grow(button, 1);
    return ui_add(g->actions, ui_align(button, UI_FILL));
}

UiWidget *ui_page_pad(UiWidget *w, UiWidget *pad)
{
    Page *g = page_of(w);
    g_return_val_if_fail(g != NULL, NULL);
    ui_remove(g->pad);
    g->pad = pad;
    ui_visible(g->actions, pad == NULL);
    if (pad)
        ui_insert(w, pad, ui_n_children(w) - (g->footer ? 1 : 0));
    return pad;
}

void ui_page_title(UiWidget *w, const char *title, const char *subtitle)
{
    Page *g = page_of(w);
    if (g && g->header)
        ui_header_title(g->header, title, subtitle);
}

void ui_page_step(UiWidget *w, int step, int steps)
{
    Page *g = page_of(w);
    if (g && g->tide)
        ui_tide_set(g->tide, step, steps);
}

void ui_page_foot(UiWidget *w, UiFoot foot, UiFootState state)
{
    Page *g = page_of(w);
    if (g && g->footer)
        ui_footer_set(g->footer, foot, state);
}

void ui_page_banner(UiWidget *w, UiWidget *banner)
{
    Page *g = page_of(w);
    if (!g) {
        ui_widget_free(banner);
        return;
    }
    ui_remove(g->banner);
    g->banner = banner;
    if (banner)
        ui_insert(w, banner, g->header ? 2 : 0);
    ui_resized(w);
}

UiRect ui_page_content_rect(UiWidget *w)
{
    Page *g = page_of(w);
    if (!g)
        return w->rect;
    return (UiRect){w->rect.x, g->content_top, w->rect.w, g->content_bottom - g->content_top};
}

gboolean ui_page_is_whole(UiWidget *w)
{
    return page_of(w) != NULL;
}

int ui_page_toast_bottom(UiWidget *w)
{
    Page *g = page_of(w);
    return g ? g->toast_bottom : w->rect.y + w->rect.h;
}

/* --- what every header shows --- */
static void replace(Ui *ui, char **at, const char *text)
{
    if (!text || g_strcmp0(*at, text) == 0)
        return;
    g_free(*at);
    *at = g_strdup(text);
    Page *g = page_of(ui->page);
    if (g && g->header)
        ui_damage(g->header);
}

void ui_set_station(Ui *ui, const char *station)
{
    replace(ui, &ui->station, station);
}

void ui_set_clock(Ui *ui, const char *date, const char *time)
{
    replace(ui, &ui->date, date);
    replace(ui, &ui->clock, time);
}
