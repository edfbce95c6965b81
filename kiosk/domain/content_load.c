/* content.json read and checked. Editors write it by hand or in the console: every mistake is told with its
 * line, a key that nobody knows is a mistake, and of a file with a mistake nothing is used. */
#include "kiosk/domain/content_data.h"

#include <string.h>

#define ENTRIES_MAX 500
#define BLOCKS_MAX  50
#define LIST_MAX    50
#define TITLE_MAX   80
#define LINE_MAX_CP 200
#define TEXT_MAX    2000

GQuark content_error_quark(void)
{
    return g_quark_from_static_string("content");
}

void content_free(Content *content)
{
    if (!content)
        return;
    json_pool_free(content->pool);
    g_free(content);
}

/* --- common --- */

static ContentTime read_time(JsonFile *file, const JsonAt *at, const char *key, gboolean need)
{
    const char *text = need ? json_need_string(file, at, key, 16) : json_want_string(file, at, key, 16);
    ContentTime time = content_time_parse(text);
    if (*text && time == CONTENT_NEVER)
        json_problem(file, at, key, "must be a time \"YYYY-MM-DDTHH:MM\"");
    return time;
}

static Day read_day(JsonFile *file, const JsonAt *at, const char *key)
{
    const char *text = json_want_string(file, at, key, 10);
    Day day = day_parse(text);
    if (*text && day == DAY_NONE)
        json_problem(file, at, key, "must be a day \"YYYY-MM-DD\"");
    return day;
}

/* Calls `read` for every entry of a list, into a new array of n structs that all begin with their id. */
typedef void (*ReadEntry)(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry);

static gpointer read_list(JsonFile *file, const JsonAt *root, const char *key, JsonPool *pool, gsize size,
                          ReadEntry read, guint *n)
{
    JsonAt list = json_need_array(file, root, key, ENTRIES_MAX);
    gsize count = json_count(&list);
    char *entries = json_pool_alloc(pool, count, size);
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < count; i++) {
        JsonAt at = json_item(&list, i);
        read(file, &at, pool, entries + i * size);
        const char *id = *(const char **)(entries + i * size);
        if (*id && !g_hash_table_add(ids, (gpointer)id))
            json_problem(file, &at, "id", "\"%s\" stands here twice", id);
    }
    *n = (guint)count;
    return entries;
}

/* --- notices --- */

static void read_block(JsonFile *file, const JsonAt *at, ContentBlock *block)
{
    static const char *const kinds[] = {"p", "list", "h", NULL};
    static const char *const known[] = {"kind", "text_zh", "text_en", "items_zh", "items_en", NULL};
    json_only(file, at, known);
    block->kind = (ContentBlockKind)json_need_word(file, at, "kind", kinds);
    gboolean is_list = block->kind == BLOCK_LIST;
    block->text_zh = is_list ? "" : json_need_string(file, at, "text_zh", TEXT_MAX);
    block->text_en = json_want_string(file, at, "text_en", TEXT_MAX);
    block->items_zh = json_want_strings(file, at, "items_zh", LINE_MAX_CP);
    block->items_en = json_want_strings(file, at, "items_en", LINE_MAX_CP);
    if (is_list && !block->items_zh[0])
        json_problem(file, at, "items_zh", "must have at least one entry");
}

static void read_body(JsonFile *file, const JsonAt *at, JsonPool *pool, Notice *notice)
{
    JsonAt list = json_need_array(file, at, "body", BLOCKS_MAX);
    ContentBlock *blocks = json_pool_alloc(pool, json_count(&list), sizeof *blocks);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt item = json_item(&list, i);
        read_block(file, &item, &blocks[i]);
    }
    notice->body = blocks;
    notice->n_body = (guint)json_count(&list);
}

