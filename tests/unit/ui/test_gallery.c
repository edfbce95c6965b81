/* Every component in every look: nothing clipped, small, near, pale or wordless. Leaves gallery.png in the
 * build folder, to be looked at beside the drawn components. */
#include "tests/unit/ui/rig.h"

#include <stdio.h>

typedef UiWidget *(*Build)(Rig *rig);

static UiWidget *page_of(Rig *rig, const char *title, const char *subtitle)
{
    return ui_page(&(UiPageSpec){.title = title,
                                 .subtitle = subtitle,
                                 .step = 3,
                                 .steps = 6,
                                 .person = "王*明",
                                 .leave = count_press,
                                 .data = rig,
                                 .feet = {[UI_FOOT_BACK] = UI_FOOT_CANNOT, [UI_FOOT_BIG] = UI_FOOT_ON}});
}

static void actions(UiWidget *page, Rig *rig)
{
    ui_page_action(page, ui_button(UI_SECONDARY, "left", "上一步", count_press, rig));
    ui_page_action(page, ui_button(UI_PRIMARY, "right", "下一步", count_press, rig));
}

/* --- buttons and fields in all states --- */
static UiWidget *state_button(Rig *rig, UiButtonKind kind, int state)
{
    static const struct {
        const char *icon, *text;
    } WORDS[] = {[UI_PRIMARY] = {"check", "交上去"},
                 [UI_SECONDARY] = {"print", "打印"},
                 [UI_DANGER] = {"cross", "撤回"},
                 [UI_KEY] = {NULL, "5"}};
    UiWidget *b = ui_button(kind, WORDS[kind].icon, WORDS[kind].text, count_press, rig);
    b->pressed = state == 1;
    return ui_enabled(b, state != 2);
}

static UiWidget *buttons_page(Rig *rig)
{
    UiWidget *page = page_of(rig, "部件", "平时、按下、不可用"), *body = ui_page_body(page);
    UiWidget *grid = ui_add(body, ui_grid(3, 4));
    for (int kind = UI_PRIMARY; kind <= UI_KEY; kind++)
        for (int state = 0; state < 3; state++)
            ui_add(grid, state_button(rig, (UiButtonKind)kind, state));
    ui_add(body, ui_divider());
    ui_add(body, ui_field(&(UiFieldSpec){.kind = UI_FIELD_PHONE, .label = "平时", .value = "13800000001"}));
    UiWidget *f = ui_add(
        body,
        ui_field(&(UiFieldSpec){
            .kind = UI_FIELD_PHONE, .label = "正在填", .note = "没有手机可填座机", .value = "1380000"}));
    ui_field_active(f, TRUE);
    ui_field_hint(f, "还差4位");
    f = ui_add(body,
               ui_field(&(UiFieldSpec){.kind = UI_FIELD_DIGITS, .label = "填错了", .value = "1380000"}));
    ui_field_error(f, "还差4位。");
    ui_add(body, ui_field(&(UiFieldSpec){
                     .label = "找一找", .icon = "search", .placeholder = "写几个字，比如“80岁”"}));
    actions(page, rig);
    return page;
}

static UiWidget *signs_page(Rig *rig)
{
    static const UiStation WAY[] = {{"社区", "已预受理", "1天", UI_PASSED},
                                    {"街道", "正在审核", "3天", UI_NOW},
                                    {"区", "审批", "5天", UI_AHEAD}};
    UiWidget *page = page_of(rig, "部件", "潮线、路线、提示"), *body = ui_page_body(page);
    ui_add(body, ui_route(WAY, G_N_ELEMENTS(WAY)));
    UiWidget *row = ui_add(body, ui_row(8));
    ui_add(row, ui_percent_ring(48, 40));
    UiWidget *bars = ui_add(row, ui_grow(ui_column(4), 1));
    ui_add(bars, ui_percent(48, UI_NUM_TILE));
    ui_add(bars, ui_percent_bar(82));
    ui_banner_button(ui_add(body, ui_banner(UI_TOLD, "已换成大字", "再按一次换回")), "big", "更多显示设置",
                     count_press, rig);
    ui_add(body, ui_banner(UI_DONE, "存好了", "拿走身份证也不会丢"));
    ui_add(body, ui_banner(UI_ATTENTION, "打印机没纸", "办事、查进度不受影响"));
    ui_add(body, ui_banner(UI_FAILED, "没有交上去", "请再按一次，或按“我要人帮”"));
    ui_add(body, ui_guide("照户口簿填写，一个孩子一行。", count_press, rig));
    return page;
}

