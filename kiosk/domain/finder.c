/* The finder: an index over a catalogue. Groups are made once; a search walks all matters (there are at most
 * 200) and scores each by the best way in which the query is found. */
#include "kiosk/domain/finder.h"

#include <string.h>
#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/jsonfile.h"
#include "kiosk/domain/text.h"

#define SITUATIONS_MAX 40
#define QUERY_MAX      64 /* code points; longer ones are cut */
#define OTHERS_ID      "others"

GQuark finder_error_quark(void)
{
    return g_quark_from_static_string("finder");
}

/* --- the table of situations ------------------------------------------------------------------ */

typedef struct {
    const char *id, *title_zh, *title_en, *hint_zh, *hint_en, *icon;
    const char *const *categories, *const *audience, *const *matters, *const *without;
} Situation;

struct Situations {
    JsonPool *pool;
    Situation *rows;
    guint n;
};

void situations_free(Situations *situations)
{
    if (!situations)
        return;
    json_pool_free(situations->pool);
    g_free(situations);
}

static void read_situation(JsonFile *file, const JsonAt *at, Situation *row)
{
    static const char *const known[] = {"id",         "title_zh", "title_en", "hint_zh", "hint_en", "icon",
                                        "categories", "audience", "matters",  "without", NULL};
    json_only(file, at, known);
    row->id = json_need_id(file, at, "id");
    row->title_zh = json_need_string(file, at, "title_zh", 20);
    row->title_en = json_need_string(file, at, "title_en", 40);
    row->hint_zh = json_want_string(file, at, "hint_zh", 40);
    row->hint_en = json_want_string(file, at, "hint_en", 80);
    row->icon = json_want_string(file, at, "icon", 64);
    row->categories = json_want_strings(file, at, "categories", 64);
    row->audience = json_want_strings(file, at, "audience", 64);
    row->matters = json_want_strings(file, at, "matters", 64);
    row->without = json_want_strings(file, at, "without", 64);
    if (!row->categories[0] && !row->audience[0] && !row->matters[0] && strcmp(row->id, OTHERS_ID) != 0)
        json_problem(file, at, NULL, "must name at least one of categories, audience, matters");
}

static void read_situations(JsonFile *file, const JsonAt *root, Situations *situations)
{
    static const char *const known[] = {"schema", "note", "situations", NULL};
    json_need_schema(file, root, "ckiosk.situations/1");
    json_only(file, root, known);
    JsonAt list = json_need_array(file, root, "situations", SITUATIONS_MAX);
    situations->rows = json_pool_alloc(situations->pool, json_count(&list), sizeof *situations->rows);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt at = json_item(&list, i);
        read_situation(file, &at, &situations->rows[i]);
        for (guint k = 0; k < i; k++)
            if (strcmp(situations->rows[k].id, situations->rows[i].id) == 0)
                json_problem(file, &at, "id", "\"%s\" stands here twice", situations->rows[i].id);
    }
    situations->n = (guint)json_count(&list);
}

Situations *situations_parse(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Situations) situations = g_new0(Situations, 1);
    situations->pool = json_pool_new();
    JsonFile file;
    JsonAt root = json_file_open(&file, text, len, name, situations->pool);
    if (root.value)
        read_situations(&file, &root, situations);
    int code = root.value ? FINDER_ERROR_VALUE : FINDER_ERROR_JSON;
    return json_file_finish(&file, FINDER_ERROR, code, error) ? g_steal_pointer(&situations) : NULL;
}

Situations *situations_load(const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = json_file_slurp(path, &len, FINDER_ERROR, FINDER_ERROR_FILE, error);
    return text ? situations_parse(text, len, path, error) : NULL;
}

/* --- groups ----------------------------------------------------------------------------------- */

/* What a search looks at, folded once. */
typedef struct {
    const Matter *matter;
    char *name, *short_name, *english, *summary, *code;
    char **keywords;
} Entry;

struct Finder {
    JsonPool *pool;                                   /* words of groups */
    GPtrArray *hot;                                   /* const Matter* */
    GArray *entries;                                  /* Entry, in the order of hot */
    GPtrArray *situations, *categories, *departments; /* FinderGroup* */
};

static void group_free(gpointer data)
{
    FinderGroup *group = data;
    g_ptr_array_unref((GPtrArray *)group->matters);
    g_free(group);
}

static FinderGroup *group_new(Finder *finder, const char *id, const char *zh, const char *en)
{
    FinderGroup *group = g_new0(FinderGroup, 1);
    group->id = json_pool_string(finder->pool, id);
    group->title_zh = json_pool_string(finder->pool, zh);
    group->title_en = json_pool_string(finder->pool, *en ? en : zh);
    group->hint_zh = group->hint_en = group->icon = "";
    group->matters = g_ptr_array_new();
    return group;
}

/* Empty groups are not shown. */
static void keep_group(GPtrArray *groups, FinderGroup *group)
{
    if (group->matters->len > 0)
        g_ptr_array_add(groups, group);
    else
        group_free(group);
}

