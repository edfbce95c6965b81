/* The rules of pressing, with a finger whose clock the test sets. */
#include "tests/unit/ui/rig.h"

static UiWidget *two_buttons(Rig *rig, UiWidget **second)
{
    UiWidget *column = rig_column(rig);
    UiWidget *first = ui_add(column, ui_button(UI_PRIMARY, NULL, "一", count_press, rig));
    UiWidget *other = ui_add(column, ui_button(UI_SECONDARY, NULL, "二", count_press, rig));
    if (second)
        *second = other;
    return first;
}

static void press_and_release_inside_fires_once(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *button = two_buttons(rig, NULL);
    rig_finger(rig, UI_TOUCH_DOWN, button, 500);
    assert_int_equal(rig->pressed, 0);
    assert_true(button->pressed);
    rig_finger(rig, UI_TOUCH_UP, button, 90);
    assert_int_equal(rig->pressed, 1);
    assert_false(button->pressed);
}

static void the_pressed_state_is_shown_before_the_release(void **state)
{
    Rig *rig = *state;
    UiWidget *button = two_buttons(rig, NULL);
    ui_flush(rig->ui);
    guint64 frames = ui_timing(rig->ui).frames;
    UiRect r = ui_rect(button);
    rig_touch_at(rig, UI_TOUCH_DOWN, r.x + 5, r.y + 5, 500);
    assert_int_equal(ui_timing(rig->ui).frames, frames + 1);
    assert_true(ui_timing(rig->ui).damaged_px <= r.w * r.h);
    rig_touch_at(rig, UI_TOUCH_CANCEL, 0, 0, 10);
}

static void dragging_off_cancels_for_good(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *button = two_buttons(rig, NULL);
    rig_finger(rig, UI_TOUCH_DOWN, button, 500);
    rig_touch_at(rig, UI_TOUCH_MOVE, 1070, 1900, 20);
    assert_false(button->pressed);
    rig_finger(rig, UI_TOUCH_MOVE, button, 20);
    rig_finger(rig, UI_TOUCH_UP, button, 20);
    assert_int_equal(rig->pressed, 0);
}

static void a_swipe_that_ends_on_a_button_does_not_fire_it(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *second, *first = two_buttons(rig, &second);
    rig_finger(rig, UI_TOUCH_DOWN, first, 500);
    rig_finger(rig, UI_TOUCH_MOVE, second, 20);
    rig_finger(rig, UI_TOUCH_UP, second, 20);
    assert_int_equal(rig->pressed, 0);
}

static void a_bouncing_contact_is_one_touch(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *column = rig_column(rig);
    UiWidget *key = ui_add(column, ui_button(UI_KEY, NULL, "5", count_press, rig));
    rig_tap(rig, key);
    rig_finger(rig, UI_TOUCH_DOWN, key, 30);
    rig_finger(rig, UI_TOUCH_UP, key, 30);
    assert_int_equal(rig->pressed, 1);
}

static void keys_may_be_typed_fast_but_buttons_take_no_second_order(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *column = rig_column(rig);
    UiWidget *key = ui_add(column, ui_button(UI_KEY, NULL, "5", count_press, rig));
    UiWidget *button = ui_add(column, ui_button(UI_PRIMARY, NULL, "交上去", count_press, rig));
    rig_tap(rig, key);
    rig_finger(rig, UI_TOUCH_DOWN, key, 80);
    rig_finger(rig, UI_TOUCH_UP, key, 60);
    assert_int_equal(rig->pressed, 2);
    rig->pressed = 0;
    rig_tap(rig, button);
    rig_finger(rig, UI_TOUCH_DOWN, button, 150);
    rig_finger(rig, UI_TOUCH_UP, button, 60);
    assert_int_equal(rig->pressed, 1);
    rig_tap(rig, button);
    assert_int_equal(rig->pressed, 2);
}

static void show_another_page(UiWidget *widget, gpointer data)
{
    Rig *rig = data;
    UiWidget *column = ui_column(0);
    ui_add(column, ui_button(UI_PRIMARY, NULL, "下一页的按钮", count_press, rig));
    ui_show(rig->ui, column);
}

