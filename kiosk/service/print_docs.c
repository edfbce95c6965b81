/* What can be printed, and where its words come from. Personal values come masked from the store; leaflets
 * are copied from catalogue and content, so that a worker can lay them out. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include "kiosk/service/print_private.h"
#include "kiosk/service/route_words.h"
#include "kiosk/paper/blank.h"
#include "kiosk/paper/leaflet.h"
#include "kiosk/paper/progress.h"
#include "kiosk/paper/receipt.h"
#include "kiosk/store/cases.h"

PrintContent *print_content_new(Service *service, const char *form, const char *title, PrintPaper paper,
                                gboolean large)
{
    const Settings *settings = service->settings;
    PrintContent *content = g_new0(PrintContent, 1);
    content->form = g_strdup(form);
    content->title = g_strdup(title);
    content->paper = paper;
    content->large = large;
    content->station = g_strconcat(settings_get(settings, "station", "community_name"),
                                   settings_get(settings, "station", "room_name"), NULL);
    content->kiosk_no = g_strdup(settings_get(settings, "station", "kiosk_no"));
    content->now_ms = service_now_ms(service);
    content->time_uncertain = !service_time_is_certain(service);
    return content;
}

void print_content_free(PrintContent *content)
{
    if (!content)
        return;
    if (content->data_free)
        content->data_free(content->data);
    g_free(content->form);
    g_free(content->title);
    g_free(content->case_no);
    g_free(content->station);
    g_free(content->kiosk_no);
    g_free(content);
}

/* --- receipts and progress of a case ---------------------------------------------------------- */
typedef struct {
    Catalogue *catalogue;
    const Matter *matter;
    StoreCase *row;
    json_t *words; /* masked, as written at submission */
    char *community, *complaint_phone, *state_zh, *next_zh;
    int promised_days;
} CaseSheet;

static void case_sheet_free(gpointer data)
{
    CaseSheet *sheet = data;
    catalogue_unref(sheet->catalogue);
    if (sheet->row)
        store_case_free(sheet->row);
    json_decref(sheet->words);
    g_free(sheet->community);
    g_free(sheet->complaint_phone);
    g_free(sheet->state_zh);
    g_free(sheet->next_zh);
    g_free(sheet);
}

static const char *word(const CaseSheet *sheet, const char *key)
{
    const char *text = json_string_value(json_object_get(sheet->words, key));
    return text && *text ? text : NULL;
}

static PaperDoc *make_receipt(const PrintContent *content, const PaperSetup *setup, GError **error)
{
    const CaseSheet *sheet = content->data;
    g_autofree char *submitted = moment_zh(sheet->row->submitted_ms);
    g_autofree char *due = day_zh(sheet->row->due);
    g_autofree char *due_text = g_strconcat(due, "前", sheet->row->due_estimated ? "（预估）" : "", NULL);
    g_autoptr(GArray) stations = route_stations(sheet->matter);
    const PaperReceipt receipt = {
        .case_no = sheet->row->case_no,
        .query_code = sheet->row->query_code,
        .applicant_name = word(sheet, "applicant_name"),
        .applicant_id = word(sheet, "applicant_id"),
        .agent_name = word(sheet, "agent_name"),
        .matter = sheet->matter->short_zh,
        .submitted_at = submitted,
        .community = sheet->community,
        .promised = word(sheet, "promised"),
        .due_date = due_text,
        .materials = word(sheet, "materials"),
        .missing = word(sheet, "missing"),
        .fee = sheet->matter->fee.text.zh,
        .phone = sheet->matter->consult_phone,
        .complaint_phone = sheet->complaint_phone,
        .print_count = content->ordinal,
        .stations = (const PaperStation *)(gpointer)stations->data,
        .n_stations = stations->len,
    };
    return paper_receipt_new(setup, &receipt, error);
}

static PaperDoc *make_temp_receipt(const PrintContent *content, const PaperSetup *setup, GError **error)
{
    const CaseSheet *sheet = content->data;
    g_autofree char *filled = moment_zh(sheet->row->submitted_ms);
    const PaperTempReceipt receipt = {.temp_no = sheet->row->temp_no,
                                      .applicant_name = word(sheet, "applicant_name"),
                                      .matter = sheet->matter->short_zh,
                                      .filled_at = filled};
    return paper_temp_receipt_new(setup, &receipt, error);
}

