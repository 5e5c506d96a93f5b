/*
 * Who is it? A session cookie (pages and the app), or an Authorization header (API): Basic
 * `email/token:TOKEN`, Basic `email:password`, Bearer TOKEN. What the header says wins over the
 * cookie. Secrets in the query string are refused. Headers like X-Remote-User mean nothing here.
 * At the token endpoint (CAP_OAUTH_CLIENT) the header names a client, whom the handler asks.
 *
 * A session that is over is no error: the request is anonymous, and its route's capability decides.
 * Two people may share a browser, and what one began must not go out as the other's: a page that
 * says for whom it asks (X-Tend-User: ID) is refused with 401 when the cookie is somebody else's.
 * A wrong Authorization header is 401, except on rows with CAP_PUBLIC: there rq->bad_credentials is
 * set and the handler decides (GET users/me answers "Anonymous user").
 *
 * A password costs 30 ms of argon2, so it is verified in the slow pool and the outcome remembered
 * for a minute under a keyed hash; any change of the user's access forgets it.
 */
#include "http/http_i.h"

#include "base/bus.h"
#include "base/utf8.h"
#include "domain/event.h"
#include "domain/second_step.h"
#include "domain/session.h"
#include "domain/token.h"
#include "domain/user.h"
#include "http/password.h"
#include "http/throttle.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	REMEMBERED = 1024,
	REMEMBER_MS = 60 * 1000,
	SECRET_TEXT = 512,
	ADDRESS_TRIES = 60,
	ACCOUNT_TRIES = 20,
	WINDOW_S = 600,
};

struct remembered {
	uint8_t mac[SECRET_HASH];
	user_id user;
	i64 until_ms; /* monotonic */
};

static struct {
	pthread_mutex_t lock;
	uint8_t key[SECRET_KEY];
	struct remembered slots[REMEMBERED];
	uint64_t generation; /* moves with every change of anybody's access */
} memory = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void on_news(void *self, const struct news *news, int n)
{
	(void)self;
	for (int i = 0; i < n; i++) {
		if (!news[i].user_id)
			continue;
		pthread_mutex_lock(&memory.lock);
		memory.generation++;
		for (int s = 0; s < REMEMBERED; s++)
			if (news[i].user_id == NEWS_EVERYBODY ||
				memory.slots[s].user.v == news[i].user_id)
				secret_wipe(&memory.slots[s], sizeof memory.slots[s]);
		pthread_mutex_unlock(&memory.lock);
	}
}

void auth_start(void)
{
	static bool subscribed;

	secret_random(memory.key, sizeof memory.key);
	if (!subscribed)
		bus_subscribe(on_news, NULL);
	subscribed = true;
}

void auth_stop(void)
{
	secret_wipe(memory.slots, sizeof memory.slots);
}

static void credentials_mac(uint8_t mac[SECRET_HASH], const char *user, const char *password)
{
	size_t a = strlen(user), b = strlen(password);
	char both[2 * SECRET_TEXT];

	memcpy(both, user, a + 1);
	memcpy(both + a + 1, password, b);
	secret_mac(mac, memory.key, both, a + 1 + b);
	secret_wipe(both, sizeof both);
}

static struct remembered *slot_of(const uint8_t mac[SECRET_HASH])
{
	return &memory.slots[(mac[0] | mac[1] << 8) % REMEMBERED];
}

static bool recall(struct rq_private *p)
{
	uint8_t mac[SECRET_HASH];
	struct remembered *slot;

	credentials_mac(mac, p->basic_user, p->basic_password);
	slot = slot_of(mac);
	pthread_mutex_lock(&memory.lock);
	p->verify_generation = memory.generation;
	if (slot->user.v && slot->until_ms > clock_mono_us() / 1000 &&
		secret_equal(slot->mac, mac, sizeof mac))
		p->verified = slot->user;
	pthread_mutex_unlock(&memory.lock);
	return p->verified.v != 0;
}

static void remember(struct rq_private *p)
{
	uint8_t mac[SECRET_HASH];
	struct remembered *slot;

	credentials_mac(mac, p->basic_user, p->basic_password);
	slot = slot_of(mac);
	pthread_mutex_lock(&memory.lock);
	if (p->verify_generation == memory.generation) {
		memcpy(slot->mac, mac, sizeof mac);
		slot->user = p->verified;
		slot->until_ms = clock_mono_us() / 1000 + REMEMBER_MS;
	}
	pthread_mutex_unlock(&memory.lock);
}