static void read_signup(JsonFile *file, const JsonAt *at, NoticeEvent *event)
{
    static const char *const known[] = {"enabled",        "deadline", "needs_card",
                                        "max_per_person", "waitlist", NULL};
    JsonAt signup = json_need_object(file, at, "signup");
    json_only(file, &signup, known);
    event->signup = json_want_bool(file, &signup, "enabled", FALSE);
    event->signup_deadline = read_time(file, &signup, "deadline", event->signup);
    event->needs_card = json_want_bool(file, &signup, "needs_card", FALSE);
    event->waitlist = json_want_bool(file, &signup, "waitlist", FALSE);
    event->max_per_person = json_want_int(file, &signup, "max_per_person", 1, 20, 1);
}

static void read_event(JsonFile *file, const JsonAt *at, JsonPool *pool, Notice *notice)
{
    static const char *const known[] = {"start", "end", "place_zh", "capacity", "fee_zh", "signup", NULL};
    const json_t *value = json_object_get(at->value, "event");
    if (!value || json_is_null(value))
        return;
    JsonAt place = json_need_object(file, at, "event");
    NoticeEvent *event = json_pool_alloc(pool, 1, sizeof *event);
    json_only(file, &place, known);
    event->start = read_time(file, &place, "start", TRUE);
    event->end = read_time(file, &place, "end", TRUE);
    event->place_zh = json_want_string(file, &place, "place_zh", TITLE_MAX);
    event->fee_zh = json_want_string(file, &place, "fee_zh", TITLE_MAX);
    event->capacity = json_want_int(file, &place, "capacity", 1, 100000, -1);
    if (event->end < event->start)
        json_problem(file, &place, "end", "is before the start");
    read_signup(file, &place, event);
    notice->event = event;
}

static void read_notice(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry)
{
    static const char *const known[] = {
        "id",     "type",          "title_zh", "title_en", "summary_zh",      "summary_en",
        "body",   "publisher_zh",  "level",    "scope",    "publish_at",      "expire_at",
        "pinned", "priority",      "event",    "audience", "related_matters", "printable",
        "speak",  "contact_phone", "status",   "version",  "approved_by",     NULL};
    static const char *const types[] = {"activity", "announcement", "emergency",
                                        "closure",  "volunteer",    NULL};
    static const char *const priorities[] = {"normal", "high", "urgent", NULL};
    static const char *const states[] = {"draft", "review", "published", "withdrawn", NULL};
    Notice *n = entry;
    json_only(file, at, known);
    n->id = json_need_id(file, at, "id");
    n->type = (NoticeType)json_need_word(file, at, "type", types);
    n->priority = (NoticePriority)json_need_word(file, at, "priority", priorities);
    n->title_zh = json_need_string(file, at, "title_zh", TITLE_MAX);
    n->title_en = json_want_string(file, at, "title_en", TITLE_MAX * 2);
    n->summary_zh = json_want_string(file, at, "summary_zh", LINE_MAX_CP);
    n->summary_en = json_want_string(file, at, "summary_en", LINE_MAX_CP * 2);
    n->publisher_zh = json_want_string(file, at, "publisher_zh", TITLE_MAX);
    n->contact_phone = json_want_string(file, at, "contact_phone", 30);
    n->scope = json_want_strings(file, at, "scope", 64);
    n->audience = json_want_strings(file, at, "audience", 64);
    n->related_matters = json_want_strings(file, at, "related_matters", 64);
    n->publish_at = read_time(file, at, "publish_at", TRUE);
    n->expire_at = read_time(file, at, "expire_at", FALSE);
    n->pinned = json_want_bool(file, at, "pinned", FALSE);
    n->printable = json_want_bool(file, at, "printable", TRUE);
    n->speak = json_want_bool(file, at, "speak", TRUE);
    n->version = json_want_int(file, at, "version", 1, 1000000, 1);
    gboolean released = json_need_word(file, at, "status", states) == 2;
    n->published = released && *json_want_string(file, at, "approved_by", TITLE_MAX);
    if (released && !n->published)
        json_problem(file, at, "approved_by",
                     "must name who approved it: what is published has been read by two");
    if (n->expire_at <= n->publish_at)
        json_problem(file, at, "expire_at", "is not after publish_at");
    read_body(file, at, pool, n);
    read_event(file, at, pool, n);
}

/* --- policies, guides --- */