static UiWidget *questions_page(Rig *rig)
{
    UiWidget *page = page_of(rig, "育儿补贴", "第3步，共6步：孩子信息"), *body = ui_page_body(page);
    UiWidget *one = ui_choice(FALSE, count_press, rig), *many = ui_choice(TRUE, count_press, rig);
    static const char *const WORDS[] = {"父亲", "母亲", "其他监护人"};
    for (guint i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        ui_choice_add(one, NULL, WORDS[i]);
        ui_choice_add(many, NULL, WORDS[i]);
    }
    ui_choice_set(one, 0, TRUE);
    ui_choice_set(many, 1, TRUE);
    ui_labelled_good(ui_add(body, ui_labelled("您是孩子的", NULL, one)), TRUE);
    ui_labelled_error(ui_add(body, ui_labelled("谁在照看", "可以选几个", many)), "请再选一个。");
    UiWidget *date = ui_date(&(UiDateSpec){.long_term = TRUE});
    ui_date_set_text(date, "2025-03-18");
    ui_add(body, ui_labelled("孩子出生日期", NULL, date));
    ui_add(body, ui_number_pad("X"));
    actions(page, rig);
    return page;
}

static UiWidget *lists_page(Rig *rig)
{
    UiWidget *page = page_of(rig, "我的首页", "下午好，王*明"), *body = ui_page_body(page);
    UiWidget *list = ui_add(body, ui_list());
    ui_add(list, ui_list_row(&(UiRowSpec){.title = "残疾人证换领",
                                          .note = "预计 12月1日前",
                                          .sub = "等区残联审批。您不用做什么。",
                                          .has_percent = TRUE,
                                          .percent = 82,
                                          .action = count_press,
                                          .data = rig}));
    ui_add(list, ui_list_row(&(UiRowSpec){.icon = "home-care",
                                          .title = "晴川老年公寓",
                                          .sub = "晴川路66号",
                                          .tag = "有床位",
                                          .tag_kind = UI_DONE,
                                          .action = count_press,
                                          .data = rig}));
    UiWidget *values = ui_add(body, ui_list());
    ui_add(values, ui_list_value("申请人", "王*明"));
    ui_add(values, ui_list_value("联系手机", "138****5678"));
    UiWidget *grid = ui_add(body, ui_grow(ui_grid(2, 6), 1));
    ui_add(grid, ui_door("form", "办事", "少填一大半", TRUE, count_press, rig));
    ui_add(grid, ui_door("route", "查进度", "您有2件在办", FALSE, count_press, rig));
    UiWidget *tiles = ui_add(body, ui_grid(3, UI_GAP));
    ui_add(tiles, ui_tile("bowl", "低保、低边申请", FALSE, count_press, rig));
    ui_add(tiles, ui_tile("wheelchair", "家里有残疾人", TRUE, count_press, rig));
    ui_add(tiles, ui_enabled(ui_tile("dog", "养犬登记", FALSE, count_press, rig), FALSE));
    return page;
}

