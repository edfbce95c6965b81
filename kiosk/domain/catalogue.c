/* catalogue_parse(): the whole file, in two passes and a check; references; errors as text. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

static const char *const schemas[] = {"ckiosk.matters/1", NULL};

static const Key catalogue_keys[] = {
    {"schema", KEY_WORD, offsetof(Catalogue, schema), KEY_NEEDED, schemas},
    {"version", KEY_FULL, offsetof(Catalogue, version)},
    {"issued", KEY_TEXT, offsetof(Catalogue, issued), KEY_OPTIONAL},
    {"locale_default", KEY_TEXT, offsetof(Catalogue, locale_default), KEY_OPTIONAL},
    {"disclaimer_zh", KEY_TEXT, offsetof(Catalogue, disclaimer.zh), KEY_OPTIONAL},
    {"disclaimer_en", KEY_TEXT, offsetof(Catalogue, disclaimer.en), KEY_OPTIONAL},
    {"phone_policy", KEY_TEXT, offsetof(Catalogue, phone_policy), KEY_OPTIONAL},
    {"enums", KEY_READ, 0, KEY_NEEDED, .read = read_enums},
    {"params", KEY_READ, 0, KEY_OPTIONAL, .read = read_params},
    {"departments", KEY_READ, 0, KEY_NEEDED, .read = read_departments},
    {"categories", KEY_READ, 0, KEY_NEEDED, .read = read_categories},
    {"matters", KEY_LATER},
};

static void each_matter(Reader *reader, const json_t *list, Matter *matters, guint n,
                        void (*read)(Reader *, const json_t *, Matter *))
{
    for (guint i = 0; i < n; i++) {
        const json_t *value = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(value, "id"));
        reader->matter = id ? reader_keep(reader, id) : NULL;
        reader_into_index(reader, i);
        read(reader, value, &matters[i]);
        reader_out(reader);
        reader->matter = NULL;
    }
}

static void refuse_twins(Reader *reader, const Matter *matters, guint n)
{
    CatalogueStore *store = reader->store;
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        if (!g_hash_table_insert(store->matters, (gpointer)matters[i].id, (gpointer)&matters[i]))
            reader_error_at(reader, "id", "give every matter its own id", "matter id \"%s\" comes twice",
                            matters[i].id);
        for (guint k = 0; k < i; k++)
            if (strcmp(matters[k].code, matters[i].code) == 0)
                reader_error_at(reader, "code", "give every matter its own code",
                                "matter code \"%s\" comes twice", matters[i].code);
        reader_out(reader);
    }
}

static void check_matter_key(Reader *reader, const json_t *value, Matter *matter)
{
    check_matter(reader, matter);
}

static void read_root(Reader *reader, const json_t *root)
{
    Catalogue *catalogue = &reader->store->catalogue;
    const json_t *list = json_object_get(root, "matters");
    guint n;
    reader_object(reader, root, catalogue_keys, G_N_ELEMENTS(catalogue_keys), catalogue);
    if (!list)
        return;
    reader_into_key(reader, "matters");
    if (reader_array(reader, list, CATALOGUE_MAX_MATTERS, "matters", &n)) {
        Matter *matters = reader_new(reader, Matter, n);
        catalogue->matters = matters;
        catalogue->n_matters = n;
        if (n == 0)
            reader_error(reader, "add matters", "no matters");
        each_matter(reader, list, matters, n, read_matter);
        refuse_twins(reader, matters, n);
        /* What follows relies on sound structs; its errors would only be echoes of those above. */
        if (reader->errors->len == 0)
            each_matter(reader, list, matters, n, link_matter);
        if (reader->errors->len == 0)
            each_matter(reader, list, matters, n, check_matter_key);
    }
    reader_out(reader);
}

static void add_text_error(GPtrArray *errors, const char *file, int line, const char *problem,
                           const char *remedy)
{
    CatalogueError *error = g_new0(CatalogueError, 1);
    error->file = g_strdup(file);
    error->line = line;
    error->problem = g_strdup(problem);
    error->remedy = g_strdup(remedy);
    g_ptr_array_add(errors, error);
}

static void free_json(gpointer value)
{
    json_decref(value);
}

static CatalogueStore *store_create(void)
{
    CatalogueStore *store = g_new0(CatalogueStore, 1);
    store->refs = 1;
    store->strings = g_string_chunk_new(64 * 1024);
    store->blocks = g_ptr_array_new_with_free_func(g_free);
    store->values = g_ptr_array_new_with_free_func(free_json);
    store->matters = g_hash_table_new(g_str_hash, g_str_equal);
    return store;
}

static json_t *parse_text(const char *name, const char *text, gsize length, GPtrArray *errors)
{
    int line;
    const char *problem = json_text_problem(text, length, &line);
    json_error_t error;
    if (problem) {
        add_text_error(errors, name, line, problem, "correct the text");
        return NULL;
    }
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        add_text_error(errors, name, error.line, error.text, "correct the JSON");
    return root;
}

Catalogue *catalogue_parse(const char *name, const char *text, gsize length, GPtrArray *errors)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    json_t *root = parse_text(name, text, length, found);
    CatalogueStore *store = NULL;
    if (root) {
        Reader reader = {
            .store = store = store_create(), .file = name, .text = text, .length = length, .errors = found};
        reader.path = g_array_new(FALSE, FALSE, sizeof(JsonStep));
        read_root(&reader, root);
        g_array_unref(reader.path);
        json_decref(root);
    }
    if (found->len == 0)
        return &store->catalogue;
    if (errors)
        g_ptr_array_extend_and_steal(errors, g_steal_pointer(&found));
    if (store)
        catalogue_unref(&store->catalogue);
    return NULL;
}

Catalogue *catalogue_ref(Catalogue *catalogue)
{
    g_atomic_int_inc(&((CatalogueStore *)catalogue)->refs);
    return catalogue;
}

void catalogue_unref(Catalogue *catalogue)
{
    CatalogueStore *store = (CatalogueStore *)catalogue;
    if (!store || !g_atomic_int_dec_and_test(&store->refs))
        return;
    g_string_chunk_free(store->strings);
    g_ptr_array_unref(store->blocks);
    g_ptr_array_unref(store->values);
    g_clear_pointer(&store->regexes, g_ptr_array_unref);
    g_hash_table_unref(store->matters);
    g_free(store);
}

void catalogue_error_free(CatalogueError *error)
{
    if (!error)
        return;
    g_free(error->file);
    g_free(error->matter);
    g_free(error->step);
    g_free(error->field);
    g_free(error->problem);
    g_free(error->remedy);
    g_free(error);
}

char *catalogue_error_text(const CatalogueError *error)
{
    GString *text = g_string_new(error->file);
    if (error->line > 0)
        g_string_append_printf(text, ":%d", error->line);
    if (error->matter)
        g_string_append_printf(text, ": matter %s", error->matter);
    if (error->step)
        g_string_append_printf(text, ", step %s", error->step);
    if (error->field)
        g_string_append_printf(text, ", field %s", error->field);
    g_string_append_printf(text, ": %s; %s", error->problem, error->remedy);
    return g_string_free(text, FALSE);
}