static PaperDoc *make_progress(const PrintContent *content, const PaperSetup *setup, GError **error)
{
    const CaseSheet *sheet = content->data;
    g_autofree char *due = day_zh(sheet->row->due);
    g_autofree char *elapsed = g_strdup_printf(
        "承诺%d%s", sheet->promised_days, sheet->matter->time_limit.unit == DAYS_WORKING ? "个工作日" : "天");
    g_autoptr(GArray) stations = route_stations(sheet->matter);
    PaperStationState states[5] = {0};
    for (guint i = 0; i < stations->len; i++)
        states[i] = sheet->row->pct >= 95                                       ? PAPER_STATION_DONE
                    : sheet->row->pct * (int)stations->len >= (int)(i + 1) * 95 ? PAPER_STATION_DONE
                    : i == 0 || states[i - 1] == PAPER_STATION_DONE             ? PAPER_STATION_NOW
                                                                                : PAPER_STATION_AHEAD;
    const PaperProgress progress = {
        .case_no = sheet->row->case_no ?: sheet->row->temp_no,
        .query_code = sheet->row->query_code,
        .applicant_name = word(sheet, "applicant_name"),
        .matter = sheet->matter->short_zh,
        .state = sheet->state_zh,
        .percent = sheet->row->pct,
        .elapsed = elapsed,
        .next = sheet->next_zh,
        .due_date = *due ? due : NULL,
        .stations = (const PaperStation *)(gpointer)stations->data,
        .station_states = states,
        .n_stations = stations->len,
    };
    return paper_progress_new(setup, &progress, error);
}

/* --- from a case number to its sheet ---------------------------------------------------------- */
typedef struct {
    guint session_no;
    char *number;
    StoreCase *row;
    gboolean progress, large;
    PrintPaper paper;
} CaseRead;

static void case_read_free(gpointer data)
{
    CaseRead *read = data;
    if (read->row)
        store_case_free(read->row);
    g_free(read->number);
    g_free(read);
}

static gboolean read_case(Store *store, gpointer data, GError **error)
{
    CaseRead *read = data;
    read->row = store_case_by_no(store, read->number, error);
    return read->row != NULL;
}

static CaseSheet *sheet_new(Service *service, StoreCase *row, const Matter *matter)
{
    const Settings *settings = service->settings;
    CaseSheet *sheet = g_new0(CaseSheet, 1);
    const ProcessState *state = process_state(service->process, row->state);
    sheet->catalogue = catalogue_ref(service->catalogue);
    sheet->matter = matter;
    sheet->row = row;
    sheet->words = json_loads(row->receipt_json ?: "{}", 0, NULL);
    sheet->community =
        g_strconcat(settings_get(settings, "station", "community_name"), "，便民服务窗口", NULL);
    sheet->complaint_phone = g_strdup(settings_get(settings, "station", "complaint_phone"));
    sheet->state_zh = g_strdup(state ? state->name_zh : row->state);
    const char *next = process_next_zh(process_next(service->process, row->state));
    sheet->next_zh = g_strdup(*next ? next : "您现在不用做什么");
    sheet->promised_days = matter->time_limit.promised;
    return sheet;
}

/* A case that this kiosk has never seen, made at another one: what the hub told about it a moment ago. */
static StoreCase *row_from_hub(const Service *service, const char *number)
{
    const CaseView *view = progress_case(service, number);
    if (!view || !view->matter || !view->state)
        return NULL;
    StoreCase *row = g_new0(StoreCase, 1);
    row->case_no = g_strdup(*view->case_no ? view->case_no : view->temp_no);
    row->query_code = g_strdup(view->query_code);
    row->matter_id = g_strdup(view->matter->id);
    row->state = g_strdup(view->state->id);
    row->pct = view->percent;
    row->due = view->due;
    row->due_estimated = view->due_estimated;
    return row;
}

/* The forms' names are Chinese, as they are. */
typedef enum { SHEET_RECEIPT, SHEET_TEMP_RECEIPT, SHEET_PROGRESS } SheetKind;
static const struct {
    const char *form, *title;
    PaperDoc *(*make)(const PrintContent *content, const PaperSetup *setup, GError **error);
} SHEETS[] = {
    [SHEET_RECEIPT] = {"F01", "预受理回执", make_receipt},
    [SHEET_TEMP_RECEIPT] = {"F01T", "预受理临时回执", make_temp_receipt},
    [SHEET_PROGRESS] = {"F15", "进度查询单", make_progress},
};