static UiWidget *receipt_page(Rig *rig)
{
    UiWidget *page = page_of(rig, "预受理回执", "育儿补贴"), *body = ui_page_body(page);
    UiWidget *top = ui_add(body, ui_row(8));
    ui_add(top, ui_icon_disc(UI_DONE, "check", 23));
    UiWidget *words = ui_add(top, ui_grow(ui_column(0), 1));
    ui_add(words, ui_text(UI_HEADLINE, 0, "交好了，已经存好"));
    ui_add(words, ui_text(UI_LEAD, UI_SECOND, "办不办得成，以街道的受理通知书为准。"));
    UiWidget *row = ui_add(ui_add(body, ui_box(UI_CARD, 0)), ui_row(6));
    UiWidget *numbers = ui_add(row, ui_grow(ui_column(1), 1));
    ui_add(numbers, ui_text(UI_BODY, UI_SECOND, "查询码，记住这8个数就能查"));
    ui_add(numbers, ui_text(UI_NUM_CODE, UI_TINT, "2900 4736"));
    ui_add(row, ui_qr("29004736", 56));
    row = ui_add(ui_add(body, ui_box(UI_CARD, 0)), ui_row(6));
    UiWidget *steps = ui_add(row, ui_grow(ui_column(0), 1));
    ui_add(steps, ui_print_step(UI_STEP_DONE, "送到打印机了", "14:06:02"));
    ui_add(steps, ui_print_step(UI_STEP_RUNNING, "打印机正在打，约10秒", NULL));
    ui_add(steps, ui_print_step(UI_STEP_AHEAD, "打好了，请取走", NULL));
    ui_add(row, ui_slot_picture(60));
    UiWidget *consents = ui_add(body, ui_list());
    UiWidget *check =
        ui_add(consents, ui_check_row("我承诺：都是真的。", "说假话会取消资格。", TRUE, count_press, rig));
    ui_check_button(check, "speak", "听全文", count_press, rig);
    ui_add(body, ui_stars(3, count_press, rig));
    actions(page, rig);
    return page;
}

static UiWidget *typing_page(Rig *rig)
{
    UiWidget *page = page_of(rig, "高龄津贴", "第2步，共4步：老人信息");
    UiWidget *f =
        ui_add(ui_page_body(page),
               ui_field(&(UiFieldSpec){.label = "养老机构名称", .note = "最多 40 个字", .value = "晴川"}));
    ui_field_active(f, TRUE);
    ui_page_pad(page, ui_text_pad(rig->ui));
    return page;
}

static UiWidget *elder_question_page(Rig *rig)
{
    UiWidget *page = page_of(rig, "高龄津贴", "第4问，共10问"), *body = ui_page_body(page);
    ui_add(body, ui_text(UI_HEADLINE, 0, "老人现在跟谁住？"));
    ui_add(body, ui_text(UI_BODY, UI_SECOND, "选一个就行。一个人住的，社工会常去看看。"));
    UiWidget *c = ui_add(body, ui_choice(FALSE, count_press, rig));
    ui_choice_add(ui_choice_add(c, "person", "一个人住"), "people", "跟老伴住");
    ui_choice_add(ui_choice_add(c, "family", "跟子女住"), "building", "住养老院");
    ui_choice_set(c, 1, TRUE);
    actions(page, rig);
    return page;
}

static UiWidget *countdown_page(Rig *rig)
{
    UiWidget *page = page_of(rig, "育儿补贴", "第3步，共6步");
    ui_show(rig->ui, page);
    ui_dialog(rig->ui,
              &(UiDialogSpec){.headline = "还在吗？",
                              .sentence = "再过24秒没有人按，\n这一页就清空。",
                              .second = "填好的都存着，\n放上身份证可以接着填。",
                              .picture = ui_count_ring(24, 30, "秒"),
                              .buttons = {{UI_SECONDARY, "exit", "办完了，退出", "out", count_press},
                                          {UI_PRIMARY, "check", "我还在，接着办", "stay", count_press}},
                              .data = rig});
    return NULL; /* shown already */
}

static const struct {
    const char *name;
    Build build;
} PAGES[] = {{"buttons", buttons_page},      {"signs", signs_page},        {"questions", questions_page},
             {"lists", lists_page},          {"receipt", receipt_page},    {"typing", typing_page},
             {"elder", elder_question_page}, {"countdown", countdown_page}};

static guint audit(Rig *rig, const char *page, const UiLook *look)
{
    g_autoptr(GPtrArray) findings = ui_audit(rig->ui);
    for (guint i = 0; i < findings->len; i++)
        printf("# %s, theme %d mode %d size %d low %d, %s, %dx%d: %s\n", page, look->theme, look->mode,
               look->size, look->low, ui_language(), ui_width_px(rig->ui), ui_height_px(rig->ui),
               ((UiFinding *)findings->pdata[i])->what);
    return findings->len;
}

/* Every page of a paged content is looked at. */
static UiWidget *find_scroll(UiWidget *w)
{
    if (g_str_equal(w->class->role, "scroll"))
        return w;
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *found = find_scroll(ui_child(w, i));
        if (found)
            return found;
    }
    return NULL;
}

