/* The session's state machine, pure: a state, an input and the time give the next state and what must be
 * done about it. The diagram stands in session.h. */
#include "kiosk/service/session.h"

const char *session_state_name(SessionState state)
{
    switch (state) {
    case SESSION_RESTING:
        return "resting";
    case SESSION_GUEST:
        return "guest";
    case SESSION_PERSON:
        return "person";
    case SESSION_STAFF_PIN:
        return "staff-pin";
    case SESSION_STAFF:
        return "staff";
    }
    return "?";
}

static gint64 idle_ms(const SessionModel *m, const SessionTimes *t)
{
    int s = m->elder ? t->elder_idle_s : t->idle_s;
    if (m->sensitive && t->sensitive_s < s)
        s = t->sensitive_s;
    return (gint64)s * 1000;
}

static gint64 countdown_ms(const SessionModel *m, const SessionTimes *t)
{
    return (gint64)(m->elder ? t->elder_countdown_s : t->countdown_s) * 1000;
}

static SessionActions enter(SessionModel *m, SessionState state, gint64 now_ms)
{
    SessionActions actions = SESSION_ACT_OPEN | (m->asking ? SESSION_ACT_RESUME : 0);
    m->state = state;
    m->asking = FALSE;
    m->touched_ms = now_ms;
    return actions;
}

static SessionActions rest(SessionModel *m)
{
    SessionActions actions = m->state == SESSION_RESTING ? SESSION_ACT_NONE : SESSION_ACT_WIPE;
    *m = (SessionModel){.state = SESSION_RESTING};
    return actions;
}

static SessionActions touch(SessionModel *m, gint64 now_ms)
{
    if (m->state == SESSION_RESTING)
        return enter(m, SESSION_GUEST, now_ms);
    SessionActions actions = m->asking ? SESSION_ACT_RESUME : SESSION_ACT_NONE;
    m->asking = FALSE;
    m->touched_ms = now_ms;
    return actions;
}

static SessionActions tick(SessionModel *m, const SessionTimes *t, gint64 now_ms)
{
    if (m->state == SESSION_RESTING)
        return SESSION_ACT_NONE;
    if (m->asking)
        return now_ms - m->asked_ms >= countdown_ms(m, t) ? rest(m) : SESSION_ACT_NONE;
    if (now_ms - m->touched_ms < idle_ms(m, t))
        return SESSION_ACT_NONE;
    m->asking = TRUE;
    m->asked_ms = now_ms;
    return SESSION_ACT_ASK;
}

/* When the next tick is wanted: at the idle limit, or each whole second of the countdown. */
static gint64 next_tick(const SessionModel *m, const SessionTimes *t, gint64 now_ms)
{
    if (m->state == SESSION_RESTING)
        return 0;
    if (!m->asking)
        return m->touched_ms + idle_ms(m, t);
    gint64 passed = now_ms - m->asked_ms;
    return m->asked_ms + (passed / 1000 + 1) * 1000;
}

SessionActions session_step(SessionModel *model, SessionInput input, const SessionTimes *times, gint64 now_ms,
                            gint64 *next_ms)
{
    SessionActions actions = SESSION_ACT_NONE;
    switch (input) {
    case SESSION_IN_TOUCH:
        actions = touch(model, now_ms);
        break;
    case SESSION_IN_CARD:
        if (model->state == SESSION_RESTING || model->state == SESSION_GUEST)
            actions = enter(model, SESSION_PERSON, now_ms);
        else
            actions = touch(model, now_ms);
        break;
    case SESSION_IN_CARD_GONE:
        actions = model->state == SESSION_PERSON ? rest(model) : SESSION_ACT_NONE;
        break;
    case SESSION_IN_BADGE: {
        /* A badge takes the screen from whoever was there: their data must be gone first. */
        SessionActions wipe = model->state == SESSION_RESTING ? SESSION_ACT_NONE : SESSION_ACT_WIPE;
        if (model->state == SESSION_STAFF)
            actions = touch(model, now_ms);
        else
            actions = wipe | enter(model, SESSION_STAFF_PIN, now_ms);
        break;
    }
    case SESSION_IN_PIN_OK:
        if (model->state == SESSION_STAFF_PIN)
            actions = enter(model, SESSION_STAFF, now_ms);
        break;
    case SESSION_IN_LEAVE:
        actions = rest(model);
        break;
    case SESSION_IN_TICK:
        actions = tick(model, times, now_ms);
        break;
    }
    if (next_ms)
        *next_ms = next_tick(model, times, now_ms);
    return actions;
}
