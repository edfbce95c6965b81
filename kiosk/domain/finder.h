/* How people find their matter: most used, by category, by department, by their situation ("按情况找"), by
 * search. Built once over a catalogue and a table of life situations (config/catalogue/situations.json),
 * which names categories, audiences and matter ids; what it names and the catalogue lacks is left alone, and
 * matters that no situation covers are gathered under "其他", so that nothing can get lost.
 *
 * Immutable after building, any thread. Lends matters of the catalogue, which must outlive the finder. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Catalogue Catalogue;
typedef struct Matter Matter;
typedef struct Situations Situations;
typedef struct Finder Finder;

#define FINDER_ERROR (finder_error_quark())
GQuark finder_error_quark(void);
typedef enum { FINDER_ERROR_FILE, FINDER_ERROR_JSON, FINDER_ERROR_VALUE } FinderError;

Situations *situations_parse(const char *text, gsize len, const char *name, GError **error);
Situations *situations_load(const char *path, GError **error);
void situations_free(Situations *situations);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Situations, situations_free)

/* situations may be NULL (then one group per category stands in); it is not needed afterwards. */
Finder *finder_new(const Catalogue *catalogue, const Situations *situations);
void finder_free(Finder *finder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Finder, finder_free)

/* A named group of matters (lent by the finder). Groups without matters are left out. */
typedef struct {
    const char *id;
    const char *title_zh, *title_en;
    const char *hint_zh, *hint_en; /* "" for categories and departments */
    const char *icon;              /* "" : the first matter's */
    const GPtrArray *matters;      /* const Matter*, most used first */
} FinderGroup;

const GPtrArray *finder_situations(const Finder *finder);  /* const FinderGroup* */
const GPtrArray *finder_categories(const Finder *finder);  /* const FinderGroup*, order of the catalogue */
const GPtrArray *finder_departments(const Finder *finder); /* const FinderGroup*, order of the catalogue */
const FinderGroup *finder_group(const GPtrArray *groups, const char *id);

/* Most used first (hot_rank, then order of the catalogue). All matters, lent. */
const GPtrArray *finder_hot(const Finder *finder);

/* Best first; at most max (0: all). New array of const Matter*; empty for an empty query. Finds names, short
 * names, keywords, pinyin initials where they are keywords, summaries, codes; wide and capital letters do not
 * matter; a keyword inside a spoken sentence ("家里老人80岁了") is found as well. */
GPtrArray *finder_search(const Finder *finder, const char *query, guint max);

G_END_DECLS