static void read_faq(JsonFile *file, const JsonAt *at, JsonPool *pool, Policy *policy)
{
    static const char *const known[] = {"q_zh", "a_zh", NULL};
    const json_t *value = json_object_get(at->value, "faq");
    if (!value || json_is_null(value))
        return;
    JsonAt list = json_need_array(file, at, "faq", LIST_MAX);
    ContentFaq *faq = json_pool_alloc(pool, json_count(&list), sizeof *faq);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt item = json_item(&list, i);
        json_only(file, &item, known);
        faq[i].question_zh = json_need_string(file, &item, "q_zh", LINE_MAX_CP);
        faq[i].answer_zh = json_need_string(file, &item, "a_zh", TEXT_MAX);
    }
    policy->faq = faq;
    policy->n_faq = (guint)json_count(&list);
}

static void read_policy(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry)
{
    static const char *const known[] = {"id",
                                        "title_zh",
                                        "title_en",
                                        "doc_no_zh",
                                        "issuer_zh",
                                        "issued_on",
                                        "effective_on",
                                        "expires_on",
                                        "status",
                                        "category",
                                        "summary_zh",
                                        "key_points_zh",
                                        "who_zh",
                                        "how_zh",
                                        "related_matters",
                                        "plain_language",
                                        "printable",
                                        "speak",
                                        "faq",
                                        "source_note_zh",
                                        "version",
                                        NULL};
    static const char *const states[] = {"valid", "amended", "repealed", NULL};
    Policy *p = entry;
    json_only(file, at, known);
    p->id = json_need_id(file, at, "id");
    p->title_zh = json_need_string(file, at, "title_zh", TITLE_MAX);
    p->title_en = json_want_string(file, at, "title_en", TITLE_MAX * 2);
    p->summary_zh = json_want_string(file, at, "summary_zh", LINE_MAX_CP);
    p->doc_no_zh = json_want_string(file, at, "doc_no_zh", TITLE_MAX);
    p->issuer_zh = json_want_string(file, at, "issuer_zh", TITLE_MAX);
    p->category = json_want_string(file, at, "category", 64);
    p->issued_on = read_day(file, at, "issued_on");
    p->effective_on = read_day(file, at, "effective_on");
    p->expires_on = read_day(file, at, "expires_on");
    p->status = (PolicyStatus)json_need_word(file, at, "status", states);
    p->key_points_zh = json_want_strings(file, at, "key_points_zh", LINE_MAX_CP);
    p->who_zh = json_want_string(file, at, "who_zh", TEXT_MAX);
    p->how_zh = json_want_string(file, at, "how_zh", TEXT_MAX);
    /* A plain-language page is never the law itself, and has to say so. */
    p->source_note_zh = json_need_string(file, at, "source_note_zh", LINE_MAX_CP);
    p->related_matters = json_want_strings(file, at, "related_matters", 64);
    p->printable = json_want_bool(file, at, "printable", TRUE);
    p->speak = json_want_bool(file, at, "speak", TRUE);
    p->version = json_want_int(file, at, "version", 1, 1000000, 1);
    read_faq(file, at, pool, p);
}

static const char *const *read_numbered(JsonFile *file, const JsonAt *at, JsonPool *pool)
{
    static const char *const known[] = {"no", "text_zh", NULL};
    JsonAt list = json_need_array(file, at, "steps", LIST_MAX);
    const char **steps = json_pool_alloc(pool, json_count(&list) + 1, sizeof *steps);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt item = json_item(&list, i);
        json_only(file, &item, known);
        steps[i] = json_need_string(file, &item, "text_zh", LINE_MAX_CP);
        if (json_need_int(file, &item, "no", 1, LIST_MAX) != (int)i + 1)
            json_problem(file, &item, "no", "must be %zu: steps are numbered from 1 on", i + 1);
    }
    return steps;
}

