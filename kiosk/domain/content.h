/* What the station shows beside its matters: notices, policies explained, guides, the app pool, the
 * directory of useful numbers, exhibits, and what residents asked the community. Read from content.json as
 * a whole or not at all.
 *
 * Immutable after loading, any thread; everything is lent by the Content. Texts: _zh always, _en "" where
 * there is none (content_pick() chooses). Times are minutes, see ContentTime. */
#pragma once

#include "kiosk/domain/date.h"

G_BEGIN_DECLS

typedef struct Content Content;

#define CONTENT_ERROR (content_error_quark())
GQuark content_error_quark(void);
typedef enum { CONTENT_ERROR_FILE, CONTENT_ERROR_JSON, CONTENT_ERROR_VALUE } ContentError;

/* Local wall-clock minutes: day * 1440 + minute of the day. CONTENT_NEVER: no time given. */
typedef gint64 ContentTime;
#define CONTENT_NEVER G_MAXINT64
ContentTime content_time(Day day, int minute_of_day);
Day content_time_day(ContentTime time);    /* DAY_NONE for CONTENT_NEVER */
int content_time_minute(ContentTime time); /* 0-1439 */
ContentTime
content_time_parse(const char *text); /* "YYYY-MM-DDTHH:MM" or "YYYY-MM-DD"; CONTENT_NEVER if neither */

typedef enum { BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_HEADING } ContentBlockKind;
typedef struct {
    ContentBlockKind kind;
    const char *text_zh, *text_en;                 /* paragraph, heading */
    const char *const *items_zh, *const *items_en; /* list; NULL-terminated, items_en may be empty */
} ContentBlock;

typedef enum {
    NOTICE_ACTIVITY,
    NOTICE_ANNOUNCEMENT,
    NOTICE_EMERGENCY,
    NOTICE_CLOSURE,
    NOTICE_VOLUNTEER
} NoticeType;
typedef enum { PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_URGENT } NoticePriority;

typedef struct {
    ContentTime start, end;
    const char *place_zh, *fee_zh;
    int capacity; /* -1: not limited */
    gboolean signup, needs_card, waitlist;
    ContentTime signup_deadline;
    int max_per_person;
} NoticeEvent;

typedef struct {
    const char *id;
    NoticeType type;
    NoticePriority priority;
    const char *title_zh, *title_en, *summary_zh, *summary_en;
    const ContentBlock *body;
    guint n_body;
    const char *publisher_zh, *contact_phone;
    const char *const *scope, *const *audience, *const *related_matters;
    ContentTime publish_at, expire_at;
    gboolean pinned, printable, speak;
    gboolean published;       /* status "published", approved by a second person */
    const NoticeEvent *event; /* NULL: none */
    int version;
} Notice;

typedef enum { POLICY_VALID, POLICY_AMENDED, POLICY_REPEALED } PolicyStatus;
typedef struct {
    const char *question_zh, *answer_zh;
} ContentFaq;
typedef struct {
    const char *id;
    const char *title_zh, *title_en, *summary_zh, *doc_no_zh, *issuer_zh, *category;
    Day issued_on, effective_on, expires_on; /* DAY_NONE: not stated */
    PolicyStatus status;
    const char *const *key_points_zh;
    const char *who_zh, *how_zh, *source_note_zh;
    const char *const *related_matters;
    const ContentFaq *faq;
    guint n_faq;
    gboolean printable, speak;
    int version;
} Policy;

typedef struct {
    const char *id;
    const char *title_zh, *title_en;
    const char *matter_id; /* "": about the kiosk itself */
    const char *const *audience;
    const char *const *steps_zh;
    const char *const *materials_zh;
    const char *time_zh, *fee_zh, *tips_zh, *phone;
    gboolean printable, speak, large_print;
    int version;
} Guide;