static SheetKind sheet_kind(const CaseRead *read)
{
    const StoreCase *row = read->row;
    gboolean unsent = !g_strcmp0(row->state, "queued") && row->temp_no && *row->temp_no;
    if (read->progress)
        return SHEET_PROGRESS;
    return unsent || !row->case_no || !*row->case_no ? SHEET_TEMP_RECEIPT : SHEET_RECEIPT;
}

static void case_ready(gpointer data, const GError *error, gpointer user_data)
{
    CaseRead *read = data;
    Service *service = user_data;
    if (read->session_no != service->session_no)
        return; /* whoever asked has left: their sheet must not come out for the next one */
    if (!read->row && read->progress)
        read->row = row_from_hub(service, read->number);
    const Matter *matter = read->row ? catalogue_matter(service->catalogue, read->row->matter_id) : NULL;
    if (!matter) {
        g_warning("case not printed: %s", error ? error->message : "its matter is not in this catalogue");
        print_refuse(service, SHEETS[read->progress ? SHEET_PROGRESS : SHEET_RECEIPT].title);
        return;
    }
    SheetKind kind = sheet_kind(read);
    PrintContent *content =
        print_content_new(service, SHEETS[kind].form, SHEETS[kind].title, read->paper, read->large);
    content->case_no =
        g_strdup(read->row->case_no && *read->row->case_no ? read->row->case_no : read->row->temp_no);
    content->data = sheet_new(service, g_steal_pointer(&read->row), matter);
    content->data_free = case_sheet_free;
    content->make = SHEETS[kind].make;
    if (!print_begin(service, content))
        print_refuse(service, SHEETS[kind].title);
}

static PrintPaper paper_there_is(const Service *service, PrintPaper wanted)
{
    return print_can(service, wanted) ? wanted : wanted == PRINT_A4 ? PRINT_SLIP : PRINT_A4;
}

static gboolean print_number(Service *service, const char *number, PrintPaper paper, gboolean progress,
                             gboolean large)
{
    PrintPaper on = paper_there_is(service, paper);
    if (!number || !print_can(service, on))
        return FALSE;
    CaseRead *read = g_new0(CaseRead, 1);
    *read = (CaseRead){.session_no = service->session_no,
                       .number = g_strdup(number),
                       .progress = progress,
                       .large = large,
                       .paper = on};
    if (!service_store(service, read_case, read, case_read_free, case_ready))
        return FALSE;
    print_expect(service, SHEETS[progress ? SHEET_PROGRESS : SHEET_RECEIPT].title);
    return TRUE;
}

gboolean print_receipt(Service *service, PrintPaper paper, gboolean large)
{
    const ApplyReceipt *receipt = apply_receipt(service);
    return receipt && print_number(service, *receipt->case_no ? receipt->case_no : receipt->temp_no, paper,
                                   FALSE, large);
}

gboolean print_case(Service *service, const char *case_no, gboolean receipt_again, gboolean large)
{
    return print_number(service, case_no, PRINT_A4, !receipt_again, large);
}

/* --- leaflets --------------------------------------------------------------------------------- */
/* Facts and paragraphs, copied: notices, guides, apps. */
typedef struct {
    char *kind, *title, *qr, *qr_caption;
    GPtrArray *labels, *values, *paragraphs;
} Leaf;

static Leaf *leaf_new(const char *kind, const char *title)
{
    Leaf *leaf = g_new0(Leaf, 1);
    leaf->kind = g_strdup(kind);
    leaf->title = g_strdup(title);
    leaf->labels = g_ptr_array_new_with_free_func(g_free);
    leaf->values = g_ptr_array_new_with_free_func(g_free);
    leaf->paragraphs = g_ptr_array_new_with_free_func(g_free);
    return leaf;
}

static void leaf_free(gpointer data)
{
    Leaf *leaf = data;
    g_free(leaf->kind);
    g_free(leaf->title);
    g_free(leaf->qr);
    g_free(leaf->qr_caption);
    g_ptr_array_unref(leaf->labels);
    g_ptr_array_unref(leaf->values);
    g_ptr_array_unref(leaf->paragraphs);
    g_free(leaf);
}

