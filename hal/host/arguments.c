#include "hal/host/arguments.h"

#include "hal/printer.h"

#include <string.h>
#include <sys/stat.h>

#define ORDER_MAX 64

static gboolean is_text(const json_t *args, const char *key, gsize max)
{
    const json_t *value = json_object_get(args, key);
    return json_is_string(value) && json_string_length(value) > 0 && json_string_length(value) <= max;
}

static gboolean is_job_ref(const json_t *job)
{
    /* job_uuid may be empty: not every device gives one */
    return is_text(job, "printer_uri", 1023) && json_is_string(json_object_get(job, "job_uuid")) &&
           json_is_integer(json_object_get(job, "job_id"));
}

static const char *check_create(const HalCommand *command)
{
    const json_t *copies = json_object_get(command->args, "copies");
    const char *media = json_string_value(json_object_get(command->args, "media"));
    if (!is_text(command->args, "order", ORDER_MAX))
        return "order: expected a uuid";
    if (!is_text(command->args, "title", HAL_PRINT_TITLE_MAX))
        return "title: expected 1 to 127 bytes";
    if (!media || (!g_str_equal(media, "A4") && !g_str_equal(media, "80mm")))
        return "media: expected A4 or 80mm";
    if (!json_is_integer(copies) || json_integer_value(copies) < 1 ||
        json_integer_value(copies) > HAL_PRINT_COPIES_MAX)
        return "copies: expected 1 to 20";
    return is_text(command->args, "format", 127) ? NULL : "format: expected a MIME type";
}

static const char *check_job(const HalCommand *command)
{
    return is_job_ref(json_object_get(command->args, "job")) ? NULL : "job: expected a job reference";
}

static const char *check_send(const HalCommand *command)
{
    struct stat about;
    if (check_job(command))
        return check_job(command);
    if (command->fd < 0 || fstat(command->fd, &about) < 0 || !S_ISREG(about.st_mode))
        return "document: expected a file that came along";
    return about.st_size > 0 && about.st_size <= HAL_PRINT_BYTES_MAX ? NULL
                                                                     : "document: expected 1 byte to 64 MiB";
}

static const char *check_query(const HalCommand *command)
{
    if (is_text(command->args, "order", ORDER_MAX) || !check_job(command))
        return NULL;
    return "expected a job reference or an order";
}

static const struct {
    HalClass device_class;
    const char *name;
    const char *(*check)(const HalCommand *command);
} checks[] = {
    {HAL_CLASS_PRINTER, HAL_PRINT_CREATE, check_create},
    {HAL_CLASS_PRINTER, HAL_PRINT_SEND, check_send},
    {HAL_CLASS_PRINTER, HAL_PRINT_QUERY, check_query},
    {HAL_CLASS_PRINTER, HAL_PRINT_CANCEL, check_job},
};

const char *arguments_problem(HalClass device_class, const HalCommand *command)
{
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
        if (checks[i].device_class == device_class && g_str_equal(checks[i].name, command->name))
            return checks[i].check(command);
    }
    return NULL;
}