static void read_guide(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry)
{
    static const char *const known[] = {
        "id",     "title_zh", "title_en", "matter_id", "audience",     "steps", "materials_zh", "time_zh",
        "fee_zh", "tips_zh",  "phone",    "printable", "print_layout", "speak", "version",      NULL};
    Guide *g = entry;
    json_only(file, at, known);
    g->id = json_need_id(file, at, "id");
    g->title_zh = json_need_string(file, at, "title_zh", TITLE_MAX);
    g->title_en = json_want_string(file, at, "title_en", TITLE_MAX * 2);
    g->matter_id = json_want_string(file, at, "matter_id", 64);
    g->audience = json_want_strings(file, at, "audience", 64);
    g->steps_zh = read_numbered(file, at, pool);
    g->materials_zh = json_want_strings(file, at, "materials_zh", LINE_MAX_CP);
    g->time_zh = json_want_string(file, at, "time_zh", TITLE_MAX);
    g->fee_zh = json_want_string(file, at, "fee_zh", TITLE_MAX);
    g->tips_zh = json_want_string(file, at, "tips_zh", LINE_MAX_CP);
    g->phone = json_want_string(file, at, "phone", 30);
    g->printable = json_want_bool(file, at, "printable", TRUE);
    g->large_print = g_str_has_suffix(json_want_string(file, at, "print_layout", 20), "_large");
    g->speak = json_want_bool(file, at, "speak", TRUE);
    g->version = json_want_int(file, at, "version", 1, 1000000, 1);
}

/* --- apps --- */

/* A local address only: no phone may be led to the internet from here. */
static void read_link(JsonFile *file, const JsonAt *at, App *app)
{
    static const char *const known[] = {"kind", "payload", "note_zh", NULL};
    static const char *const kinds[] = {"qr", NULL};
    JsonAt link = json_need_object(file, at, "link");
    json_only(file, &link, known);
    json_need_word(file, &link, "kind", kinds);
    app->qr_payload = json_need_string(file, &link, "payload", LINE_MAX_CP);
    app->qr_note_zh = json_want_string(file, &link, "note_zh", LINE_MAX_CP);
    if (*app->qr_payload && !g_str_has_prefix(app->qr_payload, "ckiosk://"))
        json_problem(file, &link, "payload",
                     "must begin with ckiosk:// - links lead nowhere but to this station");
}

static void read_demo(JsonFile *file, const JsonAt *at, App *app)
{
    static const char *const known[] = {"kind", "asset", NULL};
    static const char *const kinds[] = {"none", "interactive", "slideshow", "video", NULL};
    JsonAt demo = json_need_object(file, at, "demo");
    json_only(file, &demo, known);
    app->demo = (AppDemo)json_need_word(file, &demo, "kind", kinds);
    app->demo_asset = json_want_string(file, &demo, "asset", 128);
    if (g_path_is_absolute(app->demo_asset) || strstr(app->demo_asset, ".."))
        json_problem(file, &demo, "asset", "must be a path below the assets, without \"..\"");
}

static void read_review(JsonFile *file, const JsonAt *at, App *app)
{
    static const char *const known[] = {"status", "reviewer_zh", "valid_to", NULL};
    static const char *const states[] = {"pending", "approved", "rejected", NULL};
    JsonAt review = json_need_object(file, at, "review");
    json_only(file, &review, known);
    app->approved = json_need_word(file, &review, "status", states) == 1;
    app->reviewer_zh = json_want_string(file, &review, "reviewer_zh", TITLE_MAX);
    app->valid_to = read_day(file, &review, "valid_to");
    if (app->approved && app->valid_to == DAY_NONE)
        json_problem(file, &review, "valid_to", "is missing: an approval ends on some day, \"YYYY-MM-DD\"");
}

