#include "tests/support/small.h"

#include <stdio.h>
#include <string.h>

static const char head[] =
    "{'schema': 'ckiosk.matters/1', 'version': '1', 'enums': {\n"
    "'field_types': ['text', 'choice', 'multi', 'date', 'phone', 'id_number', 'address', 'number', 'money',\n"
    "  'photo', 'signature', 'file', 'consent', 'group'],\n"
    "'levels': ['community', 'street', 'district'], 'units': {'wd': '', 'cd': ''}, 'roles': {'worker': ''},\n"
    "'actions': ['preaccept', 'publicity', 'approve'],\n"
    "'condition_ops': ['eq', 'ne', 'in', 'contains', 'gt', 'ge', 'lt', 'le', 'empty', 'filled'],\n"
    "'condition_combinators': ['all', 'any', 'not'],\n"
    "'context_vars': {'session.mode': ['self', 'agent', 'assisted'], 'card.age': 'int', 'card.birth': "
    "'date',\n"
    "  'card.name': 'text', 'card.region_code': 'text', 'session.zone': ['a', 'b']},\n"
    "'prefill_namespaces': ['card.', 'agent_card.', 'row_card.', 'db.', 'scan.', 'calc.', 'answer.', "
    "'session.'],\n"
    "'value_refs': ['@param.<name>'], 'rules': {'cn_id18': '', 'cn_mobile': '', 'cn_phone': '', "
    "'bank_card_luhn': '',\n"
    "  'disability_cert_no': ''},\n"
    "'photo_profiles': {'document_a4': ''}, 'calc_ops': ['add', 'sub', 'mul', 'div', 'sum', 'count', "
    "'field', 'int'],\n"
    "'consent_kinds': ['truth', 'db_lookup', 'contact'], 'capture': ['camera', 'usb', 'card_reader', "
    "'none'],\n"
    "'keyboards': ['numeric'], 'masks': ['none', 'name'], 'pii': {'none': '', 'pi': ''}},\n"
    "'params': {'line': {'type': 'money', 'value': 1500.50}, 'area': {'type': 'number', 'value': 20},\n"
    "  'codes': {'type': 'list', 'value': ['330108', '330106']}},\n"
    "'departments': [{'id': 'd', 'code': 'DD', 'name_zh': '局'}], 'categories': [{'id': 'c', 'name_zh': "
    "'类'}],\n"
    "'matters': [{'id': 'm', 'no': 1, 'code': 'YS-DD-01', 'name_zh': '事', 'short_zh': '事', 'department': "
    "'d',\n"
    "'category': 'c',\n"
    "'applicants': {'self': true, 'guardian': false, 'agent': true, 'org': false, "
    "'agent_needs_applicant_card': true,\n"
    "  'session_modes': ['self', 'agent', 'assisted']},\n"
    "'route': [{'seq': 1, 'level': 'community', 'action': 'preaccept', 'action_zh': '预', 'org_zh': '', "
    "'role': 'worker',\n"
    "  'statutory': 5, 'promised': 2, 'unit': 'wd', 'counts': true, 'pct_on_complete': 20},\n"
    "  {'seq': 2, 'level': 'street', 'action': 'approve', 'action_zh': '批', 'org_zh': '', 'role': "
    "'worker',\n"
    "  'statutory': 5, 'promised': 3, 'unit': 'wd', 'counts': true, 'pct_on_complete': 95}],\n"
    "'time_limit': {'unit': 'wd', 'statutory': 10, 'promised': 5, 'basis': 'law',\n"
    "  'starts': 'day_after_preaccept_receipt'},\n"
    "'publicity': {'required': false, 'days': 0, 'unit': 'wd', 'counted': false},\n"
    "'fee': {'free': true, 'text_zh': '免费'}, 'result': {'name_zh': '证', 'carrier': 'paper', 'pickup': "
    "['window']},\n"
    "'dedupe': {'key': ['matter_id', 'applicant_id'], 'open_only': true},\n"
    "'retention': {'kiosk': 'purge_on_hub_ack', 'hub_active_days_after_done': 1, 'archive_years': 1},\n"
    "'materials': [], 'eligibility': [],\n"
    "'steps': [{'id': 'agent', 'title_zh': '代办', 'visible_if': {'field': 'session.mode', 'op': 'eq', "
    "'value': 'agent'},\n"
    "  'fields': [{'id': 'agent_id', 'label_zh': '号', 'type': 'id_number', 'required': true, 'readonly': "
    "true,\n"
    "    'prefill': 'agent_card.id_number', 'pii': 'pi'}]},\n"
    "{'id': 'ask', 'title_zh': '问', 'fields': [\n";