static gboolean shares(const char *const *words, const Texts *texts)
{
    for (guint i = 0; i < texts->n; i++)
        if (g_strv_contains(words, texts->items[i]))
            return TRUE;
    return FALSE;
}

static gboolean covers(const Situation *row, const Catalogue *catalogue, const Matter *matter)
{
    if (g_strv_contains(row->without, matter->id))
        return FALSE;
    return g_strv_contains(row->matters, matter->id) ||
           g_strv_contains(row->categories, catalogue->categories[matter->category].id) ||
           shares(row->audience, &matter->audience);
}

static FinderGroup *situation_group(Finder *finder, const Situation *row)
{
    FinderGroup *group = group_new(finder, row->id, row->title_zh, row->title_en);
    group->hint_zh = json_pool_string(finder->pool, row->hint_zh);
    group->hint_en = json_pool_string(finder->pool, row->hint_en);
    group->icon = json_pool_string(finder->pool, row->icon);
    return group;
}

static void build_situations(Finder *finder, const Catalogue *catalogue, const Situations *situations)
{
    g_autoptr(GHashTable) covered = g_hash_table_new(NULL, NULL);
    FinderGroup *others = NULL;
    for (guint i = 0; i < situations->n; i++) {
        const Situation *row = &situations->rows[i];
        FinderGroup *group = situation_group(finder, row);
        for (guint k = 0; k < finder->hot->len; k++) {
            gpointer matter = g_ptr_array_index(finder->hot, k);
            if (!covers(row, catalogue, matter))
                continue;
            g_ptr_array_add((GPtrArray *)group->matters, matter);
            g_hash_table_add(covered, matter);
        }
        if (strcmp(row->id, OTHERS_ID) == 0)
            others = group;
        else
            keep_group(finder->situations, group);
    }
    if (!others)
        others = group_new(finder, OTHERS_ID, "其他", "Other");
    for (guint k = 0; k < finder->hot->len; k++)
        if (!g_hash_table_contains(covered, g_ptr_array_index(finder->hot, k)))
            g_ptr_array_add((GPtrArray *)others->matters, g_ptr_array_index(finder->hot, k));
    keep_group(finder->situations, others);
}

static void build_categories(Finder *finder, const Catalogue *catalogue, GPtrArray *groups)
{
    for (guint i = 0; i < catalogue->n_categories; i++) {
        const Category *category = &catalogue->categories[i];
        FinderGroup *group = group_new(finder, category->id, category->name.zh, category->name.en);
        for (guint k = 0; k < finder->hot->len; k++)
            if (((const Matter *)g_ptr_array_index(finder->hot, k))->category == i)
                g_ptr_array_add((GPtrArray *)group->matters, g_ptr_array_index(finder->hot, k));
        keep_group(groups, group);
    }
}

static void build_departments(Finder *finder, const Catalogue *catalogue)
{
    for (guint i = 0; i < catalogue->n_departments; i++) {
        const Department *department = &catalogue->departments[i];
        FinderGroup *group = group_new(finder, department->id, department->name.zh, department->name.en);
        for (guint k = 0; k < finder->hot->len; k++)
            if (((const Matter *)g_ptr_array_index(finder->hot, k))->department == i)
                g_ptr_array_add((GPtrArray *)group->matters, g_ptr_array_index(finder->hot, k));
        keep_group(finder->departments, group);
    }
}

const FinderGroup *finder_group(const GPtrArray *groups, const char *id)
{
    for (guint i = 0; id && i < groups->len; i++) {
        const FinderGroup *group = g_ptr_array_index((GPtrArray *)groups, i);
        if (strcmp(group->id, id) == 0)
            return group;
    }
    return NULL;
}

const GPtrArray *finder_situations(const Finder *finder)
{
    return finder->situations;
}

const GPtrArray *finder_categories(const Finder *finder)
{
    return finder->categories;
}

const GPtrArray *finder_departments(const Finder *finder)
{
    return finder->departments;
}

const GPtrArray *finder_hot(const Finder *finder)
{
    return finder->hot;
}

/* --- search ----------------------------------------------------------------------------------- */

/* Wide letters narrow, capitals small, no white space and no punctuation. */
static char *fold(const char *text)
{
    g_autofree char *narrow = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    g_autofree char *small = g_utf8_casefold(narrow ? narrow : "", -1);
    GString *out = g_string_new(NULL);
    glong n = 0;
    for (const char *p = small; *p && n < JSON_STRING_MAX; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c) && !g_unichar_ismark(c))
            continue;
        g_string_append_unichar(out, c);
        n++;
    }
    return g_string_free(out, FALSE);
}

static void entry_clear(gpointer data)
{
    Entry *entry = data;
    g_free(entry->name);
    g_free(entry->short_name);
    g_free(entry->english);
    g_free(entry->summary);
    g_free(entry->code);
    g_strfreev(entry->keywords);
}

