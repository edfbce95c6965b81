/* What may be shown now, and in which order. */
#include "kiosk/domain/content_data.h"

#include <stdio.h>
#include <string.h>

#define MINUTES_A_DAY        1440
#define DIRECTORY_STALE_DAYS 90 /* an entry that nobody has looked after for so long is not shown */

/* --- time --- */

ContentTime content_time(Day day, int minute_of_day)
{
    return day == DAY_NONE ? CONTENT_NEVER : (ContentTime)day * MINUTES_A_DAY + minute_of_day;
}

int content_time_minute(ContentTime time)
{
    return time == CONTENT_NEVER ? 0 : (int)(((time % MINUTES_A_DAY) + MINUTES_A_DAY) % MINUTES_A_DAY);
}

Day content_time_day(ContentTime time)
{
    return time == CONTENT_NEVER ? DAY_NONE : (Day)((time - content_time_minute(time)) / MINUTES_A_DAY);
}

ContentTime content_time_parse(const char *text)
{
    gsize n = text ? strlen(text) : 0;
    if (n == 10)
        return content_time(day_parse(text), 0);
    if (n != 16 || text[10] != 'T' || text[13] != ':')
        return CONTENT_NEVER;
    char day[11] = {0};
    memcpy(day, text, 10);
    for (int i = 11; i < 16; i++)
        if (i != 13 && !g_ascii_isdigit(text[i]))
            return CONTENT_NEVER;
    int hour = (text[11] - '0') * 10 + text[12] - '0', minute = (text[14] - '0') * 10 + text[15] - '0';
    if (hour > 23 || minute > 59)
        return CONTENT_NEVER;
    return content_time(day_parse(day), hour * 60 + minute);
}

/* --- lists --- */

static int compare_times(ContentTime a, ContentTime b)
{
    return a < b ? -1 : a > b;
}

/* Urgent before pinned before the rest, newest first. */
static gint by_weight(gconstpointer a, gconstpointer b)
{
    const Notice *x = *(const Notice *const *)a, *y = *(const Notice *const *)b;
    if (x->priority != y->priority)
        return (int)y->priority - (int)x->priority;
    if (x->pinned != y->pinned)
        return y->pinned - x->pinned;
    return compare_times(y->publish_at, x->publish_at);
}

static gboolean is_on(const Notice *notice, ContentTime now)
{
    return notice->published && notice->publish_at <= now && now < notice->expire_at;
}

GPtrArray *content_notices(const Content *content, ContentTime now)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < content->n_notices; i++)
        if (is_on(&content->notices[i], now))
            g_ptr_array_add(list, &content->notices[i]);
    g_ptr_array_sort(list, by_weight);
    return list;
}

GPtrArray *content_emergencies(const Content *content, ContentTime now)
{
    GPtrArray *list = content_notices(content, now);
    for (guint i = list->len; i-- > 0;)
        if (((const Notice *)g_ptr_array_index(list, i))->type != NOTICE_EMERGENCY)
            g_ptr_array_remove_index(list, i);
    return list;
}

static gint by_issue(gconstpointer a, gconstpointer b)
{
    const Policy *x = *(const Policy *const *)a, *y = *(const Policy *const *)b;
    return y->issued_on < x->issued_on ? -1 : y->issued_on > x->issued_on;
}

GPtrArray *content_policies(const Content *content, ContentTime now)
{
    GPtrArray *list = g_ptr_array_new();
    Day today = content_time_day(now);
    for (guint i = 0; i < content->n_policies; i++) {
        const Policy *p = &content->policies[i];
        gboolean begun = p->effective_on == DAY_NONE || p->effective_on <= today;
        gboolean over = p->expires_on != DAY_NONE && p->expires_on < today;
        if (p->status != POLICY_REPEALED && begun && !over)
            g_ptr_array_add(list, (gpointer)p);
    }
    g_ptr_array_sort(list, by_issue);
    return list;
}

GPtrArray *content_guides(const Content *content)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < content->n_guides; i++)
        g_ptr_array_add(list, &content->guides[i]);
    return list;
}

GPtrArray *content_guides_for(const Content *content, const char *matter_id)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < content->n_guides; i++)
        if (strcmp(content->guides[i].matter_id, matter_id ? matter_id : "") == 0)
            g_ptr_array_add(list, &content->guides[i]);
    return list;
}

GPtrArray *content_apps(const Content *content, ContentTime now, const char *category)
{
    GPtrArray *list = g_ptr_array_new();
    Day today = content_time_day(now);
    for (guint i = 0; i < content->n_apps; i++) {
        const App *app = &content->apps[i];
        if (app->approved && today <= app->valid_to && (!category || strcmp(app->category, category) == 0))
            g_ptr_array_add(list, (gpointer)app);
    }
    return list;
}