static void read_app(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry)
{
    static const char *const known[] = {
        "id",         "name_zh",        "name_en",       "company_zh",     "category",
        "tagline_zh", "description_zh", "audience",      "platforms",      "link",
        "demo",       "price_zh",       "privacy_zh",    "elder_friendly", "exhibit_location_zh",
        "review",     "stats",          "contact_phone", "version",        NULL};
    App *a = entry;
    json_only(file, at, known);
    a->id = json_need_id(file, at, "id");
    a->name_zh = json_need_string(file, at, "name_zh", TITLE_MAX);
    a->name_en = json_want_string(file, at, "name_en", TITLE_MAX * 2);
    a->company_zh = json_want_string(file, at, "company_zh", TITLE_MAX);
    a->category = json_need_id(file, at, "category");
    a->tagline_zh = json_want_string(file, at, "tagline_zh", LINE_MAX_CP);
    a->description_zh = json_want_string(file, at, "description_zh", TEXT_MAX);
    a->price_zh = json_want_string(file, at, "price_zh", LINE_MAX_CP);
    a->privacy_zh = json_need_string(file, at, "privacy_zh", TEXT_MAX); /* no app without it */
    a->audience = json_want_strings(file, at, "audience", 64);
    a->platforms = json_want_strings(file, at, "platforms", 64);
    a->exhibit_zh = json_want_string(file, at, "exhibit_location_zh", TITLE_MAX);
    a->contact_phone = json_want_string(file, at, "contact_phone", 30);
    a->elder_friendly = json_want_bool(file, at, "elder_friendly", FALSE);
    a->version = json_want_int(file, at, "version", 1, 1000000, 1);
    read_link(file, at, a);
    read_demo(file, at, a);
    read_review(file, at, a);
}

/* --- directory, interactions, exhibits --- */

static void read_directory(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry)
{
    static const char *const known[] = {
        "id",         "category",        "name_zh",    "name_en",     "services_zh",
        "address_zh", "distance_m",      "hours_zh",   "phone",       "price_zh",
        "elder_zh",   "home_service",    "accessible", "verified_on", "verified_by_zh",
        "tags",       "complaint_phone", "version",    NULL};
    DirectoryEntry *d = entry;
    json_only(file, at, known);
    d->id = json_need_id(file, at, "id");
    d->category = json_need_id(file, at, "category");
    d->name_zh = json_need_string(file, at, "name_zh", TITLE_MAX);
    d->name_en = json_want_string(file, at, "name_en", TITLE_MAX * 2);
    d->services_zh = json_want_strings(file, at, "services_zh", TITLE_MAX);
    d->address_zh = json_want_string(file, at, "address_zh", LINE_MAX_CP);
    d->distance_m = json_want_int(file, at, "distance_m", 0, 1000000, -1);
    d->hours_zh = json_want_string(file, at, "hours_zh", TITLE_MAX);
    d->phone = json_need_string(file, at, "phone", 30);
    d->price_zh = json_want_string(file, at, "price_zh", LINE_MAX_CP);
    d->elder_zh = json_want_string(file, at, "elder_zh", LINE_MAX_CP);
    d->home_service = json_want_bool(file, at, "home_service", FALSE);
    d->accessible = json_want_bool(file, at, "accessible", FALSE);
    d->verified_on = read_day(file, at, "verified_on");
    d->verified_by_zh = json_want_string(file, at, "verified_by_zh", TITLE_MAX);
    d->complaint_phone = json_want_string(file, at, "complaint_phone", 30);
    d->version = json_want_int(file, at, "version", 1, 1000000, 1);
}

static void read_interaction(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry)
{
    static const char *const known[] = {
        "id",          "type",      "category",     "title_zh",       "body_zh",
        "public",      "anonymous", "status",       "assigned_to_zh", "created_at",
        "deadline_wd", "reply_zh",  "satisfaction", "photos",         NULL};
    static const char *const types[] = {"appeal", "suggest", "thanks", "question", NULL};
    static const char *const states[] = {"new", "assigned", "doing", "done", "closed", NULL};
    Interaction *i = entry;
    json_only(file, at, known);
    i->id = json_need_id(file, at, "id");
    i->type = (InteractionType)json_need_word(file, at, "type", types);
    i->status = (InteractionStatus)json_need_word(file, at, "status", states);
    i->category = json_want_string(file, at, "category", TITLE_MAX);
    i->title_zh = json_need_string(file, at, "title_zh", TITLE_MAX);
    i->body_zh = json_want_string(file, at, "body_zh", TEXT_MAX);
    i->assigned_to_zh = json_want_string(file, at, "assigned_to_zh", TITLE_MAX);
    i->reply_zh = json_want_string(file, at, "reply_zh", TEXT_MAX);
    i->is_public = json_want_bool(file, at, "public", FALSE);
    i->anonymous = json_want_bool(file, at, "anonymous", TRUE);
    i->created_at = read_time(file, at, "created_at", TRUE);
    i->deadline_wd = json_want_int(file, at, "deadline_wd", 0, 365, 5);
    i->satisfaction = json_want_int(file, at, "satisfaction", 0, 5, 0);
}

