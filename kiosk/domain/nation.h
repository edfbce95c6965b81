/* Peoples of China by their code (GB/T 3304): names for the screen and for paper. Static tables. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "01" -> "汉族" / "Han". An unknown code gives "其他(NN)" / "Other (NN)", "" gives "". Newly allocated. */
char *nation_name_zh(const char *code);
char *nation_name_en(const char *code);

/* "汉" or "汉族" -> "01", written to code and given back; NULL (code untouched) where no people is called so.
 */
const char *nation_code(const char *name_zh, char code[3]);

G_END_DECLS
