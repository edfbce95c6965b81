/* The messages of the HAL: between clients and kiosk-hald, and between kiosk-hald and its device processes.
 * One JSON object per SOCK_SEQPACKET packet; a file descriptor may ride along. Both ways are pairs without
 * I/O, so that they are tested and fuzzed from bytes.
 *
 *   client -> hald                      hald -> client
 *   hello {name,role}                   welcome {data:{devices:[..]}}
 *   command {id,device,name,data}       acknowledge {id}  (refused: only a completion with code refused)
 *   cancel {id}                         event {id,device,name,data}*   completion {id,code,text,data}
 *   sim {id,device,text}                completion
 *   trace {id[,device]}                 completion {data:{lines:[..]}}
 *   restart {id,device}                 completion
 *                                       device {device,state,remedy,text,data}   unsolicited
 *
 *   hald -> device process: command, cancel [text "gone": the client is not there any more], sim, ping.
 *   device process -> hald: event, completion, pong, busy {timeout_ms}, trace_line {text}, capabilities
 * {data}, status {data}, device {state,remedy,text}.
 *
 * Any thread; a message belongs to one thread at a time. */
#ifndef HAL_PROTO_MESSAGE_H
#define HAL_PROTO_MESSAGE_H

#include <jansson.h>

#include "hal/device.h"

#define MESSAGE_BYTES_MAX (64 * 1024)
#define MESSAGE_NAME_MAX  64
#define MESSAGE_TEXT_MAX  1024
#define MESSAGE_TEXT_GONE "gone"

typedef enum {
    MESSAGE_HELLO,
    MESSAGE_WELCOME,
    MESSAGE_COMMAND,
    MESSAGE_CANCEL,
    MESSAGE_SIM,
    MESSAGE_TRACE,
    MESSAGE_RESTART,
    MESSAGE_ACKNOWLEDGE,
    MESSAGE_EVENT,
    MESSAGE_COMPLETION,
    MESSAGE_DEVICE,
    MESSAGE_CAPABILITIES,
    MESSAGE_STATUS,
    MESSAGE_PING,
    MESSAGE_PONG,
    MESSAGE_BUSY,
    MESSAGE_TRACE_LINE,
} MessageType;

/* Which fields count depends on the type; the others are zero. Strings and data belong to the message. */
typedef struct {
    MessageType type;
    guint64 id;
    gint64 timeout_ms;
    char *device;
    char *name;
    char *role;
    char *text;
    HalCode code;
    HalState state;
    HalRemedy remedy;
    json_t *data; /* object or NULL */
} Message;

const char *message_type_name(MessageType type);

/* Frees the fields and zeroes the message; a zeroed message may be cleared. */
void message_clear(Message *message);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Message, message_clear)

/* Writes the packet into buffer; its length, or 0 with error when it would not fit. The buffer may then hold
 * personal data: wipe it. */
gsize message_encode(const Message *message, char *buffer, gsize size, GError **error);

/* Reads one packet: bounded, strict (unknown or missing fields and duplicate keys are errors). *message is
 * only written on success. */
gboolean message_decode(const char *bytes, gsize length, Message *message, GError **error);

typedef enum {
    MESSAGE_ERROR_SIZE,
    MESSAGE_ERROR_SYNTAX,
    MESSAGE_ERROR_FIELD,
} MessageError;
#define MESSAGE_ERROR message_error_quark()
GQuark message_error_quark(void);

/* Make every jansson value forget what it held when it is freed. Call first thing in a program that sees
 * cards; before any JSON was made. */
void message_wipe_json_on_free(void);

#endif
