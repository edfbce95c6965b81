/* F01 and F01T. Labels are those of data/process.json; how they stand on the sheet is look.md, "Paper". */
#define G_LOG_DOMAIN "paper"
#include "kiosk/paper/receipt.h"

#include <string.h>

#include "kiosk/paper/engine/figures.h"
#include "kiosk/paper/engine/fonts.h"

#define MOST_STATIONS 5

static const PaperWord title = {"预受理回执", "Pre-acceptance receipt"};
static const PaperWord temp_title = {"预受理临时回执", "Temporary receipt (offline)"};
static const PaperWord how_to_ask = {"怎么查进度", "How to follow your case"};

static gboolean check_receipt(const PaperReceipt *r, GError **error)
{
    const PaperInput inputs[] = {
        {"case_no", r->case_no, INPUT_NEEDED},
        {"query_code", r->query_code, INPUT_NEEDED},
        {"applicant_name", r->applicant_name, INPUT_MASKED},
        {"applicant_id", r->applicant_id, INPUT_MASKED},
        {"agent_name", r->agent_name, INPUT_OPTIONAL_MASKED},
        {"matter", r->matter, INPUT_NEEDED},
        {"submitted_at", r->submitted_at, INPUT_NEEDED},
        {"community", r->community, INPUT_NEEDED},
        {"promised", r->promised, INPUT_NEEDED},
        {"due_date", r->due_date, INPUT_NEEDED},
        {"materials", r->materials, INPUT_OPTIONAL},
        {"missing", r->missing, INPUT_OPTIONAL},
        {"fee", r->fee, INPUT_NEEDED},
        {"phone", r->phone, INPUT_OPTIONAL},
        {"complaint_phone", r->complaint_phone, INPUT_OPTIONAL},
    };
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error))
        return FALSE;
    for (int i = 0; i < r->n_stations; i++) {
        const PaperInput station[] = {{"station", r->stations[i].name, INPUT_NEEDED},
                                      {"station", r->stations[i].detail, INPUT_OPTIONAL}};
        if (!paper_check(station, G_N_ELEMENTS(station), error))
            return FALSE;
    }
    if (r->n_stations < 0 || r->n_stations > MOST_STATIONS) {
        g_set_error(error, PAPER_ERROR, PAPER_ERROR_INPUT, "stations: %d, at most %d", r->n_stations,
                    MOST_STATIONS);
        return FALSE;
    }
    return TRUE;
}

static const char *or_none(const char *text)
{
    return text != NULL && *text != '\0' ? text : "无";
}

/* The number, the code, and the QR code that says the same. */
static gboolean add_top(PaperDoc *doc, const PaperReceipt *r, GError **error)
{
    g_autofree char *link = paper_case_link(r->case_no, r->query_code);
    g_autofree char *code = paper_grouped_code(r->query_code);
    PaperPiece *qr = paper_qr_piece(doc, link, "扫码或报查询码", error);
    if (qr == NULL)
        return FALSE;
    paper_begin_beside(doc, qr);
    paper_add_word(doc, ROLE_TITLE, 0, title);
    paper_add_text(doc, ROLE_LEAD, 0.2, "社区收到了您的申请。", "是否受理，以街道的受理通知书为准。");
    paper_add_headline(doc, (PaperWord){"受理编号", "Case number"}, ROLE_CASE_NO, r->case_no);
    paper_add_headline(doc, (PaperWord){"查询码", "Query code"}, ROLE_NUMBER, code);
    paper_end_beside(doc);
    return TRUE;
}

static void add_table(PaperDoc *doc, const PaperReceipt *r)
{
    const char *agent = r->agent_name != NULL && *r->agent_name != '\0' ? r->agent_name : "无，本人办理";
    const struct {
        PaperWord label;
        const char *value;
        PaperRole role;
    } rows[] = {
        {{"申请事项", "Matter"}, r->matter, ROLE_SECTION},
        {{"申请人姓名", "Applicant"}, r->applicant_name, ROLE_BODY},
        {{"身份证号", "ID number"}, r->applicant_id, ROLE_BODY},
        {{"代办人姓名", "Agent"}, agent, ROLE_BODY},
        {{"提交时间", "Handed in"}, r->submitted_at, ROLE_BODY},
        {{"受理社区", "Community"}, r->community, ROLE_BODY},
        {{"承诺办结时限", "Promised time"}, r->promised, ROLE_BODY},
        {{"预计办结日期", "Expected by"}, r->due_date, ROLE_SECTION},
        {{"已交材料", "Handed in with it"}, or_none(r->materials), ROLE_BODY},
        {{"待补材料", "Still missing"}, or_none(r->missing), ROLE_BODY},
        {{"收费", "Fee"}, r->fee, ROLE_BODY},
    };
    paper_add_rule(doc);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        paper_add_row(doc, rows[i].label, rows[i].role, rows[i].value);
}

