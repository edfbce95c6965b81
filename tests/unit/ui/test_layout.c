/* Boxes, scrolling and text, measured without a display. */
#include "tests/unit/ui/rig.h"

/* A widget of fixed natural size, px. */
typedef struct {
    UiWidget base;
    int w, h;
} Brick;

static int brick_width(UiWidget *w)
{
    return ((Brick *)w)->w;
}

static int brick_height(UiWidget *w, int width)
{
    return ((Brick *)w)->h;
}

static const UiWidgetClass BRICK = {
    .role = "brick", .size = sizeof(Brick), .width = brick_width, .height = brick_height};

static UiWidget *brick(int w, int h)
{
    UiWidget *widget = ui_widget_new(&BRICK);
    ((Brick *)widget)->w = w;
    ((Brick *)widget)->h = h;
    return widget;
}

static void assert_rect(UiWidget *w, int x, int y, int width, int height)
{
    UiRect r = ui_rect(w);
    assert_int_equal(r.x, x);
    assert_int_equal(r.y, y);
    assert_int_equal(r.w, width);
    assert_int_equal(r.h, height);
}

static void a_column_puts_children_under_each_other(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *a = ui_add(column, brick(100, 50)), *b = ui_add(column, ui_align(brick(100, 30), UI_CENTRE));
    UiWidget *c = ui_add(column, ui_grow(brick(10, 10), 1));
    ui_flush(rig->ui);
    assert_rect(a, 0, 0, 1080, 50);
    assert_rect(b, 490, 50, 100, 30);
    assert_rect(c, 0, 80, 1080, 1840);
}

static void spare_height_goes_between_blocks_up_to_a_limit(void **state)
{
    Rig *rig = *state;
    UiWidget *column = ui_column_spread(rig_column(rig), 12);
    UiWidget *a = ui_add(column, brick(10, 100)), *b = ui_add(column, brick(10, 100));
    ui_flush(rig->ui);
    int gap = ui_rect(b).y - (ui_rect(a).y + 100);
    assert_int_equal(gap, ui_mm(rig->ui, 12));
}

static void a_row_gives_the_rest_to_what_grows(void **state)
{
    Rig *rig = *state;
    UiWidget *row = ui_row(0);
    ui_show(rig->ui, row);
    UiWidget *a = ui_add(row, brick(200, 10)), *b = ui_add(row, ui_grow(brick(10, 10), 1));
    ui_flush(rig->ui);
    assert_rect(a, 0, 0, 200, 1920);
    assert_rect(b, 200, 0, 880, 1920);
}

static void invisible_children_take_no_room(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *a = ui_add(column, brick(10, 100)), *b = ui_add(column, brick(10, 100));
    ui_visible(a, FALSE);
    ui_flush(rig->ui);
    assert_int_equal(ui_rect(b).y, 0);
    ui_visible(a, TRUE);
    ui_flush(rig->ui);
    assert_int_equal(ui_rect(b).y, 100);
}

static void a_grid_falls_back_to_fewer_columns_before_a_word_breaks(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *grid = ui_add(column, ui_grid(3, 0));
    for (int i = 0; i < 3; i++)
        ui_add(grid, ui_text(UI_TITLE, 0, i == 1 ? "Pre-acceptance-documentation" : "短"));
    ui_flush(rig->ui);
    assert_int_equal(ui_rect(ui_child(grid, 1)).x, 0);
    assert_true(ui_rect(ui_child(grid, 1)).y > 0);
}

static void a_flow_begins_a_new_line_when_one_is_full(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *flow = ui_add(column, ui_flow(0));
    for (int i = 0; i < 3; i++)
        ui_add(flow, brick(500, 40));
    ui_flush(rig->ui);
    assert_rect(ui_child(flow, 1), 500, 0, 500, 40);
    assert_rect(ui_child(flow, 2), 0, 40, 500, 40);
}

static void a_pair_stands_side_by_side_only_in_landscape(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *pair = ui_add(column, ui_pair(1, 1, 0));
    ui_add(pair, brick(100, 40));
    UiWidget *second = ui_add(pair, brick(100, 40));
    ui_flush(rig->ui);
    assert_rect(second, 0, 40, 1080, 40);
}

static void wrapped_text_is_as_high_as_its_lines(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *one = ui_add(column, ui_text(UI_BODY, 0, "一行"));
    UiWidget *more = ui_add(column, ui_text(UI_BODY, 0,
                                            "这一段话很长，一行放不下，所以要换到下一行去，直到全部放下为止，"
                                            "一个字也不能少，也不能用省略号来代替。"));
    ui_flush(rig->ui);
    int line = (int)(7 / 0.2481 * 1.5 + 0.5);
    assert_in_range(ui_rect(one).h, line - 1, line + 1);
    assert_in_range(ui_rect(more).h, 2 * line - 2, 2 * line + 2);
}

static void no_line_begins_with_a_comma(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    ui_add(column, ui_text(UI_BODY, 0, "字"));
    ui_flush(rig->ui);
    /* Room for four signs and a half: the comma must not start the second line. */
    int four, with_comma, h_four, h_comma, width = (int)(4.5 * 7 / 0.2481);
    ui_text_size(rig->ui, UI_LOOK(UI_BODY, 0), "晴川社区", width, &four, &h_four);
    ui_text_size(rig->ui, UI_LOOK(UI_BODY, 0), "晴川社区，好", width, &with_comma, &h_comma);
    assert_int_equal(h_comma, 2 * h_four);
    assert_true(with_comma <= width);
}