static void leaf_fact(Leaf *leaf, const char *label, const char *value)
{
    if (!value || !*value)
        return;
    g_ptr_array_add(leaf->labels, g_strdup(label));
    g_ptr_array_add(leaf->values, g_strdup(value));
}

static void leaf_paragraph(Leaf *leaf, const char *prefix, const char *text)
{
    if (text && *text)
        g_ptr_array_add(leaf->paragraphs, g_strconcat(prefix, text, NULL));
}

static PaperDoc *make_leaf(const PrintContent *content, const PaperSetup *setup, GError **error)
{
    const Leaf *leaf = content->data;
    g_autofree PaperFact *facts = g_new0(PaperFact, leaf->labels->len + 1);
    for (guint i = 0; i < leaf->labels->len; i++)
        facts[i] = (PaperFact){leaf->labels->pdata[i], leaf->values->pdata[i]};
    g_autofree const char **paragraphs = g_new0(const char *, leaf->paragraphs->len + 1);
    for (guint i = 0; i < leaf->paragraphs->len; i++)
        paragraphs[i] = leaf->paragraphs->pdata[i];
    const PaperNotice notice = {.kind = leaf->kind,
                                .title = leaf->title,
                                .facts = facts,
                                .n_facts = leaf->labels->len,
                                .paragraphs = paragraphs,
                                .qr = leaf->qr,
                                .qr_caption = leaf->qr_caption};
    return paper_notice_new(setup, &notice, error);
}

static gboolean print_leaf(Service *service, Leaf *leaf, gboolean large)
{
    PrintContent *content =
        print_content_new(service, "leaflet", leaf->kind, paper_there_is(service, PRINT_A4), large);
    content->data = leaf;
    content->data_free = leaf_free;
    content->make = make_leaf;
    return print_begin(service, content);
}

static char *content_moment(ContentTime time)
{
    if (time == CONTENT_NEVER)
        return NULL;
    g_autofree char *day = day_zh(content_time_day(time));
    int minute = content_time_minute(time);
    return g_strdup_printf("%s %d:%02d", day, minute / 60, minute % 60);
}

gboolean print_notice(Service *service, const Notice *notice, gboolean large)
{
    Leaf *leaf = leaf_new(notice_type_zh(notice->type), notice->title_zh);
    if (notice->event) {
        g_autofree char *start = content_moment(notice->event->start);
        leaf_fact(leaf, "时间", start);
        leaf_fact(leaf, "地点", notice->event->place_zh);
        leaf_fact(leaf, "费用", notice->event->fee_zh);
    }
    leaf_fact(leaf, "电话", notice->contact_phone);
    leaf_fact(leaf, "发布", notice->publisher_zh);
    leaf_paragraph(leaf, "", notice->summary_zh);
    for (guint i = 0; i < notice->n_body; i++) {
        const ContentBlock *block = &notice->body[i];
        leaf_paragraph(leaf, "", block->text_zh);
        for (guint k = 0; block->items_zh && block->items_zh[k]; k++)
            leaf_paragraph(leaf, "· ", block->items_zh[k]);
    }
    return print_leaf(service, leaf, large);
}

gboolean print_guide(Service *service, const Guide *guide, gboolean large)
{
    Leaf *leaf = leaf_new("办事指南", guide->title_zh);
    leaf_fact(leaf, "要多久", guide->time_zh);
    leaf_fact(leaf, "收费", guide->fee_zh);
    leaf_fact(leaf, "电话", guide->phone);
    for (guint i = 0; guide->steps_zh && guide->steps_zh[i]; i++) {
        g_autofree char *number = g_strdup_printf("%u. ", i + 1);
        leaf_paragraph(leaf, number, guide->steps_zh[i]);
    }
    for (guint i = 0; guide->materials_zh && guide->materials_zh[i]; i++)
        leaf_paragraph(leaf, "请带：", guide->materials_zh[i]);
    leaf_paragraph(leaf, "", guide->tips_zh);
    return print_leaf(service, leaf, large);
}