typedef enum { DEMO_NONE, DEMO_INTERACTIVE, DEMO_SLIDESHOW, DEMO_VIDEO } AppDemo;
typedef struct {
    const char *id;
    const char *name_zh, *name_en, *company_zh, *category;
    const char *tagline_zh, *description_zh, *price_zh, *privacy_zh;
    const char *const *audience, *const *platforms;
    const char *qr_payload, *qr_note_zh; /* local address only, never the internet */
    AppDemo demo;
    const char *demo_asset; /* path below the assets */
    const char *exhibit_zh, *contact_phone;
    gboolean elder_friendly;
    gboolean approved;
    Day valid_to; /* approval ends */
    const char *reviewer_zh;
    int version;
} App;

typedef struct {
    const char *id, *category;
    const char *name_zh, *name_en, *address_zh, *hours_zh, *phone, *price_zh, *elder_zh;
    const char *const *services_zh;
    int distance_m; /* -1: not stated */
    gboolean home_service, accessible;
    Day verified_on; /* older than 90 days: not shown */
    const char *verified_by_zh, *complaint_phone;
    int version;
} DirectoryEntry;

typedef enum {
    INTERACTION_APPEAL,
    INTERACTION_SUGGEST,
    INTERACTION_THANKS,
    INTERACTION_QUESTION
} InteractionType;
typedef enum {
    INTERACTION_NEW,
    INTERACTION_ASSIGNED,
    INTERACTION_DOING,
    INTERACTION_DONE,
    INTERACTION_CLOSED
} InteractionStatus;
typedef struct {
    const char *id, *category, *title_zh, *body_zh, *assigned_to_zh, *reply_zh;
    InteractionType type;
    InteractionStatus status;
    gboolean is_public, anonymous;
    ContentTime created_at;
    int deadline_wd, satisfaction; /* satisfaction 0: not rated */
} Interaction;

typedef struct {
    const char *id, *name_zh, *name_en, *zone_zh, *app_id, *elder_note_zh;
    const char *const *steps_zh;
    int minutes;
    gboolean speak;
} Exhibit;

Content *content_parse(const char *text, gsize len, const char *name, GError **error);
Content *content_load(const char *path, GError **error);
void content_free(Content *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Content, content_free)

const char *content_version(const Content *content);
const char *content_community_zh(const Content *content);

/* What may be shown at `now`; each answer is a new array of lent entries (free it with g_ptr_array_unref),
 * in the order in which it is shown. */
GPtrArray *content_notices(const Content *content,
                           ContentTime now); /* Notice: urgent, pinned, newest first */
GPtrArray *content_emergencies(const Content *content,
                               ContentTime now); /* Notice: those that pre-empt the rest screen */
GPtrArray *content_policies(const Content *content, ContentTime now); /* Policy: in force, newest first */
GPtrArray *content_guides(const Content *content);                    /* Guide, order of the file */
GPtrArray *content_guides_for(const Content *content,
                              const char *matter_id); /* NULL: about the kiosk itself */
GPtrArray *content_apps(const Content *content, ContentTime now,
                        const char *category); /* App; category NULL: all */
GPtrArray *content_directory(const Content *content, ContentTime now,
                             const char *category);      /* nearest first */
GPtrArray *content_interactions(const Content *content); /* Interaction: the public ones, newest first */
GPtrArray *content_exhibits(const Content *content);

const Notice *content_notice(const Content *content, const char *id);
const Policy *content_policy(const Content *content, const char *id);
const Guide *content_guide(const Content *content, const char *id);
const App *content_app(const Content *content, const char *id);

/* Words for codes, for staff and headings: "activity" …; Chinese and English names for the screen. Static. */
const char *notice_type_zh(NoticeType type);
const char *notice_type_en(NoticeType type);
/* app_category "safety" … or directory category "repair" …; an unknown one is given back as it is. */
const char *content_category_zh(const char *category);
const char *content_category_en(const char *category);
const char *const *content_app_categories(const Content *content); /* that have entries in the file */

/* zh unless English is wanted and there is some. */
static inline const char *content_pick(gboolean english, const char *zh, const char *en)
{
    return english && en && *en ? en : zh;
}

G_END_DECLS
