/* Enums and their names on the wire: one table each, looked up both ways. */
#include "hal/device.h"
#include "hal/printer.h"
#include "hal/reader.h"

static const char *const class_names[] = {
    [HAL_CLASS_READER] = "reader",
    [HAL_CLASS_PRINTER] = "printer",
};
static const char *const state_names[] = {
    [HAL_STARTING] = "starting",     [HAL_ONLINE] = "online",       [HAL_BUSY] = "busy",
    [HAL_OFFLINE] = "offline",       [HAL_NO_DEVICE] = "no_device", [HAL_HARDWARE_ERROR] = "hardware_error",
    [HAL_USER_ERROR] = "user_error",
};
static const char *const remedy_names[] = {
    [HAL_REMEDY_NONE] = "none",
    [HAL_REMEDY_RETRY] = "retry",
    [HAL_REMEDY_CLEAR] = "clear",
    [HAL_REMEDY_ENGINEER] = "engineer",
    [HAL_REMEDY_CONFIGURATION] = "configuration",
};
static const char *const code_names[] = {
    [HAL_SUCCESS] = "success",
    [HAL_CANCELED] = "canceled",
    [HAL_TIMED_OUT] = "timed_out",
    [HAL_NOT_READY] = "not_ready",
    [HAL_DEVICE_ERROR] = "device_error",
    [HAL_USER_PROBLEM] = "user_problem",
    [HAL_SEQUENCE_ERROR] = "sequence_error",
    [HAL_UNSUPPORTED] = "unsupported",
    [HAL_INVALID_DATA] = "invalid_data",
    [HAL_REFUSED] = "refused",
};
static const char *const problem_names[] = {
    [HAL_CARD_UNREADABLE] = "unreadable", [HAL_CARD_REMOVED_TOO_EARLY] = "removed_too_early",
    [HAL_CARD_TWO_CARDS] = "two_cards",   [HAL_CARD_NEEDS_PIN] = "needs_pin",
    [HAL_CARD_RANDOM_UID] = "random_uid", [HAL_CARD_GARBAGE] = "garbage",
};
static const char *const job_state_names[] = {
    [HAL_JOB_NOT_FOUND] = "not_found",   [HAL_JOB_PENDING] = "pending",   [HAL_JOB_HELD] = "held",
    [HAL_JOB_PROCESSING] = "processing", [HAL_JOB_STOPPED] = "stopped",   [HAL_JOB_COMPLETED] = "completed",
    [HAL_JOB_ABORTED] = "aborted",       [HAL_JOB_CANCELED] = "canceled", [HAL_JOB_UNKNOWN] = "unknown",
};

static const char *name_of(const char *const *names, gsize n, guint value)
{
    return value < n && names[value] ? names[value] : "?";
}

static gboolean value_of(const char *const *names, gsize n, const char *name, guint *value)
{
    for (guint i = 0; name && i < n; i++) {
        if (g_str_equal(names[i], name)) {
            *value = i;
            return TRUE;
        }
    }
    return FALSE;
}

/* The name and the way back, for one enum. */
#define NAMED_ENUM(Type, prefix, table)                                                                      \
    const char *prefix##_name(Type value)                                                                    \
    {                                                                                                        \
        return name_of(table, G_N_ELEMENTS(table), (guint)value);                                            \
    }                                                                                                        \
    gboolean prefix##_parse(const char *name, Type *value)                                                   \
    {                                                                                                        \
        guint found = 0;                                                                                     \
        gboolean known = value_of(table, G_N_ELEMENTS(table), name, &found);                                 \
        if (known)                                                                                           \
            *value = (Type)found;                                                                            \
        return known;                                                                                        \
    }

NAMED_ENUM(HalClass, hal_class, class_names)
NAMED_ENUM(HalState, hal_state, state_names)
NAMED_ENUM(HalRemedy, hal_remedy, remedy_names)
NAMED_ENUM(HalCode, hal_code, code_names)
NAMED_ENUM(HalCardProblem, hal_card_problem, problem_names)
NAMED_ENUM(HalJobState, hal_job_state, job_state_names)

gboolean hal_state_takes_commands(HalState state)
{
    return state == HAL_ONLINE || state == HAL_BUSY || state == HAL_USER_ERROR;
}

gboolean hal_job_state_is_final(HalJobState state)
{
    return state == HAL_JOB_COMPLETED || state == HAL_JOB_ABORTED || state == HAL_JOB_CANCELED;
}