/* Wrong passwords are counted by address and by account, right ones are not. */
static enum err throttle_begin(struct rq_private *p, const char *account)
{
	struct rq *rq = &p->rq;

	TRY(rq_throttle(rq, "password.address", rq_throttle_address(rq), ADDRESS_TRIES, WINDOW_S));
	return rq_throttle(rq, "password.account", account, ACCOUNT_TRIES, WINDOW_S);
}

void auth_verify_password(struct rq_private *p)
{
	struct rq *rq = &p->rq;
	const char *hash = NULL, *account = utf8_fold(rq->cx.arena, p->basic_user);
	enum second_step_need need;
	user_id user = {0};

	p->password_tried = true;
	p->throttled_out = throttle_begin(p, account) != OK;
	if (p->throttled_out || password_find(&rq->cx, p->basic_user, &user, &hash) != OK)
		return;
	if (!secret_password_verify(hash, p->basic_password) || !user.v)
		return;
	if (second_step_needed(&rq->cx, user, &need) != OK || need != NEED_NOTHING)
		return; /* a password alone does not do: there are tokens */
	p->verified = user;
	rq_throttle_forget(rq, "password.account", account);
	rq_throttle_undo(rq, "password.address", rq_throttle_address(rq));
	remember(p);
}

enum err password_prove(struct rq *rq, const char *email, const char *password, user_id *ret)
{
	struct rq_private *p = rq->private;

	*ret = (user_id){0};
	if (!*email || !*password || strlen(email) >= SECRET_TEXT ||
		strlen(password) >= SECRET_TEXT)
		return OK;
	p->basic_user = email;
	p->basic_password = password;
	if (!recall(p))
		auth_verify_password(p);
	if (p->throttled_out)
		return rq->cx.fail.code;
	rq->cx.fail = (struct failure){0};
	*ret = p->verified;
	return OK;
}

/* --- what an old sight of a session or token writes down, behind the request --- */

struct seen_job {
	struct write_job job;
	i64 session_id, token_id, now;
};

static enum err seen_run(struct write_job *job, struct db *db)
{
	struct seen_job *s = (struct seen_job *)job;
	struct arena *a = arena_new(64 << 10);
	struct cx cx = {.db = db, .arena = a, .now = s->now, .actor = actor_system()};
	enum err e;

	if (s->session_id)
		e = session_seen(&cx, s->session_id);
	else
		e = token_seen(&cx, (token_id){s->token_id});
	arena_free(a);
	return e;
}

static void seen_done(struct write_job *job, enum err result)
{
	(void)result;
	free(job);
}

static void note_seen(struct rq_private *p, const struct actor *actor)
{
	struct seen_job *s = calloc(1, sizeof *s);

	if (!s)
		return;
	s->job.run = seen_run;
	s->job.done = seen_done;
	s->session_id = actor->session_id;
	s->token_id = actor->token_id;
	s->now = p->rq.cx.now;
	if (!writer_submit(&s->job))
		free(s);
}

/* --- the ways in --- */

bool auth_is_https(const struct rq *rq)
{
	return strncmp(rq->base_url, "https://", 8) == 0;
}

const char *auth_cookie_name(const struct rq *rq)
{
	return auth_is_https(rq) ? "__Host-tend" : "tend";
}

bool auth_is_missing(struct rq_private *p)
{
	return !capability_anonymous(p->rq.route->cap) && route_is_api(p->rq.path) &&
	       !rq_header(&p->rq, "Authorization") && !rq_cookie(&p->rq, auth_cookie_name(&p->rq));
}

static enum gate admit(struct rq_private *p, const struct actor *actor, bool stale)
{
	p->rq.cx.actor = *actor;
	p->rq.cx.actor.address = p->address;
	if (stale)
		note_seen(p, actor);
	return GATE_PASS;
}

static enum gate refuse(struct rq_private *p)
{
	p->rq.cx.fail = (struct failure){0};
	p->rq.cx.actor = (struct actor){.role = ROLE_END_USER, .address = p->address};
	p->rq.bad_credentials = true;
	return p->rq.route->cap == CAP_PUBLIC ? GATE_PASS : GATE_REFUSE;
}

/*
 * X-On-Behalf-Of: an administrator's client acts as somebody else, named by address or id. Rights
 * are that person's; scope and rate limit stay those of the credentials.
 */
static enum err act_for(struct rq_private *p, const char *who)
{
	struct cx *cx = &p->rq.cx;
	struct actor self = cx->actor, other;
	struct user *u = NULL;

