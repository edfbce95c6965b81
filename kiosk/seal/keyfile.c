/* Key files are made so that a crash or a second process leaves either no file or a whole one: written under
 * another name, flushed, and given their name by link(), which refuses when the name is taken. */
#include "kiosk/seal/keyfile.h"
#include "kiosk/seal/hash.h"
#include "kiosk/seal/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEYFILE_MAX 1024
#define CHECK_BYTES 8

typedef enum { KIND_BOX, KIND_SIGN, KIND_SECRET } Kind;

static const struct {
    const char *name;
    gsize public_len, secret_len;
} KINDS[] = {
    [KIND_BOX] = {"box", crypto_box_PUBLICKEYBYTES, crypto_box_SECRETKEYBYTES},
    [KIND_SIGN] = {"sign", crypto_sign_PUBLICKEYBYTES, crypto_sign_SECRETKEYBYTES},
    [KIND_SECRET] = {"secret", 0, SEAL_KEY_BYTES},
};

static void damaged(const char *path, const char *what, GError **error)
{
    g_set_error(
        error, SEAL_ERROR, SEAL_ERROR_DAMAGED,
        "%s: %s; restore this key file from its backup (it is never replaced: a new key opens nothing that "
        "was sealed before)",
        path, what);
}

static void file_error(const char *path, const char *doing, int err, GError **error)
{
    g_set_error(error, SEAL_ERROR, SEAL_ERROR_FILE, "%s: cannot %s: %s", path, doing, g_strerror(err));
}

/* The file's lines above "check:" as one guarded text. */
static SealBuffer *render(Kind kind, const guint8 *public_key, const guint8 *secret)
{
    SealBuffer *text = seal_buffer_new(KEYFILE_MAX);
    char *out = (char *)seal_buffer_data(text);
    char base64[sodium_base64_ENCODED_LEN(64, sodium_base64_VARIANT_ORIGINAL)];
    gsize used = (gsize)g_snprintf(out, KEYFILE_MAX, "kiosk-key 1\nkind: %s\n", KINDS[kind].name);
    if (KINDS[kind].public_len) {
        sodium_bin2base64(base64, sizeof base64, public_key, KINDS[kind].public_len,
                          sodium_base64_VARIANT_ORIGINAL);
        used += (gsize)g_snprintf(out + used, KEYFILE_MAX - used, "public: %s\n", base64);
    }
    sodium_bin2base64(base64, sizeof base64, secret, KINDS[kind].secret_len, sodium_base64_VARIANT_ORIGINAL);
    used += (gsize)g_snprintf(out + used, KEYFILE_MAX - used, "secret: %s\n", base64);
    sodium_memzero(base64, sizeof base64);
    guint8 check[SEAL_HASH_BYTES];
    seal_hash(SEAL_ALG_BLAKE2B_256, out, used, NULL, 0, check, NULL);
    g_autofree char *hex = seal_hex(check, CHECK_BYTES);
    g_snprintf(out + used, KEYFILE_MAX - used, "check: %s\n", hex);
    return text;
}

static gboolean sync_folder(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        file_error(folder, "flush folder", errno, error);
        if (fd >= 0)
            close(fd);
        return FALSE;
    }
    close(fd);
    return TRUE;
}

/* A whole new file under `path`, or nothing. */
static gboolean create_file(const char *path, const char *text, GError **error)
{
    g_autofree char *temp = g_strdup_printf("%s.%08x", path, seal_random_below(G_MAXUINT32));
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        file_error(path, "create key file", errno, error);
        return FALSE;
    }
    gsize len = strlen(text);
    int err = 0;
    if (write(fd, text, len) != (gssize)len || fsync(fd) != 0)
        err = errno ? errno : ENOSPC;
    close(fd);
    if (!err && link(temp, path) != 0 && errno != EEXIST)
        err = errno;
    unlink(temp);
    if (err) {
        file_error(path, "create key file", err, error);
        return FALSE;
    }
    return sync_folder(path, error);
}

static gboolean create_key(Kind kind, const char *path, GError **error)
{
    g_autoptr(SealPair) pair = NULL;
    g_autoptr(SealBuffer) secret = NULL;
    switch (kind) {
    case KIND_BOX:
        pair = seal_pair_new_box();
        break;
    case KIND_SIGN:
        pair = seal_pair_new_sign();
        break;
    case KIND_SECRET:
        secret = seal_buffer_new_random(SEAL_KEY_BYTES);
        break;
    }
    g_autoptr(SealBuffer) text =
        render(kind, pair ? pair->public_key : NULL, seal_buffer_peek(pair ? pair->secret_key : secret));
    return create_file(path, (const char *)seal_buffer_peek(text), error);
}