static void read_exhibit(JsonFile *file, const JsonAt *at, JsonPool *pool, gpointer entry)
{
    static const char *const known[] = {"id",       "name_zh", "name_en",       "zone_zh", "app_id",
                                        "steps_zh", "minutes", "elder_note_zh", "speak",   NULL};
    Exhibit *e = entry;
    json_only(file, at, known);
    e->id = json_need_id(file, at, "id");
    e->name_zh = json_need_string(file, at, "name_zh", TITLE_MAX);
    e->name_en = json_want_string(file, at, "name_en", TITLE_MAX * 2);
    e->zone_zh = json_want_string(file, at, "zone_zh", TITLE_MAX);
    e->app_id = json_want_string(file, at, "app_id", 64);
    e->elder_note_zh = json_want_string(file, at, "elder_note_zh", LINE_MAX_CP);
    e->steps_zh = json_want_strings(file, at, "steps_zh", LINE_MAX_CP);
    e->minutes = json_want_int(file, at, "minutes", 1, 240, 5);
    e->speak = json_want_bool(file, at, "speak", TRUE);
}

/* --- the whole --- */

static void collect_app_categories(Content *content)
{
    content->app_categories =
        json_pool_alloc(content->pool, content->n_apps + 1, sizeof *content->app_categories);
    guint n = 0;
    for (guint i = 0; i < content->n_apps; i++)
        if (!g_strv_contains(content->app_categories, content->apps[i].category))
            content->app_categories[n++] = content->apps[i].category;
}

static void read_root(JsonFile *file, const JsonAt *root, Content *c)
{
    static const char *const known[] = {"schema",    "version",      "generated", "locale_default",
                                        "note_zh",   "note_en",      "community", "enums",
                                        "notices",   "policies",     "guides",    "apps",
                                        "directory", "interactions", "exhibits",  NULL};
    json_need_schema(file, root, "ckiosk.content/1");
    json_only(file, root, known);
    c->version = json_need_string(file, root, "version", 64);
    JsonAt community = json_need_object(file, root, "community");
    c->community_zh = json_need_string(file, &community, "name_zh", TITLE_MAX);
    c->notices = read_list(file, root, "notices", c->pool, sizeof(Notice), read_notice, &c->n_notices);
    c->policies = read_list(file, root, "policies", c->pool, sizeof(Policy), read_policy, &c->n_policies);
    c->guides = read_list(file, root, "guides", c->pool, sizeof(Guide), read_guide, &c->n_guides);
    c->apps = read_list(file, root, "apps", c->pool, sizeof(App), read_app, &c->n_apps);
    c->directory =
        read_list(file, root, "directory", c->pool, sizeof(DirectoryEntry), read_directory, &c->n_directory);
    c->interactions = read_list(file, root, "interactions", c->pool, sizeof(Interaction), read_interaction,
                                &c->n_interactions);
    c->exhibits = read_list(file, root, "exhibits", c->pool, sizeof(Exhibit), read_exhibit, &c->n_exhibits);
    collect_app_categories(c);
}

Content *content_parse(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Content) content = g_new0(Content, 1);
    content->pool = json_pool_new();
    JsonFile file;
    JsonAt root = json_file_open(&file, text, len, name, content->pool);
    if (root.value)
        read_root(&file, &root, content);
    int code = root.value ? CONTENT_ERROR_VALUE : CONTENT_ERROR_JSON;
    return json_file_finish(&file, CONTENT_ERROR, code, error) ? g_steal_pointer(&content) : NULL;
}

Content *content_load(const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = json_file_slurp(path, &len, CONTENT_ERROR, CONTENT_ERROR_FILE, error);
    return text ? content_parse(text, len, path, error) : NULL;
}