gboolean print_app(Service *service, const App *app, gboolean large)
{
    Leaf *leaf = leaf_new("应用池", app->name_zh);
    leaf_fact(leaf, "开发单位", app->company_zh);
    leaf_fact(leaf, "价格", app->price_zh);
    leaf_fact(leaf, "个人信息", app->privacy_zh);
    leaf_fact(leaf, "体验位置", app->exhibit_zh);
    leaf_fact(leaf, "电话", app->contact_phone);
    leaf_paragraph(leaf, "", app->tagline_zh);
    leaf_paragraph(leaf, "", app->description_zh);
    leaf->qr = app->qr_payload && *app->qr_payload ? g_strdup(app->qr_payload) : NULL;
    leaf->qr_caption = g_strdup(app->qr_note_zh);
    return print_leaf(service, leaf, large);
}

/* --- a matter, blank forms, the test page ----------------------------------------------------- */
typedef struct {
    Catalogue *catalogue;
    const Matter *matter; /* may be NULL */
} MatterSheet;

static void matter_sheet_free(gpointer data)
{
    MatterSheet *sheet = data;
    catalogue_unref(sheet->catalogue);
    g_free(sheet);
}

static PaperDoc *make_matter(const PrintContent *content, const PaperSetup *setup, GError **error)
{
    const Matter *matter = ((MatterSheet *)content->data)->matter;
    g_autoptr(GPtrArray) materials = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < matter->n_materials; i++) {
        const Material *material = &matter->materials[i];
        const char *note = material->db_possible ? "（同意查数据就不用带）"
                           : !material->required ? "（看情况）"
                                                 : "";
        g_ptr_array_add(materials, g_strconcat(material->name.zh, note, NULL));
    }
    g_ptr_array_add(materials, NULL);
    g_autoptr(GString) who = g_string_new(NULL);
    for (guint i = 0; i < matter->n_eligibility; i++)
        g_string_append_printf(who, "%s%s", i ? "\n" : "", matter->eligibility[i].text.zh);
    g_autofree char *limit = g_strdup_printf("%d%s（规定%d%s）", matter->time_limit.promised,
                                             matter->time_limit.unit == DAYS_WORKING ? "个工作日" : "天",
                                             matter->time_limit.statutory,
                                             matter->time_limit.unit == DAYS_WORKING ? "个工作日" : "天");
    g_autoptr(GArray) stations = route_stations(matter);
    const char *summary[] = {matter->summary.zh, NULL};
    const PaperGuide guide = {.name = matter->name.zh,
                              .summary = summary,
                              .who = who->len ? who->str : NULL,
                              .materials = (const char *const *)materials->pdata,
                              .stations = (const PaperStation *)(gpointer)stations->data,
                              .n_stations = stations->len,
                              .time_limit = limit,
                              .fee = matter->fee.text.zh,
                              .place = content->station,
                              .phone = matter->consult_phone};
    return paper_guide_new(setup, &guide, error);
}

static PaperDoc *make_power(const PrintContent *content, const PaperSetup *setup, GError **error)
{
    const Matter *matter = ((MatterSheet *)content->data)->matter;
    return paper_power_of_attorney_new(setup, matter ? matter->name.zh : NULL, error);
}

static PaperDoc *make_test_page(const PrintContent *content, const PaperSetup *setup, GError **error)
{
    return paper_test_page_new(setup, content->title, error);
}

static gboolean print_sheet(Service *service, const char *form, const char *title, PrintPaper paper,
                            gboolean large, const Matter *matter,
                            PaperDoc *(*make)(const PrintContent *, const PaperSetup *, GError **))
{
    MatterSheet *sheet = g_new0(MatterSheet, 1);
    sheet->catalogue = catalogue_ref(service->catalogue);
    sheet->matter = matter;
    PrintContent *content = print_content_new(service, form, title, paper, large);
    content->data = sheet;
    content->data_free = matter_sheet_free;
    content->make = make;
    return print_begin(service, content);
}

gboolean print_matter(Service *service, const Matter *matter, gboolean large)
{
    return print_sheet(service, "F14", "办事指南", paper_there_is(service, PRINT_A4), large, matter,
                       make_matter);
}

gboolean print_power_of_attorney(Service *service)
{
    return print_sheet(service, "F11", "授权委托书", PRINT_A4, FALSE, apply_matter(service), make_power);
}

gboolean print_test_page(Service *service, PrintPaper paper)
{
    return print_sheet(service, "test", "打印机测试页", paper, FALSE, NULL, make_test_page);
}
