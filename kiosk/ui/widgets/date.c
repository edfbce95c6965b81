/* A date: steppers for year, month and day, a number pad below while one of them takes the typing, and 长期
 * where that is an answer. Days follow the month: 31 March, month to 2, gives the 28th or 29th. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/stepper.h"
#include "kiosk/ui/window.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define LONG_TERM "长期"

enum { YEAR, MONTH, DAY, N_PARTS };

typedef struct {
    UiWidget base;
    UiDatePrecision precision;
    GDate min, max;
    UiWidget *parts[N_PARTS]; /* NULL beyond the precision */
    UiWidget *pad, *long_term;
} Date;

static int n_parts(Date *d)
{
    return d->precision == UI_DATE_DAY ? 3 : d->precision == UI_DATE_MONTH ? 2 : 1;
}

static gboolean is_complete(Date *d)
{
    for (int i = 0; i < n_parts(d); i++)
        if (ui_stepper_is_empty(d->parts[i]))
            return FALSE;
    return TRUE;
}

static int part(Date *d, int i)
{
    return i < n_parts(d) ? ui_stepper_get(d->parts[i]) : 1;
}

static gboolean any_active(Date *d)
{
    for (int i = 0; i < n_parts(d); i++)
        if (ui_stepper_is_active(d->parts[i]))
            return TRUE;
    return FALSE;
}

/* Month and day may go only as far as year and month, and the limits, allow. */
static void narrow(Date *d)
{
    int y = part(d, YEAR), from = 1, to = 12;
    gboolean year_known = !ui_stepper_is_empty(d->parts[YEAR]) && g_date_valid_year((GDateYear)y);
    if (d->precision == UI_DATE_YEAR)
        return;
    if (year_known && g_date_valid(&d->min) && y == g_date_get_year(&d->min))
        from = g_date_get_month(&d->min);
    if (year_known && g_date_valid(&d->max) && y == g_date_get_year(&d->max))
        to = g_date_get_month(&d->max);
    ui_stepper_range(d->parts[MONTH], from, MAX(from, to));
    if (d->precision == UI_DATE_MONTH)
        return;
    int m = part(d, MONTH), first = 1, last = 31;
    gboolean month_known = !ui_stepper_is_empty(d->parts[MONTH]) && g_date_valid_month((GDateMonth)m);
    if (month_known)
        last = g_date_get_days_in_month((GDateMonth)m, year_known ? (GDateYear)y : 2000);
    if (month_known && from == m && year_known && g_date_valid(&d->min) && y == g_date_get_year(&d->min))
        first = g_date_get_day(&d->min);
    if (month_known && to == m && year_known && g_date_valid(&d->max) && y == g_date_get_year(&d->max))
        last = MIN(last, g_date_get_day(&d->max));
    ui_stepper_range(d->parts[DAY], first, MAX(first, last));
}

static void on_part(UiWidget *stepper, gpointer data)
{
    Date *d = data;
    if (d->long_term)
        ui_choice_set(d->long_term, 0, FALSE);
    narrow(d);
    ui_run_action(UI_WIDGET(d));
}

static void on_typing(UiWidget *stepper, gpointer data)
{
    Date *d = data;
    ui_visible(d->pad, any_active(d));
    narrow(d);
}

static void on_long_term(UiWidget *choice, gpointer data)
{
    Date *d = data;
    if (ui_choice_get(choice, 0))
        for (int i = 0; i < n_parts(d); i++)
            ui_stepper_make_empty(d->parts[i]);
    ui_run_action(UI_WIDGET(d));
}

static const UiWidgetClass DATE = {.role = "date", .size = sizeof(Date)};

