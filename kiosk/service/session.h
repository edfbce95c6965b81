/* The session: one person in front of the screen, from the first touch or card to the moment when
 * everything about them is wiped.
 *
 *   RESTING --touch--> GUEST --card--> PERSON      PERSON --card removed / button / time-out--> RESTING
 *      \-----------card--------------^             GUEST  --button / time-out----------------> RESTING
 *   GUEST, PERSON --idle--> ASKING (countdown) --touch--> where it was;  --time over--> RESTING
 *   any --staff badge--> STAFF_PIN --right PIN--> STAFF --button / time-out--> RESTING
 *
 * The state machine itself is pure (session_step), time comes as an argument. */
#pragma once
#include "kiosk/service/service.h"
#include "kiosk/domain/card.h"

typedef enum {
    SESSION_RESTING,
    SESSION_GUEST,
    SESSION_PERSON,
    SESSION_STAFF_PIN,
    SESSION_STAFF
} SessionState;
const char *session_state_name(SessionState state);

typedef enum {
    SESSION_END_BUTTON,
    SESSION_END_CARD_REMOVED,
    SESSION_END_TIMEOUT,
    SESSION_END_SERVICE, /* staff paused the kiosk, or it stops */
} SessionEnd;

/* The person, for the screen: masked where others might look. Empty strings when nobody is there. */
typedef struct {
    char name_masked[64];
    char id_masked[32];
    int age;             /* -1: not known */
    gboolean can_submit; /* identity, valid today, of age */
    CardValidity validity;
    gboolean is_token; /* the card says only "the same card again": no name, no submitting */
} SessionPerson;

SessionState session_state(const Service *service);
const SessionPerson *session_person(const Service *service);
SessionEnd session_last_end(const Service *service);

/* The last card that could not be used, as a reason the screen can put into a sentence. */
typedef enum {
    CARD_PROBLEM_NONE,
    CARD_PROBLEM_UNREADABLE, /* lay it flat, wait */
    CARD_PROBLEM_TOO_EARLY,  /* lifted while being read */
    CARD_PROBLEM_TWO_CARDS,
    CARD_PROBLEM_NEEDS_PIN,   /* this card cannot be read by touch */
    CARD_PROBLEM_REFUSED,     /* its data are damaged: please go to the window */
    CARD_PROBLEM_TOKEN_ONLY,  /* a card without a name: it can show nothing and submit nothing */
    CARD_PROBLEM_SAME_CARD,   /* the agent's card was expected, the applicant's came */
    CARD_PROBLEM_AGENT_MINOR, /* the agent is under 18 */
    CARD_PROBLEM_EXPIRED,     /* the agent's card is not valid today */
} CardProblem;
CardProblem session_card_problem(const Service *service);

/* Any touch or key: keeps the session alive, opens a guest session from rest, answers "still there?". */
void session_touched(Service *service);
/* Leaving by button. What was being filled in is kept as a draft where the person can come back to it. */
void session_leave(Service *service);

/* Elder mode has longer time-outs; a sensitive page a shorter one. Both end with the session. */
void session_set_elder(Service *service, gboolean elder);
void session_set_sensitive(Service *service, gboolean sensitive);

/* "Still there?": -1 while not asking, else whole seconds left. Changes come as SERVICE_EV_SESSION. */
int session_countdown_s(const Service *service);
int session_countdown_total_s(const Service *service);

/* --- the pure part ---------------------------------------------------------------------------- */
typedef struct {
    SessionState state;
    gboolean asking;
    gboolean elder, sensitive;
    gint64 touched_ms; /* monotonic */
    gint64 asked_ms;
} SessionModel;
typedef struct {
    int idle_s, countdown_s, elder_idle_s, elder_countdown_s, sensitive_s;
} SessionTimes;
typedef enum {
    SESSION_IN_TOUCH,
    SESSION_IN_CARD,
    SESSION_IN_CARD_GONE,
    SESSION_IN_BADGE,
    SESSION_IN_PIN_OK,
    SESSION_IN_LEAVE,
    SESSION_IN_TICK,
} SessionInput;
typedef enum {
    SESSION_ACT_NONE = 0,
    SESSION_ACT_OPEN = 1 << 0,   /* somebody is there now */
    SESSION_ACT_WIPE = 1 << 1,   /* forget everything about them */
    SESSION_ACT_ASK = 1 << 2,    /* show the countdown */
    SESSION_ACT_RESUME = 1 << 3, /* take the countdown away */
} SessionActions;
/* One step; returns what must be done and, in *next_ms, when a tick is wanted (0: none). */
SessionActions session_step(SessionModel *model, SessionInput input, const SessionTimes *times, gint64 now_ms,
                            gint64 *next_ms);
