/* The stack of screens and the table they come from. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/shell_private.h"

#include "kiosk/service/apply.h"

#include <string.h>

#define REFRESH_WAIT_MS 100

/* --- table --- */
static const ScreenRow *row_of(const Screens *self, const char *id)
{
    for (guint i = 0; i < self->rows->len; i++) {
        const ScreenRow *row = g_ptr_array_index(self->rows, i);
        if (g_str_equal(row->id, id))
            return row;
    }
    return NULL;
}

void screens_add(Screens *self, const ScreenRow *const *rows, guint n)
{
    for (guint i = 0; i < n; i++) {
        if (row_of(self, rows[i]->id))
            g_error("screen %s: two rows of this id", rows[i]->id);
        g_ptr_array_add(self->rows, (gpointer)rows[i]);
    }
}

gboolean screens_has(const Screens *self, const char *id)
{
    return row_of(self, id) != NULL;
}

guint screens_count(const Screens *self)
{
    return self->rows->len;
}

const char *screens_id_at(const Screens *self, guint index)
{
    g_return_val_if_fail(index < self->rows->len, NULL);
    return ((const ScreenRow *)g_ptr_array_index(self->rows, index))->id;
}

/* --- places on the stack --- */
Place *shell_top(Screens *self)
{
    return self->depth ? &self->stack[self->depth - 1] : NULL;
}

static void place_clear(Place *place)
{
    if (place->state) {
        if (place->row->clear)
            place->row->clear(place->state);
        explicit_bzero(place->state, place->row->state_size);
        g_free(place->state);
    }
    explicit_bzero(place, sizeof(*place));
}

static void forget_from(Screens *self, guint first)
{
    while (self->depth > first)
        place_clear(&self->stack[--self->depth]);
}

/* When the way gets too long its second place goes; the first one is home or rest. */
static void make_room(Screens *self)
{
    if (self->depth < SCREENS_DEEP)
        return;
    place_clear(&self->stack[1]);
    memmove(&self->stack[1], &self->stack[2], (SCREENS_DEEP - 2) * sizeof(Place));
    memset(&self->stack[SCREENS_DEEP - 1], 0, sizeof(Place));
    self->depth--;
}

static void push(Screens *self, const ScreenRow *row, const char *arg)
{
    if (row->flags & SCREEN_ROOT)
        forget_from(self, 0);
    make_room(self);
    Place *place = &self->stack[self->depth++];
    place->row = row;
    g_strlcpy(place->arg, arg ? arg : "", sizeof(place->arg));
    place->state = row->state_size ? g_malloc0(row->state_size) : NULL;
}

/* --- showing --- */
static gboolean may_stand(Screens *self, const ScreenRow *row)
{
    if (row->flags & SCREEN_NEEDS_PERSON && !screens_has_person(self))
        return FALSE;
    if (row->flags & SCREEN_STAFF && session_state(self->service) != SESSION_STAFF)
        return FALSE;
    return TRUE;
}

static gboolean build_top(Screens *self)
{
    Place *place = shell_top(self);
    self->showing = TRUE;
    UiWidget *page = place->row->build(self, place->state);
    self->showing = FALSE;
    if (!page)
        return FALSE;
    session_set_sensitive(self->service, (place->row->flags & SCREEN_SENSITIVE) != 0);
    ui_show(self->ui, page); /* closes any dialog, and the countdown's ring with it */
    self->ring = NULL;
    frame_countdown(self);
    return TRUE;
}

void screens_refresh(Screens *self)
{
    if (self->showing || self->resetting)
        return;
    while (self->depth) {
        if (build_top(self))
            return;
        g_debug("nothing to show: %s", shell_top(self)->row->id);
        forget_from(self, self->depth - 1);
    }
    const char *id = session_state(self->service) == SESSION_RESTING ? "attract" : "home";
    push(self, row_of(self, id), NULL);
    build_top(self);
}

static gboolean must_wait(const Screens *self)
{
    return ui_is_touched(self->ui) || ui_dialog_is_open(self->ui);
}

static gboolean refresh_due(gpointer data)
{
    Screens *self = data;
    if (must_wait(self))
        return G_SOURCE_CONTINUE;
    self->refresh_timer = 0;
    screens_refresh(self);
    return G_SOURCE_REMOVE;
}

void shell_refresh_soon(Screens *self)
{
    if (!must_wait(self))
        screens_refresh(self);
    else if (!self->refresh_timer)
        self->refresh_timer = g_timeout_add(REFRESH_WAIT_MS, refresh_due, self);
}