static void add_parts(Date *d, UiWidget *row, const UiDateSpec *spec)
{
    static const struct {
        const char *unit, *id;
        int min, max;
    } PARTS[N_PARTS] = {
        {N_("year"), "year", 1, 9999}, {N_("month"), "month", 1, 12}, {N_("day"), "day", 1, 31}};
    gboolean start = g_date_valid(&spec->start);
    int from = g_date_valid(&spec->min) ? g_date_get_year(&spec->min) : 1900;
    int to = g_date_valid(&spec->max) ? g_date_get_year(&spec->max) : 2100;
    int starts[N_PARTS] = {start ? g_date_get_year(&spec->start) : to,
                           start ? (int)g_date_get_month(&spec->start) : 1,
                           start ? g_date_get_day(&spec->start) : 1};
    for (int i = 0; i < n_parts(d); i++) {
        int min = i == YEAR ? from : PARTS[i].min, max = i == YEAR ? to : PARTS[i].max;
        d->parts[i] = ui_stepper_empty(starts[i], min, max, _(PARTS[i].unit));
        ui_add(row, ui_on(ui_id(d->parts[i], PARTS[i].id), on_part, d));
    }
    for (int i = 0; i < n_parts(d); i++)
        ui_stepper_chain(d->parts[i], i + 1 < n_parts(d) ? d->parts[i + 1] : NULL, on_typing, d);
}

UiWidget *ui_date(const UiDateSpec *spec)
{
    UiWidget *w = ui_on(ui_widget_new(&DATE), spec->changed, spec->data);
    Date *d = (Date *)w;
    d->precision = spec->precision;
    d->min = spec->min;
    d->max = spec->max;
    UiWidget *column = ui_add(w, ui_column(4));
    add_parts(d, ui_add(column, ui_grid(n_parts(d), UI_GAP)), spec);
    if (spec->long_term) {
        d->long_term = ui_add(column, ui_choice(TRUE, on_long_term, d));
        ui_choice_add(d->long_term, NULL, _("Long-term"));
    }
    d->pad = ui_add(column, ui_visible(ui_number_pad(NULL), FALSE));
    narrow(d);
    return w;
}

gboolean ui_date_get(UiWidget *w, GDate *out)
{
    Date *d = (Date *)w;
    if (!is_complete(d))
        return FALSE;
    int y = part(d, YEAR), m = part(d, MONTH), day = part(d, DAY);
    if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)m, (GDateYear)y))
        return FALSE;
    g_date_clear(out, 1);
    g_date_set_dmy(out, (GDateDay)day, (GDateMonth)m, (GDateYear)y);
    return TRUE;
}

gboolean ui_date_is_long_term(UiWidget *w)
{
    Date *d = (Date *)w;
    return d->long_term && ui_choice_get(d->long_term, 0);
}

char *ui_date_text(UiWidget *w)
{
    Date *d = (Date *)w;
    GDate date;
    if (ui_date_is_long_term(w))
        return g_strdup(LONG_TERM);
    if (!ui_date_get(w, &date))
        return g_strdup("");
    int y = g_date_get_year(&date), m = g_date_get_month(&date), day = g_date_get_day(&date);
    switch (d->precision) {
    case UI_DATE_DAY:
        return g_strdup_printf("%04d-%02d-%02d", y, m, day);
    case UI_DATE_MONTH:
        return g_strdup_printf("%04d-%02d", y, m);
    case UI_DATE_YEAR:
        return g_strdup_printf("%04d", y);
    }
    return g_strdup("");
}

void ui_date_set(UiWidget *w, const GDate *value)
{
    Date *d = (Date *)w;
    gboolean valid = value && g_date_valid(value);
    for (int i = 0; i < n_parts(d); i++)
        if (!valid)
            ui_stepper_make_empty(d->parts[i]);
    if (!valid)
        return;
    ui_stepper_set(d->parts[YEAR], g_date_get_year(value));
    narrow(d);
    if (d->parts[MONTH])
        ui_stepper_set(d->parts[MONTH], g_date_get_month(value));
    narrow(d);
    if (d->parts[DAY])
        ui_stepper_set(d->parts[DAY], g_date_get_day(value));
}

void ui_date_set_text(UiWidget *w, const char *text)
{
    Date *d = (Date *)w;
    if (d->long_term)
        ui_choice_set(d->long_term, 0, g_strcmp0(text, LONG_TERM) == 0);
    int y = 0, m = 1, day = 1;
    GDate date;
    int n = text ? sscanf(text, "%4d-%2d-%2d", &y, &m, &day) : 0;
    if (n < n_parts(d) || y < 1 || y > 9999 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)m, (GDateYear)y)) {
        ui_date_set(w, NULL);
        return;
    }
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)m, (GDateYear)y);
    ui_date_set(w, &date);
}