static void larger_sizes_lay_the_same_tree_out_again(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *text = ui_add(column, ui_text(UI_BODY, 0, "大一点"));
    ui_flush(rig->ui);
    int before = ui_rect(text).h;
    ui_set_look(rig->ui, &(UiLook){.mode = UI_MODE_ELDER});
    ui_flush(rig->ui);
    assert_in_range(ui_rect(text).h, before * 10 / 7 - 2, before * 10 / 7 + 2);
    ui_set_look(rig->ui, &(UiLook){0});
}

/* --- scrolling --- */
static UiWidget *long_page(Rig *rig, int n, UiWidget **scroll)
{
    UiWidget *column = ui_column(2);
    for (int i = 0; i < n; i++) {
        g_autofree char *text = g_strdup_printf("第%d个", i);
        ui_tag(ui_add(column, ui_button(UI_SECONDARY, NULL, text, count_press, rig)), i);
    }
    *scroll = ui_scroll(column);
    ui_show(rig->ui, *scroll);
    ui_flush(rig->ui);
    return column;
}

static gboolean is_whole(UiWidget *w, UiWidget *view)
{
    UiRect r = ui_rect(w), v = ui_rect(view);
    return r.y >= v.y && r.y + r.h <= v.y + v.h;
}

static gboolean is_outside(UiWidget *w, UiWidget *view)
{
    UiRect r = ui_rect(w), v = ui_rect(view);
    return r.y + r.h <= v.y || r.y >= v.y + v.h;
}

static void what_fits_has_one_page_and_no_buttons(void **state)
{
    Rig *rig = *state;
    UiWidget *scroll;
    long_page(rig, 3, &scroll);
    assert_int_equal(ui_scroll_pages(scroll), 1);
    assert_null(ui_find(scroll, "scroll-down"));
}

static void every_row_is_whole_on_exactly_one_page(void **state)
{
    Rig *rig = *state;
    UiWidget *scroll;
    UiWidget *column = long_page(rig, 60, &scroll);
    int pages = ui_scroll_pages(scroll), seen[60] = {0};
    assert_true(pages > 2);
    for (int page = 0; page < pages; page++) {
        ui_scroll_to(scroll, page);
        ui_flush(rig->ui);
        for (int i = 0; i < 60; i++) {
            UiWidget *row = ui_child(column, (guint)i), *view = ui_parent(column);
            assert_true(is_whole(row, view) || is_outside(row, view));
            seen[i] += is_whole(row, view);
        }
    }
    for (int i = 0; i < 60; i++)
        assert_int_equal(seen[i], 1);
}

static void rows_of_other_pages_cannot_be_pressed(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *scroll;
    long_page(rig, 60, &scroll);
    rig_tap(rig, ui_find(scroll, "scroll-down"));
    assert_int_equal(ui_scroll_page(scroll), 1);
    assert_int_equal(rig->pressed, 0);
    for (int y = 0; y < 1920; y += 20) { /* whatever is hit is on the page */
        rig_touch_at(rig, UI_TOUCH_DOWN, 540, y, 500);
        rig_touch_at(rig, UI_TOUCH_UP, 540, y, 90);
        if (rig->pressed > 0)
            assert_true(ui_rect(rig->last).y >= 0);
    }
}

static void optional_parts_go_before_pages_come(void **state)
{
    Rig *rig = *state;
    UiWidget *column = ui_column(0);
    UiWidget *kept = ui_add(column, brick(10, 1900)), *first = ui_add(column, ui_optional(brick(10, 300), 2));
    UiWidget *second = ui_add(column, ui_optional(brick(10, 15), 1));
    UiWidget *scroll = ui_scroll(column);
    ui_show(rig->ui, scroll);
    ui_flush(rig->ui);
    assert_int_equal(ui_scroll_pages(scroll), 1);
    assert_true(ui_is_visible(kept) && ui_is_visible(second));
    assert_false(ui_is_visible(first));
}

static void a_text_longer_than_a_page_is_cut_between_lines(void **state)
{
    Rig *rig = *state;
    GString *words = g_string_new(NULL);
    for (int i = 0; i < 3000; i++)
        g_string_append(words, "字");
    UiWidget *column = ui_column(0), *text = ui_add(column, ui_text(UI_BODY, 0, words->str));
    UiWidget *scroll = ui_scroll(column);
    g_string_free(words, TRUE);
    ui_show(rig->ui, scroll);
    ui_flush(rig->ui);
    int line = (int)(7 / 0.2481 * 1.5 + 0.5);
    assert_true(ui_scroll_pages(scroll) >= 2);
    ui_scroll_to(scroll, 1);
    ui_flush(rig->ui);
    int off = -ui_rect(text).y % line;
    assert_true(off <= 3 || off >= line - 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_puts_children_under_each_other),
        cmocka_unit_test(spare_height_goes_between_blocks_up_to_a_limit),
        cmocka_unit_test(a_row_gives_the_rest_to_what_grows),
        cmocka_unit_test(invisible_children_take_no_room),
        cmocka_unit_test(a_grid_falls_back_to_fewer_columns_before_a_word_breaks),
        cmocka_unit_test(a_flow_begins_a_new_line_when_one_is_full),
        cmocka_unit_test(a_pair_stands_side_by_side_only_in_landscape),
        cmocka_unit_test(wrapped_text_is_as_high_as_its_lines),
        cmocka_unit_test(no_line_begins_with_a_comma),
        cmocka_unit_test(larger_sizes_lay_the_same_tree_out_again),
        cmocka_unit_test(what_fits_has_one_page_and_no_buttons),
        cmocka_unit_test(every_row_is_whole_on_exactly_one_page),
        cmocka_unit_test(rows_of_other_pages_cannot_be_pressed),
        cmocka_unit_test(optional_parts_go_before_pages_come),
        cmocka_unit_test(a_text_longer_than_a_page_is_cut_between_lines),
    };
    return cmocka_run_group_tests(tests, rig_open, rig_close);
}
