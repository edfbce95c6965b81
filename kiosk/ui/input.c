/* Where typing goes: the window's one input, and the table of input methods. */
#include "kiosk/ui/ui_private.h"

typedef struct {
    const UiMethod *method;
    gpointer data;
} MethodRow;

void ui_set_input(Ui *ui, const UiInput *input, gpointer target)
{
    if (ui->input && ui->input->let_go && ui->input_target != target)
        ui->input->let_go(ui->input_target);
    ui->input = input;
    ui->input_target = target;
    if (ui->toast)
        ui_resized(ui->toast);
}

void ui_type(Ui *ui, const char *text)
{
    if (!ui->input || !g_utf8_validate(text, -1, NULL))
        return;
    ui_enter(ui);
    ui->input->insert(ui->input_target, text);
    ui_leave(ui);
}

void ui_type_backspace(Ui *ui)
{
    if (!ui->input)
        return;
    ui_enter(ui);
    ui->input->backspace(ui->input_target);
    ui_leave(ui);
}

void ui_type_clear(Ui *ui)
{
    if (!ui->input)
        return;
    ui_enter(ui);
    ui->input->clear(ui->input_target);
    ui_leave(ui);
}

void ui_type_preedit(Ui *ui, const char *text)
{
    if (!ui->input || !g_utf8_validate(text, -1, NULL))
        return;
    ui_enter(ui);
    ui->input->preedit(ui->input_target, text);
    ui_leave(ui);
}

void ui_type_done(Ui *ui)
{
    if (!ui->input)
        return;
    ui_enter(ui);
    ui->input->done(ui->input_target);
    ui_leave(ui);
}

void ui_add_method(Ui *ui, const UiMethod *method, gpointer data)
{
    MethodRow *row = g_new(MethodRow, 1);
    *row = (MethodRow){method, data};
    g_ptr_array_add(ui->methods, row);
}

gboolean ui_has_methods(Ui *ui)
{
    return ui->methods->len > 0;
}

UiWidget *ui_text_pad(Ui *ui)
{
    if (ui->methods->len == 0)
        return ui_letter_pad();
    MethodRow *row = ui->methods->pdata[0];
    return row->method->build(ui, row->data);
}
