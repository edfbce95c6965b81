/* GB/T 3304: 01-56 are the peoples, 57 and above were added for cards later; readers meet codes that no
 * table has, so an unknown one is shown with its number. */
#include "kiosk/domain/nation.h"

#include <string.h>

typedef struct {
    const char *zh, *en;
} Nation;

/* by code - 1 */
static const Nation nations[] = {
    {"汉族", "Han"},          {"蒙古族", "Mongol"},    {"回族", "Hui"},         {"藏族", "Tibetan"},
    {"维吾尔族", "Uygur"},    {"苗族", "Miao"},        {"彝族", "Yi"},          {"壮族", "Zhuang"},
    {"布依族", "Buyei"},      {"朝鲜族", "Korean"},    {"满族", "Manchu"},      {"侗族", "Dong"},
    {"瑶族", "Yao"},          {"白族", "Bai"},         {"土家族", "Tujia"},     {"哈尼族", "Hani"},
    {"哈萨克族", "Kazak"},    {"傣族", "Dai"},         {"黎族", "Li"},          {"傈僳族", "Lisu"},
    {"佤族", "Va"},           {"畲族", "She"},         {"高山族", "Gaoshan"},   {"拉祜族", "Lahu"},
    {"水族", "Sui"},          {"东乡族", "Dongxiang"}, {"纳西族", "Naxi"},      {"景颇族", "Jingpo"},
    {"柯尔克孜族", "Kirgiz"}, {"土族", "Tu"},          {"达斡尔族", "Daur"},    {"仫佬族", "Mulao"},
    {"羌族", "Qiang"},        {"布朗族", "Blang"},     {"撒拉族", "Salar"},     {"毛南族", "Maonan"},
    {"仡佬族", "Gelao"},      {"锡伯族", "Xibe"},      {"阿昌族", "Achang"},    {"普米族", "Pumi"},
    {"塔吉克族", "Tajik"},    {"怒族", "Nu"},          {"乌孜别克族", "Uzbek"}, {"俄罗斯族", "Russian"},
    {"鄂温克族", "Ewenki"},   {"德昂族", "Deang"},     {"保安族", "Bonan"},     {"裕固族", "Yugur"},
    {"京族", "Gin"},          {"塔塔尔族", "Tatar"},   {"独龙族", "Derung"},    {"鄂伦春族", "Oroqen"},
    {"赫哲族", "Hezhen"},     {"门巴族", "Monba"},     {"珞巴族", "Lhoba"},     {"基诺族", "Jino"},
    {"穿青人", "Chuanqing"},
};
static const Nation other = {"其他", "Other"};                                   /* 97 */
static const Nation naturalised = {"外国血统中国籍人士", "Naturalised citizen"}; /* 98 */

static const Nation *find(const char *code)
{
    if (!code || strlen(code) != 2 || !g_ascii_isdigit(code[0]) || !g_ascii_isdigit(code[1]))
        return NULL;
    guint n = (guint)(code[0] - '0') * 10 + (guint)(code[1] - '0');
    if (n == 97)
        return &other;
    if (n == 98)
        return &naturalised;
    return n >= 1 && n <= G_N_ELEMENTS(nations) ? &nations[n - 1] : NULL;
}

char *nation_name_zh(const char *code)
{
    const Nation *nation = find(code);
    if (!code || !*code)
        return g_strdup("");
    return nation ? g_strdup(nation->zh) : g_strdup_printf("%s(%s)", other.zh, code);
}

char *nation_name_en(const char *code)
{
    const Nation *nation = find(code);
    if (!code || !*code)
        return g_strdup("");
    return nation ? g_strdup(nation->en) : g_strdup_printf("%s (%s)", other.en, code);
}

const char *nation_code(const char *name_zh, char code[3])
{
    gsize n = name_zh ? strlen(name_zh) : 0;
    for (guint i = 0; n > 0 && i < G_N_ELEMENTS(nations); i++) {
        const char *zh = nations[i].zh;
        gsize bare = g_str_has_suffix(zh, "族") ? strlen(zh) - strlen("族") : strlen(zh);
        if (strcmp(zh, name_zh) != 0 && !(n == bare && memcmp(zh, name_zh, n) == 0))
            continue;
        code[0] = (char)('0' + (i + 1) / 10);
        code[1] = (char)('0' + (i + 1) % 10);
        code[2] = '\0';
        return code;
    }
    return NULL;
}