static Entry entry_of(const Matter *matter)
{
    Entry entry = {.matter = matter,
                   .name = fold(matter->name.zh),
                   .short_name = fold(matter->short_zh),
                   .english = fold(matter->name.en),
                   .summary = fold(matter->summary.zh),
                   .code = fold(matter->code)};
    entry.keywords = g_new0(char *, matter->keywords.n + 1);
    for (guint i = 0; i < matter->keywords.n; i++)
        entry.keywords[i] = fold(matter->keywords.items[i]);
    return entry;
}

/* How well a word answers the query; 0 not at all. */
static int score_word(const char *word, const char *query, int equal, int begins, int holds)
{
    if (strcmp(word, query) == 0)
        return equal;
    if (g_str_has_prefix(word, query))
        return begins;
    return strstr(word, query) ? holds : 0;
}

static int score_keywords(const Entry *entry, const char *query)
{
    int best = 0;
    for (guint i = 0; entry->keywords[i]; i++) {
        const char *keyword = entry->keywords[i];
        best = MAX(best, score_word(keyword, query, 90, 70, 40));
        /* The other way round: "家里老人80岁了" holds the keyword "80岁". */
        if (text_length(keyword) >= 2 && strstr(query, keyword))
            best = MAX(best, 50 + (int)MIN(text_length(keyword), 9));
    }
    return best;
}

static int score(const Entry *entry, const char *query)
{
    int best = score_word(entry->short_name, query, 100, 80, 60);
    best = MAX(best, score_word(entry->name, query, 100, 75, 55));
    best = MAX(best, score_word(entry->code, query, 95, 30, 20));
    best = MAX(best, score_word(entry->english, query, 100, 65, 45));
    best = MAX(best, score_keywords(entry, query));
    if (text_length(entry->short_name) >= 2 && strstr(query, entry->short_name))
        best = MAX(best, 85);
    return MAX(best, strstr(entry->summary, query) ? 10 : 0);
}

typedef struct {
    const Matter *matter;
    int score;
    guint place; /* in the order of use */
} Hit;

static gint by_score(gconstpointer a, gconstpointer b)
{
    const Hit *x = a, *y = b;
    return x->score != y->score ? y->score - x->score : (gint)x->place - (gint)y->place;
}

GPtrArray *finder_search(const Finder *finder, const char *query, guint max)
{
    GPtrArray *found = g_ptr_array_new();
    if (!query || !g_utf8_validate(query, -1, NULL))
        return found;
    g_autofree char *cut = g_utf8_substring(query, 0, MIN(text_length(query), QUERY_MAX));
    g_autofree char *folded = fold(cut);
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(Hit));
    for (guint i = 0; *folded && i < finder->entries->len; i++) {
        const Entry *entry = &g_array_index(finder->entries, Entry, i);
        Hit hit = {entry->matter, score(entry, folded), i};
        if (hit.score > 0)
            g_array_append_val(hits, hit);
    }
    g_array_sort(hits, by_score);
    for (guint i = 0; i < hits->len && (max == 0 || i < max); i++)
        g_ptr_array_add(found, (gpointer)g_array_index(hits, Hit, i).matter);
    return found;
}

/* --- building --------------------------------------------------------------------------------- */

static gint by_use(gconstpointer a, gconstpointer b)
{
    const Matter *x = *(const Matter *const *)a, *y = *(const Matter *const *)b;
    return x->hot_rank != y->hot_rank ? x->hot_rank - y->hot_rank : (x < y ? -1 : x > y);
}

Finder *finder_new(const Catalogue *catalogue, const Situations *situations)
{
    Finder *finder = g_new0(Finder, 1);
    finder->pool = json_pool_new();
    finder->hot = g_ptr_array_new();
    finder->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    g_array_set_clear_func(finder->entries, entry_clear);
    finder->situations = g_ptr_array_new_with_free_func(group_free);
    finder->categories = g_ptr_array_new_with_free_func(group_free);
    finder->departments = g_ptr_array_new_with_free_func(group_free);
    for (guint i = 0; i < catalogue->n_matters; i++)
        g_ptr_array_add(finder->hot, (gpointer)&catalogue->matters[i]);
    g_ptr_array_sort(finder->hot, by_use);
    for (guint i = 0; i < finder->hot->len; i++) {
        Entry entry = entry_of(g_ptr_array_index(finder->hot, i));
        g_array_append_val(finder->entries, entry);
    }
    build_categories(finder, catalogue, finder->categories);
    build_departments(finder, catalogue);
    if (situations)
        build_situations(finder, catalogue, situations);
    else
        build_categories(finder, catalogue, finder->situations);
    return finder;
}

void finder_free(Finder *finder)
{
    if (!finder)
        return;
    g_ptr_array_unref(finder->situations);
    g_ptr_array_unref(finder->categories);
    g_ptr_array_unref(finder->departments);
    g_array_unref(finder->entries);
    g_ptr_array_unref(finder->hot);
    json_pool_free(finder->pool);
    g_free(finder);
}