static guint walk_page(Rig *rig, guint p, const UiLook *look)
{
    guint findings = 0;
    UiWidget *page = PAGES[p].build(rig);
    if (page)
        ui_show(rig->ui, page);
    ui_flush(rig->ui);
    UiWidget *scroll = find_scroll(ui_root(rig->ui));
    for (int i = 0; i < ui_scroll_pages(scroll); i++) {
        ui_scroll_to(scroll, i);
        ui_flush(rig->ui);
        findings += audit(rig, PAGES[p].name, look);
    }
    return findings;
}

static guint walk_looks(Rig *rig)
{
    guint findings = 0;
    ui_set_station(rig->ui, "晴川社区 · 便民驿站");
    ui_set_clock(rig->ui, "11月23日 周一", "14:05");
    for (int theme = 0; theme < UI_N_THEMES; theme++)
        for (int mode = 0; mode < UI_N_MODES; mode++)
            for (int size = 0; size < UI_N_SIZES; size++)
                for (int low = 0; low < 2; low++) {
                    UiLook look = {
                        .theme = (UiTheme)theme, .mode = (UiMode)mode, .size = (UiTextSize)size, .low = low};
                    ui_set_look(rig->ui, &look);
                    for (guint p = 0; p < G_N_ELEMENTS(PAGES); p++)
                        findings += walk_page(rig, p, &look);
                }
    return findings;
}

static void portrait_has_no_findings_in_any_look(void **state)
{
    assert_int_equal(walk_looks(*state), 0);
}

static void english_has_no_findings_in_any_look(void **state)
{
    ui_language_set("en");
    guint findings = walk_looks(*state);
    ui_language_set("zh_CN");
    assert_int_equal(findings, 0);
}

static void other_glass_has_no_findings_in_any_look(void **state)
{
    static const int SIZES[][2] = {{1920, 1080}, {1366, 768}, {2160, 3840}};
    for (guint i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        Rig rig = {.now_us = 1000000};
        rig.ui = ui_create(
            &(UiSpec){.share = g_getenv("KIOSK_SHARE"), .width = SIZES[i][0], .height = SIZES[i][1]}, NULL);
        guint findings = walk_looks(&rig);
        ui_destroy(rig.ui);
        assert_int_equal(findings, 0);
    }
}

/* All pages side by side, at a third of their size. */
static void the_gallery_is_drawn(void **state)
{
    Rig *rig = *state;
    int n = G_N_ELEMENTS(PAGES), w = 1080, h = 1920;
    cairo_surface_t *sheet = cairo_image_surface_create(CAIRO_FORMAT_RGB24, n / 2 * w / 2, h);
    cairo_t *cr = cairo_create(sheet);
    g_autofree char *shot = g_build_filename(g_get_tmp_dir(), "page.png", NULL);
    g_autofree char *out = g_build_filename(g_getenv("KIOSK_BUILD"), "gallery.png", NULL);
    ui_set_look(rig->ui, &(UiLook){0});
    for (int p = 0; p < n; p++) {
        walk_page(rig, (guint)p, &(UiLook){0});
        ui_scroll_to(find_scroll(ui_root(rig->ui)), 0);
        assert_true(ui_screenshot(rig->ui, shot, NULL));
        cairo_surface_t *page = cairo_image_surface_create_from_png(shot);
        cairo_save(cr);
        cairo_translate(cr, p % (n / 2) * w / 2.0, p / (n / 2) * h / 2.0);
        cairo_scale(cr, 0.5, 0.5);
        cairo_set_source_surface(cr, page, 0, 0);
        cairo_paint(cr);
        cairo_restore(cr);
        cairo_surface_destroy(page);
    }
    cairo_destroy(cr);
    assert_int_equal(cairo_surface_write_to_png(sheet, out), CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portrait_has_no_findings_in_any_look),
        cmocka_unit_test(english_has_no_findings_in_any_look),
        cmocka_unit_test(other_glass_has_no_findings_in_any_look),
        cmocka_unit_test(the_gallery_is_drawn),
    };
    return cmocka_run_group_tests(tests, rig_open, rig_close);
}