static void the_second_tap_of_a_double_tap_does_not_hit_the_next_page(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *column = rig_column(rig);
    UiWidget *button = ui_add(column, ui_button(UI_PRIMARY, NULL, "下一步", show_another_page, rig));
    rig_tap(rig, button);
    UiWidget *next = ui_child(ui_root(rig->ui), 0);
    rig_finger(rig, UI_TOUCH_DOWN, next, 120);
    rig_finger(rig, UI_TOUCH_UP, next, 60);
    assert_int_equal(rig->pressed, 0);
    rig_tap(rig, next);
    assert_int_equal(rig->pressed, 1);
}

static void a_second_finger_is_ignored(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *second, *first = two_buttons(rig, &second);
    rig_finger(rig, UI_TOUCH_DOWN, first, 500);
    UiRect r = ui_rect(second);
    ui_touch(rig->ui, &(UiTouch){UI_TOUCH_DOWN, 2, r.x + 9, r.y + 9, rig->now_us});
    assert_false(second->pressed);
    ui_touch(rig->ui, &(UiTouch){UI_TOUCH_UP, 2, r.x + 9, r.y + 9, rig->now_us});
    assert_int_equal(rig->pressed, 0);
    rig_finger(rig, UI_TOUCH_UP, first, 90);
    assert_int_equal(rig->pressed, 1);
    assert_ptr_equal(rig->last, first);
}

static void a_held_finger_fires_once(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *button = two_buttons(rig, NULL);
    rig_finger(rig, UI_TOUCH_DOWN, button, 500);
    rig_finger(rig, UI_TOUCH_UP, button, 8000);
    assert_int_equal(rig->pressed, 1);
}

static void disabled_and_hidden_ones_do_not_fire(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *second, *first = two_buttons(rig, &second);
    ui_enabled(first, FALSE);
    rig_tap(rig, first);
    ui_visible(second, FALSE);
    rig_tap(rig, second);
    assert_int_equal(rig->pressed, 0);
    assert_false(ui_activate(first));
    assert_false(ui_activate(second));
}

static void a_handler_may_destroy_the_tree_it_stands_in(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *button = ui_add(column, ui_button(UI_PRIMARY, NULL, "走", show_another_page, rig));
    rig_tap(rig, button);
    assert_ptr_not_equal(ui_root(rig->ui), column);
}

static void a_button_that_vanishes_under_the_finger_does_not_fire(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *button = two_buttons(rig, NULL);
    rig_finger(rig, UI_TOUCH_DOWN, button, 500);
    UiRect r = ui_rect(button);
    ui_show(rig->ui, ui_column(0));
    rig_touch_at(rig, UI_TOUCH_UP, r.x + 5, r.y + 5, 50);
    assert_int_equal(rig->pressed, 0);
}

static void the_keypad_reaches_everything_and_selects(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *second, *first = two_buttons(rig, &second);
    ui_focus_key(rig->ui, UI_KEY_NEXT);
    assert_ptr_equal(ui_focused(rig->ui), first);
    ui_focus_key(rig->ui, UI_KEY_DOWN);
    assert_ptr_equal(ui_focused(rig->ui), second);
    ui_focus_key(rig->ui, UI_KEY_NEXT);
    assert_ptr_equal(ui_focused(rig->ui), first);
    ui_focus_key(rig->ui, UI_KEY_SELECT);
    assert_ptr_equal(rig->last, first);
    rig_tap(rig, second);
    assert_null(ui_focused(rig->ui));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(press_and_release_inside_fires_once),
        cmocka_unit_test(the_pressed_state_is_shown_before_the_release),
        cmocka_unit_test(dragging_off_cancels_for_good),
        cmocka_unit_test(a_swipe_that_ends_on_a_button_does_not_fire_it),
        cmocka_unit_test(a_bouncing_contact_is_one_touch),
        cmocka_unit_test(keys_may_be_typed_fast_but_buttons_take_no_second_order),
        cmocka_unit_test(the_second_tap_of_a_double_tap_does_not_hit_the_next_page),
        cmocka_unit_test(a_second_finger_is_ignored),
        cmocka_unit_test(a_held_finger_fires_once),
        cmocka_unit_test(disabled_and_hidden_ones_do_not_fire),
        cmocka_unit_test(a_handler_may_destroy_the_tree_it_stands_in),
        cmocka_unit_test(a_button_that_vanishes_under_the_finger_does_not_fire),
        cmocka_unit_test(the_keypad_reaches_everything_and_selects),
    };
    return cmocka_run_group_tests(tests, rig_open, rig_close);
}