static void arrive(Screens *self)
{
    Place *place = shell_top(self);
    ui_toast_close(self->ui);
    ui_arrive(self->ui);
    g_debug("screen: %s", place->row->id);
    if (place->row->enter)
        place->row->enter(self, place->state);
    screens_refresh(self);
}

gboolean screens_go(Screens *self, const char *id, const char *arg)
{
    const ScreenRow *row = row_of(self, id);
    if (!row || !may_stand(self, row)) {
        g_info("screen refused: %s", id);
        return FALSE;
    }
    Place *top = shell_top(self);
    if (top && top->row == row && g_str_equal(top->arg, arg ? arg : "")) {
        screens_refresh(self);
        return TRUE;
    }
    push(self, row, arg);
    arrive(self);
    return TRUE;
}

gboolean screens_replace(Screens *self, const char *id, const char *arg)
{
    const ScreenRow *row = row_of(self, id);
    if (!row || !may_stand(self, row)) {
        g_info("screen refused: %s", id);
        return FALSE;
    }
    if (self->depth)
        forget_from(self, self->depth - 1);
    push(self, row, arg);
    arrive(self);
    return TRUE;
}

void shell_root(Screens *self, const char *id)
{
    const ScreenRow *row = row_of(self, id);
    if (!row) {
        g_warning("no screen for this state of the session: %s", id);
        return;
    }
    forget_from(self, 0);
    push(self, row, NULL);
    arrive(self);
}

void screens_back(Screens *self)
{
    Place *top = shell_top(self);
    if (top && top->row->back && top->row->back(self, top->state))
        return;
    if (self->depth > 1) {
        forget_from(self, self->depth - 1);
        screens_refresh(self);
    } else {
        screens_home(self);
    }
}

void screens_home(Screens *self)
{
    switch (session_state(self->service)) {
    case SESSION_RESTING:
        shell_root(self, "attract");
        break;
    case SESSION_GUEST:
    case SESSION_PERSON:
        shell_root(self, "home");
        break;
    case SESSION_STAFF_PIN:
        shell_root(self, "staff_pin");
        break;
    case SESSION_STAFF:
        shell_root(self, "staff");
        break;
    }
}

const char *screens_current(const Screens *self)
{
    return self->depth ? self->stack[self->depth - 1].row->id : "";
}

gboolean screens_show(Screens *self, const char *id)
{
    const ScreenRow *row = row_of(self, id);
    if (!row)
        return FALSE;
    g_autofree char *sample = row->sample ? row->sample(self) : NULL;
    if (row->sample && !sample)
        return FALSE;
    push(self, row, sample);
    arrive(self);
    return g_str_equal(screens_current(self), id);
}

/* --- what a screen reads --- */
Ui *screens_ui(Screens *self)
{
    return self->ui;
}

Service *screens_service(Screens *self)
{
    return self->service;
}

const char *screens_arg(const Screens *self)
{
    return self->depth ? self->stack[self->depth - 1].arg : "";
}

gpointer screens_state(Screens *self)
{
    return self->depth ? shell_top(self)->state : NULL;
}

cairo_surface_t *screens_thumbnail(Screens *self, const char *sha256, GBytes *bytes)
{
    return thumbs_get(self->thumbs, sha256, bytes);
}

gboolean screens_is_elder(const Screens *self)
{
    return ui_look(self->ui)->mode == UI_MODE_ELDER;
}

gboolean screens_is_english(void)
{
    return g_str_equal(ui_language(), "en");
}

gboolean screens_has_person(const Screens *self)
{
    return session_state(self->service) == SESSION_PERSON;
}

const char *shell_matter_id(Screens *self)
{
    const Matter *matter = apply_matter(self->service);
    if (matter)
        return matter->id;
    const Place *top = shell_top(self);
    return top && catalogue_matter(service_catalogue(self->service), top->arg) ? top->arg : "";
}

/* --- life --- */
Screens *screens_create(Ui *ui, Service *service)
{
    Screens *self = g_new0(Screens, 1);
    self->ui = ui;
    self->service = service;
    self->rows = g_ptr_array_new();
    self->thumbs = thumbs_new(self);
    screens_add(self, screens_table, screens_table_n);
    frame_attach(self);
    events_attach(self);
    shell_root(self, service_network(service).registered ? "attract" : "no_setup");
    return self;
}

void screens_destroy(Screens *self)
{
    if (!self)
        return;
    frame_detach(self);
    thumbs_free(self->thumbs);
    forget_from(self, 0);
    g_ptr_array_unref(self->rows);
    g_free(self);
}