	if (self.role != ROLE_ADMIN || !(self.scope & SCOPE_IMPERSONATE))
		return E_FORBIDDEN;
	if (strchr(who, '@'))
		TRY(user_by_email(cx, who, &u));
	else if (strspn(who, "0123456789") == strlen(who) && strlen(who) < 19)
		TRY(user_load(cx, (user_id){strtoll(who, NULL, 10)}, &u));
	if (!u)
		return E_NOT_FOUND;
	TRY(actor_of_user(cx, u->id, &other));
	other.scope = self.scope;
	other.token_id = self.token_id;
	other.client_id = self.client_id;
	other.address = self.address;
	cx->actor = other;
	return OK;
}

static bool asks_for_another(struct rq *rq, user_id here)
{
	const char *who = rq_header(rq, "X-Tend-User");

	return who && strcmp(who, arena_printf(rq->cx.arena, "%lld", (long long)here.v)) != 0;
}

static enum gate by_cookie(struct rq_private *p, const char *cookie)
{
	uint8_t hash[SECRET_HASH];
	struct actor actor = {0};
	bool stale = false;

	secret_hash(hash, cookie, strlen(cookie));
	if (session_find(&p->rq.cx, hash, &actor, &stale) != OK) {
		p->rq.cx.fail = (struct failure){0};
		return GATE_PASS;
	}
	if (asks_for_another(&p->rq, actor.id))
		return GATE_REFUSE;
	p->by_cookie = true;
	return admit(p, &actor, stale);
}

static enum gate by_token(struct rq_private *p, const char *token, const char *email)
{
	struct actor actor = {0};
	bool stale = false;

	if (!secret_token_plausible(token) ||
		token_find(&p->rq.cx, token, email, &actor, &stale) != OK)
		return refuse(p);
	return admit(p, &actor, stale);
}

static enum gate by_password(struct rq_private *p, const char *email, const char *password)
{
	struct actor actor = {0};

	if (!*email || !*password)
		return refuse(p);
	p->basic_user = email;
	p->basic_password = password;
	if (!p->verified.v && !p->password_tried && !recall(p))
		return GATE_VERIFY;
	if (!p->verified.v || actor_of_user(&p->rq.cx, p->verified, &actor) != OK)
		return refuse(p);
	return admit(p, &actor, false);
}

static enum gate by_basic(struct rq_private *p, const char *coded)
{
	uint8_t text[SECRET_TEXT];
	int n = secret_unbase64_std(text, sizeof text - 1, coded, strlen(coded));
	char *user, *password;
	size_t length;

	if (n < 0 || memchr(text, 0, (size_t)n))
		return refuse(p);
	user = arena_strndup(p->rq.cx.arena, (char *)text, (size_t)n);
	secret_wipe(text, sizeof text);
	password = strchr(user, ':');
	if (!password)
		return refuse(p);
	*password++ = 0;
	length = strlen(user);
	if (length > 6 && strcmp(user + length - 6, "/token") == 0) {
		user[length - 6] = 0;
		return by_token(p, password, user);
	}
	return by_password(p, user, password);
}

/* API credentials of the Authorization header. */
static enum gate by_header(struct rq_private *p, const char *header)
{
	const char *who = rq_header(&p->rq, "X-On-Behalf-Of");
	enum gate gate;

	if (strncasecmp(header, "Basic ", 6) == 0)
		gate = by_basic(p, header + 6 + strspn(header + 6, " "));
	else if (strncasecmp(header, "Bearer ", 7) == 0)
		gate = by_token(p, header + 7 + strspn(header + 7, " "), NULL);
	else
		return refuse(p);
	if (gate == GATE_PASS && who && *who && !p->rq.bad_credentials && act_for(p, who) != OK)
		return refuse(p);
	return gate;
}

enum gate auth_identify(struct rq_private *p)
{
	struct rq *rq = &p->rq;
	const char *header = rq_header(rq, "Authorization"), *cookie;

	rq->cx.actor = (struct actor){.role = ROLE_END_USER, .address = p->address};
	if (rq->route->cap == CAP_OAUTH_CLIENT)
		return GATE_PASS;
	if (rq_query(rq, "access_token") || rq_query(rq, "api_token"))
		return GATE_REFUSE;
	if (header && (route_is_api(rq->path) || strcmp(rq->path, "/metrics") == 0))
		return by_header(p, header);
	cookie = rq_cookie(rq, auth_cookie_name(rq));
	return cookie && *cookie ? by_cookie(p, cookie) : GATE_PASS;
}
