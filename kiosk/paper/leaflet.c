#define G_LOG_DOMAIN "paper"
#include "kiosk/paper/leaflet.h"

#include "kiosk/paper/engine/figures.h"
#include "kiosk/paper/engine/fonts.h"

#define MOST_STATIONS 8

static gboolean given(const char *text)
{
    return text != NULL && *text != '\0';
}

static gboolean check_list(const char *name, const char *const *list, GError **error)
{
    for (; list != NULL && *list != NULL; list++) {
        const PaperInput line = {name, *list, INPUT_OPTIONAL};
        if (!paper_check(&line, 1, error))
            return FALSE;
    }
    return TRUE;
}

static void add_paragraphs(PaperDoc *doc, PaperRole role, double gaps, const char *const *paragraphs)
{
    for (; paragraphs != NULL && *paragraphs != NULL; paragraphs++)
        if (given(*paragraphs))
            paper_add_text(doc, role, gaps, *paragraphs, NULL);
}

static void add_ticks(PaperDoc *doc, const char *const *lines)
{
    for (; lines != NULL && *lines != NULL; lines++)
        if (given(*lines))
            paper_add_tick(doc, *lines);
}

static void add_row_if_given(PaperDoc *doc, PaperWord label, const char *value)
{
    if (given(value))
        paper_add_row(doc, label, ROLE_BODY, value);
}

/* --- F14 ------------------------------------------------------------------------------------------- */

static gboolean check_guide(const PaperGuide *g, GError **error)
{
    const PaperInput inputs[] = {
        {"name", g->name, INPUT_NEEDED},
        {"who", g->who, INPUT_OPTIONAL},
        {"fee", g->fee, INPUT_OPTIONAL},
        {"place", g->place, INPUT_OPTIONAL},
        {"phone", g->phone, INPUT_OPTIONAL},
        {"version", g->version, INPUT_OPTIONAL},
        {"time_limit", g->time_limit, INPUT_OPTIONAL},
    };
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error) || !check_list("summary", g->summary, error) ||
        !check_list("materials", g->materials, error))
        return FALSE;
    for (int i = 0; i < g->n_stations; i++) {
        const PaperInput station[] = {{"station", g->stations[i].name, INPUT_NEEDED},
                                      {"station", g->stations[i].detail, INPUT_OPTIONAL}};
        if (!paper_check(station, G_N_ELEMENTS(station), error))
            return FALSE;
    }
    if (g->n_stations < 0 || g->n_stations > MOST_STATIONS) {
        g_set_error(error, PAPER_ERROR, PAPER_ERROR_INPUT, "stations: %d, at most %d", g->n_stations,
                    MOST_STATIONS);
        return FALSE;
    }
    return TRUE;
}

PaperDoc *paper_guide_new(const PaperSetup *setup, const PaperGuide *guide, GError **error)
{
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!check_guide(guide, error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "F14", "办事指南单页", error);
    if (doc == NULL)
        return NULL;
    paper_add_text(doc, ROLE_TITLE, 0, guide->name, NULL);
    add_paragraphs(doc, ROLE_LEAD, 0.3, guide->summary);
    if (guide->materials != NULL && *guide->materials != NULL) {
        paper_add_word(doc, ROLE_SECTION, 1, (PaperWord){"带什么", "What to bring"});
        add_ticks(doc, guide->materials);
    }
    if (guide->n_stations > 0) {
        paper_add_word(doc, ROLE_SECTION, 1, (PaperWord){"怎么走", "How it goes"});
        paper_add_route(doc, 0.4, guide->stations, NULL, guide->n_stations);
    }
    paper_add_rule(doc);
    add_row_if_given(doc, (PaperWord){"谁能办", "Who may apply"}, guide->who);
    add_row_if_given(doc, (PaperWord){"多久办完", "How long"}, guide->time_limit);
    add_row_if_given(doc, (PaperWord){"收费", "Fee"}, guide->fee);
    add_row_if_given(doc, (PaperWord){"在哪里办", "Where"}, guide->place);
    add_row_if_given(doc, (PaperWord){"电话", "Telephone"}, guide->phone);
    add_row_if_given(doc, (PaperWord){"版本", "Version"}, guide->version);
    return paper_finish(g_steal_pointer(&doc));
}

/* --- what to bring --------------------------------------------------------------------------------- */

PaperDoc *paper_bring_new(const PaperSetup *setup, const PaperBring *bring, GError **error)
{
    const PaperInput inputs[] = {
        {"matter", bring->matter, INPUT_NEEDED},
        {"where", bring->where, INPUT_OPTIONAL},
        {"phone", bring->phone, INPUT_OPTIONAL},
        {"note", bring->note, INPUT_OPTIONAL},
    };
    const PaperWord title = {"明天带这些来", "Bring these"};
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error) || !check_list("bring", bring->bring, error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "", title.zh, error);
    if (doc == NULL)
        return NULL;
    paper_add_word(doc, ROLE_TITLE, 0, title);
    paper_add_text(doc, ROLE_LEAD, 0.2, "办这件事：", bring->matter);
    paper_add_rule(doc);
    add_ticks(doc, bring->bring);
    paper_add_rule(doc);
    add_row_if_given(doc, (PaperWord){"在哪里办", "Where"}, bring->where);
    add_row_if_given(doc, (PaperWord){"电话", "Telephone"}, bring->phone);
    if (given(bring->note))
        paper_add_text(doc, ROLE_STRONG, 1, bring->note, NULL);
    return paper_finish(g_steal_pointer(&doc));
}

/* --- notice, app ----------------------------------------------------------------------------------- */

static gboolean check_notice(const PaperNotice *n, GError **error)
{
    const PaperInput inputs[] = {
        {"kind", n->kind, INPUT_OPTIONAL},
        {"title", n->title, INPUT_NEEDED},
        {"qr", n->qr, INPUT_OPTIONAL},
        {"qr_caption", n->qr_caption, INPUT_OPTIONAL},
    };
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error) || !check_list("paragraphs", n->paragraphs, error))
        return FALSE;
    for (int i = 0; i < n->n_facts; i++) {
        const PaperInput fact[] = {{"fact label", n->facts[i].label, INPUT_NEEDED},
                                   {"fact value", n->facts[i].value, INPUT_OPTIONAL}};
        if (!paper_check(fact, G_N_ELEMENTS(fact), error))
            return FALSE;
    }
    return TRUE;
}

static void add_notice_head(PaperDoc *doc, const PaperNotice *notice)
{
    if (given(notice->kind))
        paper_add_text(doc, ROLE_BODY, 0, notice->kind, NULL);
    paper_add_text(doc, ROLE_TITLE, 0, notice->title, NULL);
}

PaperDoc *paper_notice_new(const PaperSetup *setup, const PaperNotice *notice, GError **error)
{
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!check_notice(notice, error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "", given(notice->kind) ? notice->kind : "通知", error);
    if (doc == NULL)
        return NULL;
    if (given(notice->qr)) {
        PaperPiece *qr = paper_qr_piece(doc, notice->qr, notice->qr_caption, error);
        if (qr == NULL)
            return NULL;
        paper_begin_beside(doc, qr);
        add_notice_head(doc, notice);
        paper_end_beside(doc);
    } else {
        add_notice_head(doc, notice);
    }
    if (notice->n_facts > 0)
        paper_add_rule(doc);
    for (int i = 0; i < notice->n_facts; i++)
        add_row_if_given(doc, (PaperWord){notice->facts[i].label, NULL}, notice->facts[i].value);
    add_paragraphs(doc, ROLE_BODY, 0.6, notice->paragraphs);
    return paper_finish(g_steal_pointer(&doc));
}
