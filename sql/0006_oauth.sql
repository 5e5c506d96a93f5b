-- OAuth: clients, codes, and what a token carries. Secrets and codes are kept as SHA-256 alone.

-- kind: 1 confidential (has a secret), 2 public. redirect_uris: one a line. user_id: who made it;
-- tokens by client credentials act as that user.
CREATE TABLE oauth_client (
	id {ID},
	identifier {TEXT} NOT NULL,
	name {TEXT} NOT NULL,
	company {TEXT},
	description {TEXT},
	kind {I64} NOT NULL CHECK (kind IN (1, 2)),
	secret_hash {BLOB},
	redirect_uris {TEXT} NOT NULL DEFAULT '',
	user_id {I64} NOT NULL REFERENCES user_account (id),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE UNIQUE INDEX oauth_client_identifier ON oauth_client (identifier) WHERE deleted_at IS NULL;
CREATE INDEX oauth_client_user ON oauth_client (user_id);

-- scopes: words of scope.h. family: the first token of a chain of refreshes, which ends as a whole
-- when one of it is used twice. refresh_hash: of the text that makes the next one; granted: the
-- scopes that one may have. over_at: nothing of the row works any more, it may go.
ALTER TABLE token ADD COLUMN scopes {TEXT} NOT NULL DEFAULT 'read impersonate';
UPDATE token SET scopes = 'write impersonate' WHERE scope = 2;
ALTER TABLE token DROP COLUMN scope;
ALTER TABLE token ADD COLUMN client_id {I64} REFERENCES oauth_client (id);
ALTER TABLE token ADD COLUMN family {I64};
ALTER TABLE token ADD COLUMN refresh_hash {BLOB};
ALTER TABLE token ADD COLUMN granted {TEXT};
ALTER TABLE token ADD COLUMN over_at {I64};
CREATE INDEX token_client ON token (client_id, id);
CREATE INDEX token_family ON token (family) WHERE family IS NOT NULL;
CREATE UNIQUE INDEX token_refresh ON token (refresh_hash) WHERE refresh_hash IS NOT NULL;
CREATE INDEX token_over ON token (over_at) WHERE over_at IS NOT NULL;

-- Codes of the authorization page: used once, within a minute. family: the tokens it gave, which
-- end when the code comes again.
CREATE TABLE oauth_code (
	id {ID},
	hash {BLOB} NOT NULL,
	client_id {I64} NOT NULL REFERENCES oauth_client (id),
	user_id {I64} NOT NULL REFERENCES user_account (id),
	redirect_uri {TEXT} NOT NULL,
	challenge {TEXT},
	scopes {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	expires_at {I64} NOT NULL,
	used_at {I64},
	family {I64}
) {STRICT};
CREATE UNIQUE INDEX oauth_code_hash ON oauth_code (hash);
CREATE INDEX oauth_code_client ON oauth_code (client_id);
CREATE INDEX oauth_code_user ON oauth_code (user_id);
CREATE INDEX oauth_code_expires ON oauth_code (expires_at);