/* NULL without error: no such file. */
static SealBuffer *read_file(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        if (errno != ENOENT)
            file_error(path, "read key file", errno, error);
        return NULL;
    }
    struct stat st;
    g_autoptr(SealBuffer) text = seal_buffer_new(KEYFILE_MAX);
    gssize got = -1;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        got = read(fd, seal_buffer_data(text), KEYFILE_MAX - 1);
    close(fd);
    if (got < 0) {
        damaged(path, "not a readable file", error);
        return NULL;
    }
    if (st.st_mode & 077) {
        g_set_error(error, SEAL_ERROR, SEAL_ERROR_DAMAGED,
                    "%s: mode %04o lets others read this key; find out who could have, then chmod 600", path,
                    (guint)(st.st_mode & 07777));
        return NULL;
    }
    if (st.st_size != got || memchr(seal_buffer_peek(text), 0, (gsize)got)) {
        damaged(path, "not a key file", error);
        return NULL;
    }
    return g_steal_pointer(&text);
}

/* Finds "name: value\n" and decodes exactly `len` bytes of base64. */
static gboolean take_value(const char *text, const char *name, guint8 *out, gsize len)
{
    const char *at = strstr(text, name);
    if (!at || at == text || at[-1] != '\n')
        return FALSE;
    at += strlen(name);
    const char *end = strchr(at, '\n');
    gsize got = 0;
    const char *stop = NULL;
    return end &&
           sodium_base642bin(out, len, at, (gsize)(end - at), NULL, &got, &stop,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           got == len && stop == end;
}

static gboolean check_is_right(const char *text)
{
    const char *check = strstr(text, "\ncheck: ");
    if (!check)
        return FALSE;
    guint8 right[SEAL_HASH_BYTES];
    seal_hash(SEAL_ALG_BLAKE2B_256, text, (gsize)(check + 1 - text), NULL, 0, right, NULL);
    g_autofree char *hex = seal_hex(right, CHECK_BYTES);
    g_autofree char *line = g_strdup_printf("\ncheck: %s\n", hex);
    return strcmp(check, line) == 0;
}

/* Public key may be NULL. The returned buffer is the secret. */
static SealBuffer *load(Kind kind, const char *path, gboolean create, guint8 *public_key, GError **error)
{
    GError *problem = NULL;
    g_autoptr(SealBuffer) text = read_file(path, &problem);
    if (!text && !problem && create) {
        if (!create_key(kind, path, error))
            return NULL;
        text = read_file(path, &problem);
    }
    if (!text) {
        if (problem)
            g_propagate_error(error, problem);
        else
            g_set_error(error, SEAL_ERROR, SEAL_ERROR_FILE, "%s: no such key file", path);
        return NULL;
    }
    const char *lines = (const char *)seal_buffer_peek(text);
    g_autofree char *head = g_strdup_printf("kiosk-key 1\nkind: %s\n", KINDS[kind].name);
    if (g_str_has_prefix(lines, "kiosk-key 1\n") && !g_str_has_prefix(lines, head)) {
        damaged(path, "a key file of another kind", error);
        return NULL;
    }
    g_autoptr(SealBuffer) secret = seal_buffer_new(KINDS[kind].secret_len);
    if (!g_str_has_prefix(lines, head) || !check_is_right(lines) ||
        !take_value(lines, "secret: ", seal_buffer_data(secret), KINDS[kind].secret_len) ||
        (public_key && !take_value(lines, "public: ", public_key, KINDS[kind].public_len))) {
        damaged(path, "content does not fit its check line", error);
        return NULL;
    }
    return g_steal_pointer(&secret);
}

static SealPair *load_pair(Kind kind, const char *path, gboolean create, GError **error)
{
    guint8 public_key[SEAL_KEY_BYTES];
    SealBuffer *secret = load(kind, path, create, public_key, error);
    if (!secret)
        return NULL;
    SealPair *pair = g_new0(SealPair, 1);
    memcpy(pair->public_key, public_key, sizeof public_key);
    pair->secret_key = secret;
    return pair;
}

SealPair *seal_keyfile_box(const char *path, gboolean create, GError **error)
{
    return load_pair(KIND_BOX, path, create, error);
}

SealPair *seal_keyfile_sign(const char *path, gboolean create, GError **error)
{
    return load_pair(KIND_SIGN, path, create, error);
}

SealBuffer *seal_keyfile_secret(const char *path, gboolean create, GError **error)
{
    return load(KIND_SECRET, path, create, NULL, error);
}
