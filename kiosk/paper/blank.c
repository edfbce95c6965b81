#define G_LOG_DOMAIN "paper"
#include "kiosk/paper/blank.h"

#include "kiosk/paper/engine/figures.h"
#include "kiosk/paper/engine/fonts.h"

/* --- F11 ------------------------------------------------------------------------------------------- */

static void add_person(PaperDoc *doc, PaperWord who)
{
    paper_add_word(doc, ROLE_SECTION, 1, who);
    paper_add_blank(doc, (PaperWord){"姓名", "Name"}, 1);
    paper_add_blank(doc, (PaperWord){"身份证号", "ID number"}, 1);
    paper_add_blank(doc, (PaperWord){"电话", "Telephone"}, 1);
}

PaperDoc *paper_power_of_attorney_new(const PaperSetup *setup, const char *matter, GError **error)
{
    const PaperWord title = {"授权委托书", "Power of attorney"};
    const PaperInput inputs[] = {{"matter", matter, INPUT_OPTIONAL}};
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "F11", title.zh, error);
    if (doc == NULL)
        return NULL;
    paper_add_word(doc, ROLE_TITLE, 0, title);
    add_person(doc, (PaperWord){"委托人（要办事的人）", "Principal"});
    add_person(doc, (PaperWord){"受托人（来代办的人）", "Agent"});
    paper_add_word(doc, ROLE_SECTION, 1, (PaperWord){"委托事项", "Matter"});
    if (matter != NULL && *matter != '\0')
        paper_add_text(doc, ROLE_LEAD, 0.2, matter, NULL);
    else
        paper_add_blank(doc, (PaperWord){"", NULL}, 1);
    paper_add_word(doc, ROLE_SECTION, 1, (PaperWord){"委托权限", "What the agent may do"});
    paper_add_text(doc, ROLE_BODY, 0.2,
                   "代为提交申请和材料，代为签收通知，代为领取结果。不代为放弃权利，不转委托。", NULL);
    paper_add_word(doc, ROLE_SECTION, 1, (PaperWord){"期限", "Valid"});
    paper_add_text(doc, ROLE_BODY, 0.2, "从签名那天起，到这件事办完为止。", NULL);
    paper_add_word(doc, ROLE_SECTION, 1, (PaperWord){"签名与日期", "Signatures and date"});
    paper_add_blank(doc, (PaperWord){"委托人签名（按手印）", "Principal"}, 1);
    paper_add_blank(doc, (PaperWord){"受托人签名", "Agent"}, 1);
    paper_add_blank(doc, (PaperWord){"日期", "Date"}, 1);
    return paper_finish(g_steal_pointer(&doc));
}

/* --- test page ------------------------------------------------------------------------------------- */

#define RULER_PT (12 * MM)

/* A centimetre rule along the whole width, and lines from 0.1 to 0.9 mm. */
static void draw_ruler(const PaperPiece *piece, cairo_t *cr)
{
    int length_mm = (int)(piece->width / MM);
    cairo_set_line_width(cr, 0.5);
    for (int mm = 0; mm <= length_mm; mm++) {
        double h = mm % 10 == 0 ? 5 * MM : mm % 5 == 0 ? 3.5 * MM : 2 * MM;
        cairo_move_to(cr, mm * MM, 0);
        cairo_line_to(cr, mm * MM, h);
    }
    cairo_stroke(cr);
    double step = piece->width / 5;
    for (int i = 0; i < 5; i++) {
        cairo_set_line_width(cr, (0.1 + 0.2 * i) * MM);
        cairo_move_to(cr, i * step, 9 * MM);
        cairo_line_to(cr, i * step + step - 4 * MM, 9 * MM);
        cairo_stroke(cr);
    }
}

static void add_ruler(PaperDoc *doc)
{
    PaperPiece *piece = paper_piece_new(doc, doc->metrics->block_gap, RULER_PT);
    piece->figure = draw_ruler;
    paper_add_piece(doc, piece);
}

PaperDoc *paper_test_page_new(const PaperSetup *setup, const char *printer, GError **error)
{
    const PaperWord title = {"打印测试页", "Printer test page"};
    const PaperInput inputs[] = {{"printer", printer, INPUT_NEEDED}};
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error))
        return NULL;
    g_autoptr(PaperDoc) doc = paper_begin(setup, "", title.zh, error);
    if (doc == NULL)
        return NULL;
    PaperPiece *qr = paper_qr_piece(doc, "ckiosk://test", "能扫出来就好", error);
    if (qr == NULL)
        return NULL;
    paper_begin_beside(doc, qr);
    paper_add_word(doc, ROLE_TITLE, 0, title);
    paper_add_text(doc, ROLE_LEAD, 0.2, "打印机\u3000", printer);
    paper_add_text(doc, ROLE_BODY, 0.2, "尺子是直的，线不断，字不缺，就正常。", NULL);
    paper_end_beside(doc);
    add_ruler(doc);
    paper_add_rule(doc);
    paper_add_row(doc, (PaperWord){"常用字", "Common"}, ROLE_BODY, "晴川社区便民驿站　您好　0123456789");
    paper_add_row(doc, (PaperWord){"姓名用字", "Names"}, ROLE_BODY,
                  "䶮　𫖯　㛃　𬭊　𬱖　𠅤　𬌗　鿏　鿔　犇　喆　淼");
    paper_add_row(doc, (PaperWord){"粗体", "Bold"}, ROLE_STRONG, "预受理回执　2900 4736");
    paper_add_row(doc, (PaperWord){"字母", "Letters"}, ROLE_BODY,
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz");
    return paper_finish(g_steal_pointer(&doc));
}
