#define G_LOG_DOMAIN "paper"
#include "kiosk/paper/progress.h"

#include "kiosk/paper/engine/figures.h"
#include "kiosk/paper/engine/fonts.h"

#define MOST_STATIONS 8

static const PaperWord title = {"进度查询单", "Progress of your case"};

static gboolean check_progress(const PaperProgress *p, GError **error)
{
    const PaperInput inputs[] = {
        {"case_no", p->case_no, INPUT_NEEDED},     {"query_code", p->query_code, INPUT_NEEDED},
        {"matter", p->matter, INPUT_NEEDED},       {"applicant_name", p->applicant_name, INPUT_MASKED},
        {"state", p->state, INPUT_NEEDED},         {"elapsed", p->elapsed, INPUT_NEEDED},
        {"due_date", p->due_date, INPUT_OPTIONAL}, {"next", p->next, INPUT_NEEDED},
    };
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error))
        return FALSE;
    if (p->percent < 0 || p->percent > 100) {
        g_set_error(error, PAPER_ERROR, PAPER_ERROR_INPUT, "percent: %d is not 0..100", p->percent);
        return FALSE;
    }
    if (p->n_stations < 0 || p->n_stations > MOST_STATIONS) {
        g_set_error(error, PAPER_ERROR, PAPER_ERROR_INPUT, "stations: %d, at most %d", p->n_stations,
                    MOST_STATIONS);
        return FALSE;
    }
    for (int i = 0; i < p->n_stations; i++) {
        const PaperInput station[] = {{"station", p->stations[i].name, INPUT_NEEDED},
                                      {"station", p->stations[i].detail, INPUT_OPTIONAL}};
        if (!paper_check(station, G_N_ELEMENTS(station), error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_top(PaperDoc *doc, const PaperProgress *p, GError **error)
{
    g_autofree char *link = paper_case_link(p->case_no, p->query_code);
    g_autofree char *code = paper_grouped_code(p->query_code);
    PaperPiece *qr = paper_qr_piece(doc, link, "扫码或报查询码", error);
    if (qr == NULL)
        return FALSE;
    paper_begin_beside(doc, qr);
    paper_add_word(doc, ROLE_TITLE, 0, title);
    paper_add_headline(doc, (PaperWord){"受理编号", "Case number"}, ROLE_CASE_NO, p->case_no);
    paper_add_headline(doc, (PaperWord){"查询码", "Query code"}, ROLE_NUMBER, code);
    paper_end_beside(doc);
    return TRUE;
}

PaperDoc *paper_progress_new(const PaperSetup *setup, const PaperProgress *progress, GError **error)
{
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!check_progress(progress, error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "F15", title.zh, error);
    if (doc == NULL || !add_top(doc, progress, error))
        return NULL;
    paper_add_piece(doc, paper_percent_piece(doc, progress->percent));
    paper_add_rule(doc);
    paper_add_row(doc, (PaperWord){"申请人", "Applicant"}, ROLE_BODY, progress->applicant_name);
    paper_add_row(doc, (PaperWord){"事项", "Matter"}, ROLE_SECTION, progress->matter);
    paper_add_row(doc, (PaperWord){"当前环节", "Where it is"}, ROLE_SECTION, progress->state);
    paper_add_row(doc, (PaperWord){"已用时间", "Time used"}, ROLE_BODY, progress->elapsed);
    if (progress->due_date != NULL && *progress->due_date != '\0')
        paper_add_row(doc, (PaperWord){"预计办结日期", "Expected by"}, ROLE_BODY, progress->due_date);
    paper_add_row(doc, (PaperWord){"下一步", "What to do"}, ROLE_STRONG, progress->next);
    paper_add_route(doc, 1.3, progress->stations, progress->station_states, progress->n_stations);
    paper_set_assurance(doc, "姓名已部分隐去");
    return paper_finish(g_steal_pointer(&doc));
}