static void add_phones(PaperDoc *doc, const char *phone, const char *complaint_phone)
{
    const struct {
        const char *label, *number;
    } lines[] = {{"咨询电话\u3000", phone}, {"监督电话\u3000", complaint_phone}};
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
        if (lines[i].number != NULL && *lines[i].number != '\0')
            paper_add_text(doc, ROLE_BODY, 0, lines[i].label, lines[i].number);
}

static void add_bottom(PaperDoc *doc, const PaperReceipt *r)
{
    paper_begin_beside(doc, paper_seal_piece(doc, "预受理专用章", "（电子或预印）"));
    paper_add_word(doc, ROLE_SECTION, 1, how_to_ask);
    paper_add_text(doc, ROLE_BODY, 0, "到任何一台社区自助机：放上身份证，或输入查询码。", NULL);
    paper_add_text(doc, ROLE_BODY, 0, "也可以打咨询电话，或问社区窗口。", NULL);
    if (doc->english)
        paper_add_text(doc, ROLE_SMALL, 0,
                       "At any community kiosk: lay down your ID card, or type the query code.", NULL);
    add_phones(doc, r->phone, r->complaint_phone);
    paper_end_beside(doc);
}

PaperDoc *paper_receipt_new(const PaperSetup *setup, const PaperReceipt *receipt, GError **error)
{
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!check_receipt(receipt, error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "F01", title.zh, error);
    if (doc == NULL || !add_top(doc, receipt, error))
        return NULL;
    add_table(doc, receipt);
    paper_add_route(doc, 1.3, receipt->stations, NULL, receipt->n_stations);
    add_bottom(doc, receipt);
    g_autofree char *count = g_strdup_printf("第 %d 次打印", MAX(1, receipt->print_count));
    paper_add_stamp(doc, count);
    paper_set_assurance(doc, "姓名和号码已部分隐去");
    return paper_finish(g_steal_pointer(&doc));
}

PaperDoc *paper_temp_receipt_new(const PaperSetup *setup, const PaperTempReceipt *receipt, GError **error)
{
    const PaperInput inputs[] = {
        {"temp_no", receipt->temp_no, INPUT_NEEDED},
        {"applicant_name", receipt->applicant_name, INPUT_MASKED},
        {"matter", receipt->matter, INPUT_NEEDED},
        {"filled_at", receipt->filled_at, INPUT_NEEDED},
    };
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "F01T", temp_title.zh, error);
    if (doc == NULL)
        return NULL;
    paper_add_word(doc, ROLE_TITLE, 0, temp_title);
    paper_add_text(doc, ROLE_LEAD, 0.2, "网断了，您填的已经存好。", "连上就自动交，不用再来一次。");
    paper_add_headline(doc, (PaperWord){"临时编号", "Temporary number"}, ROLE_CASE_NO, receipt->temp_no);
    paper_add_rule(doc);
    paper_add_row(doc, (PaperWord){"申请人姓名", "Applicant"}, ROLE_BODY, receipt->applicant_name);
    paper_add_row(doc, (PaperWord){"申请事项", "Matter"}, ROLE_SECTION, receipt->matter);
    paper_add_row(doc, (PaperWord){"填写时间", "Filled in"}, ROLE_BODY, receipt->filled_at);
    paper_add_row(doc, (PaperWord){"终端编号", "Kiosk"}, ROLE_BODY, setup->kiosk_no);
    paper_add_row(doc, (PaperWord){"提醒", "Note"}, ROLE_BODY,
                  "网络恢复后，以正式回执为准。到任何一台社区自助机放上身份证，就能打正式回执。");
    paper_set_assurance(doc, "姓名已部分隐去");
    return paper_finish(g_steal_pointer(&doc));
}