static const char tail[] =
    "]},\n"
    "{'id': 'confirm', 'title_zh': '确认', 'fields': [\n"
    "{'id': 'truth', 'label_zh': '属实', 'type': 'consent', 'required': true, 'consent_kind': 'truth', "
    "'pii': 'none'},\n"
    "{'id': 'sign', 'label_zh': '签名', 'type': 'signature', 'required': true, 'pii': 'pi'}]}]}]}\n";

static char *with_quotes(const char *text)
{
    char *copy = g_strdup(text);
    return g_strdelimit(copy, "'", '"');
}

char *small_text(const char *fields)
{
    g_autofree char *whole = g_strconcat(head, fields, "\n", tail, NULL);
    return with_quotes(whole);
}

static Catalogue *parse(const char *text)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    Catalogue *catalogue = catalogue_parse("small.json", text, strlen(text), errors);
    for (guint i = 0; i < errors->len; i++) {
        g_autofree char *line = catalogue_error_text(g_ptr_array_index(errors, i));
        fprintf(stderr, "%s\n", line);
    }
    if (!catalogue)
        g_error("the test's catalogue has errors");
    return catalogue;
}

Catalogue *small_catalogue(const char *fields)
{
    g_autofree char *text = small_text(fields);
    return parse(text);
}

Catalogue *small_changed(const char *fields, const char *from, const char *to)
{
    g_autofree char *text = small_text(fields);
    g_autofree char *old = with_quotes(from);
    g_autofree char *new = with_quotes(to);
    g_autoptr(GString) changed = g_string_new(text);
    if (g_string_replace(changed, old, new, 0) != 1)
        g_error("the test's text %s is not there once", old);
    return parse(changed->str);
}

json_t *small_json(const char *text)
{
    g_autofree char *quoted = with_quotes(text);
    json_error_t error;
    json_t *value = json_loads(quoted, JSON_DECODE_ANY, &error);
    if (!value)
        g_error("the test's JSON %s: %s", text, error.text);
    return value;
}

FormIssueCode small_set(Form *form, const char *path, const char *value)
{
    g_auto(FormIssue) issue = {FORM_OK};
    json_t *json = small_json(value);
    gboolean good = form_set(form, path, json, &issue);
    json_decref(json);
    return good ? FORM_OK : issue.code;
}

json_t *small_card(void)
{
    return small_json(
        "{'name': '王小明', 'sex': 'm', 'nation': '01', 'birth': '1988-03-15', 'address': '晴川路90号',"
        " 'id_number': '990101198803152217', 'authority': '某局', 'valid_from': '2019-01-01',"
        " 'valid_to': '2039-01-01'}");
}

json_t *small_agent_card(void)
{
    return small_json("{'name': '赵秀兰', 'sex': 'f', 'birth': '1958-10-10', 'address': '清河路12号',"
                      " 'id_number': '990102195810104603', 'valid_from': '2015-06-01', 'valid_to': '长期'}");
}

Form *small_form_in(Catalogue *catalogue, const FormContext *context)
{
    Form *form = form_create(catalogue, &catalogue->matters[0], context);
    catalogue_unref(catalogue);
    return form;
}

Form *small_form(const char *fields)
{
    json_t *card = small_card();
    FormContext context = {.mode = MODE_SELF, .today = day_from_ymd(2026, 11, 23), .card = card};
    Form *form = small_form_in(small_catalogue(fields), &context);
    json_decref(card);
    return form;
}