static gint by_distance(gconstpointer a, gconstpointer b)
{
    const DirectoryEntry *x = *(const DirectoryEntry *const *)a, *y = *(const DirectoryEntry *const *)b;
    guint dx = (guint)x->distance_m, dy = (guint)y->distance_m; /* -1, not stated, comes last */
    return dx < dy ? -1 : dx > dy;
}

GPtrArray *content_directory(const Content *content, ContentTime now, const char *category)
{
    GPtrArray *list = g_ptr_array_new();
    Day today = content_time_day(now);
    for (guint i = 0; i < content->n_directory; i++) {
        const DirectoryEntry *d = &content->directory[i];
        gboolean fresh =
            d->verified_on != DAY_NONE && today <= day_add_days(d->verified_on, DIRECTORY_STALE_DAYS);
        if (fresh && (!category || strcmp(d->category, category) == 0))
            g_ptr_array_add(list, (gpointer)d);
    }
    g_ptr_array_sort(list, by_distance);
    return list;
}

static gint by_creation(gconstpointer a, gconstpointer b)
{
    const Interaction *x = *(const Interaction *const *)a, *y = *(const Interaction *const *)b;
    return compare_times(y->created_at, x->created_at);
}

GPtrArray *content_interactions(const Content *content)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < content->n_interactions; i++)
        if (content->interactions[i].is_public)
            g_ptr_array_add(list, &content->interactions[i]);
    g_ptr_array_sort(list, by_creation);
    return list;
}

GPtrArray *content_exhibits(const Content *content)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < content->n_exhibits; i++)
        g_ptr_array_add(list, &content->exhibits[i]);
    return list;
}

/* --- by id --- */

/* Every entry begins with its id. */
static gconstpointer find(gconstpointer entries, guint n, gsize size, const char *id)
{
    const char *p = entries;
    for (guint i = 0; id && i < n; i++, p += size)
        if (strcmp(*(const char *const *)p, id) == 0)
            return p;
    return NULL;
}

const Notice *content_notice(const Content *content, const char *id)
{
    return find(content->notices, content->n_notices, sizeof(Notice), id);
}

const Policy *content_policy(const Content *content, const char *id)
{
    return find(content->policies, content->n_policies, sizeof(Policy), id);
}

const Guide *content_guide(const Content *content, const char *id)
{
    return find(content->guides, content->n_guides, sizeof(Guide), id);
}

const App *content_app(const Content *content, const char *id)
{
    return find(content->apps, content->n_apps, sizeof(App), id);
}

const char *content_version(const Content *content)
{
    return content->version;
}

const char *content_community_zh(const Content *content)
{
    return content->community_zh;
}

const char *const *content_app_categories(const Content *content)
{
    return content->app_categories;
}

/* --- words --- */

typedef struct {
    const char *id, *zh, *en;
} Word;

static const Word type_words[] = {
    [NOTICE_ACTIVITY] = {"activity", "活动", "Activity"},
    [NOTICE_ANNOUNCEMENT] = {"announcement", "公告", "Announcement"},
    [NOTICE_EMERGENCY] = {"emergency", "紧急通知", "Emergency"},
    [NOTICE_CLOSURE] = {"closure", "停水停电停办", "Closure"},
    [NOTICE_VOLUNTEER] = {"volunteer", "志愿服务", "Volunteering"},
};

const char *notice_type_zh(NoticeType type)
{
    return type_words[type].zh;
}

const char *notice_type_en(NoticeType type)
{
    return type_words[type].en;
}

static const Word category_words[] = {
    {"safety", "安全", "Safety"},      {"health", "健康", "Health"},  {"access", "无障碍", "Accessibility"},
    {"city", "城市", "City"},          {"family", "家庭", "Family"},  {"culture", "文化", "Culture"},
    {"life", "生活", "Everyday life"}, {"repair", "维修", "Repairs"}, {"elder", "养老", "For elders"},
    {"legal", "法律", "Legal"},        {"child", "儿童", "Children"}, {"emergency", "应急", "Emergency"},
};

static const Word *category_word(const char *category)
{
    for (guint i = 0; category && i < G_N_ELEMENTS(category_words); i++)
        if (strcmp(category_words[i].id, category) == 0)
            return &category_words[i];
    return NULL;
}

const char *content_category_zh(const char *category)
{
    const Word *word = category_word(category);
    return word ? word->zh : category;
}

const char *content_category_en(const char *category)
{
    const Word *word = category_word(category);
    return word ? word->en : category;
}
