-- What the house is set up as: brands, forms, custom statuses, roles, support addresses; and small
-- records of work: skips, activities, merges. Lists of ids and objects are JSON. Rows 1 of brand
-- and ticket_form and rows 1 to 5 of custom_status are built in: a ticket that says nothing has
-- those, and its columns are NULL.

CREATE TABLE brand (
	id {ID},
	name {TEXT} NOT NULL,
	subdomain {TEXT} NOT NULL,
	host_mapping {TEXT},
	signature_template {TEXT},
	active {I64} NOT NULL CHECK (active IN (0, 1)),
	is_default {I64} NOT NULL CHECK (is_default IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};

CREATE TABLE ticket_form (
	id {ID},
	name {TEXT} NOT NULL,
	display_name {TEXT} NOT NULL,
	end_user_visible {I64} NOT NULL CHECK (end_user_visible IN (0, 1)),
	position {I64} NOT NULL,
	ticket_field_ids {TEXT} NOT NULL,
	active {I64} NOT NULL CHECK (active IN (0, 1)),
	is_default {I64} NOT NULL CHECK (is_default IN (0, 1)),
	in_all_brands {I64} NOT NULL CHECK (in_all_brands IN (0, 1)),
	restricted_brand_ids {TEXT} NOT NULL,
	agent_conditions {TEXT} NOT NULL,
	end_user_conditions {TEXT} NOT NULL,
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};

-- status_category: as ticket.status; solved stands for closed too.
CREATE TABLE custom_status (
	id {ID},
	status_category {I64} NOT NULL CHECK (status_category BETWEEN 1 AND 5),
	agent_label {TEXT} NOT NULL,
	end_user_label {TEXT} NOT NULL,
	description {TEXT} NOT NULL,
	end_user_description {TEXT} NOT NULL,
	active {I64} NOT NULL CHECK (active IN (0, 1)),
	is_default {I64} NOT NULL CHECK (is_default IN (0, 1)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};

-- Which custom statuses a form offers; a form without rows offers all.
CREATE TABLE ticket_form_status (
	id {ID},
	ticket_form_id {I64} NOT NULL REFERENCES ticket_form (id),
	custom_status_id {I64} NOT NULL REFERENCES custom_status (id)
) {STRICT};
CREATE UNIQUE INDEX ticket_form_status_pair ON ticket_form_status (ticket_form_id, custom_status_id);
CREATE INDEX ticket_form_status_status ON ticket_form_status (custom_status_id);

-- role: of domain role, of built-in rows alone, which do not change.
CREATE TABLE custom_role (
	id {ID},
	name {TEXT} NOT NULL,
	description {TEXT} NOT NULL,
	configuration {TEXT} NOT NULL,
	role {I64} NOT NULL CHECK (role IN (0, 1, 2)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};

-- forwarding: 0 unknown, 1 waiting for a message to arrive, 2 verified.
CREATE TABLE recipient_address (
	id {ID},
	email {TEXT} NOT NULL,
	name {TEXT} NOT NULL,
	brand_id {I64} NOT NULL REFERENCES brand (id),
	is_default {I64} NOT NULL CHECK (is_default IN (0, 1)),
	forwarding {I64} NOT NULL CHECK (forwarding IN (0, 1, 2)),
	created_at {I64} NOT NULL,
	updated_at {I64} NOT NULL,
	deleted_at {I64}
) {STRICT};
CREATE INDEX recipient_address_brand ON recipient_address (brand_id);

ALTER TABLE ticket ADD COLUMN brand_id {I64} REFERENCES brand (id);
ALTER TABLE ticket ADD COLUMN ticket_form_id {I64} REFERENCES ticket_form (id);
ALTER TABLE ticket ADD COLUMN custom_status_id {I64} REFERENCES custom_status (id);
CREATE INDEX ticket_brand ON ticket (brand_id, id) WHERE brand_id IS NOT NULL;
CREATE INDEX ticket_form_of ON ticket (ticket_form_id, id) WHERE ticket_form_id IS NOT NULL;
CREATE INDEX ticket_custom_status ON ticket (custom_status_id, id) WHERE custom_status_id IS NOT NULL;

-- What others did with an agent's tickets, as places in the log. verb: 1 assigned, 2 commented,
-- 3 priority raised.
CREATE TABLE activity (
	user_id {I64} NOT NULL REFERENCES user_account (id),
	event_id {I64} NOT NULL REFERENCES event (id),
	verb {I64} NOT NULL CHECK (verb IN (1, 2, 3)),
	at {I64} NOT NULL,
	PRIMARY KEY (user_id, event_id)
) {STRICT};
CREATE INDEX activity_event ON activity (event_id);
CREATE INDEX activity_at ON activity (at);

CREATE TABLE skip (
	id {ID},
	user_id {I64} NOT NULL REFERENCES user_account (id),
	ticket_id {I64} NOT NULL REFERENCES ticket (id),
	reason {TEXT} NOT NULL,
	created_at {I64} NOT NULL
) {STRICT};
CREATE INDEX skip_user ON skip (user_id, id);
CREATE INDEX skip_ticket ON skip (ticket_id, id);

-- status: 1 new, 2 in progress, 3 complete, 4 error.
CREATE TABLE organization_merge (
	id {ID},
	loser_id {I64} NOT NULL REFERENCES organization (id),
	winner_id {I64} NOT NULL REFERENCES organization (id),
	status {I64} NOT NULL CHECK (status BETWEEN 1 AND 4),
	created_at {I64} NOT NULL
) {STRICT};
CREATE INDEX organization_merge_loser ON organization_merge (loser_id);
CREATE INDEX organization_merge_winner ON organization_merge (winner_id, id);

ALTER TABLE user_account ADD COLUMN custom_role_id {I64} REFERENCES custom_role (id);
CREATE INDEX user_account_custom_role ON user_account (custom_role_id) WHERE custom_role_id IS NOT NULL;

-- Deleted users whose personal data is gone for good have purged_at.
ALTER TABLE user_account ADD COLUMN purged_at {I64};
CREATE INDEX user_account_deleted ON user_account (id) WHERE active = 0 AND purged_at IS NULL;

-- What is built in, made now.
CREATE TABLE built_in (at {I64} NOT NULL) {STRICT};
-- @sqlite
INSERT INTO built_in (at) VALUES (CAST(strftime('%s', 'now') AS INTEGER) * 1000);
-- @postgres
INSERT INTO built_in (at) VALUES (CAST(extract(epoch FROM now()) AS BIGINT) * 1000);
-- @both
INSERT INTO brand (name, subdomain, active, is_default, created_at, updated_at)
	SELECT 'Support', 'support', 1, 1, at, at FROM built_in;
INSERT INTO ticket_form (name, display_name, end_user_visible, position, ticket_field_ids, active,
	is_default, in_all_brands, restricted_brand_ids, agent_conditions, end_user_conditions,
	created_at, updated_at)
	SELECT 'Default ticket form', 'Default ticket form', 1, 1, '[]', 1, 1, 1, '[]', '[]', '[]', at, at
	FROM built_in;
INSERT INTO custom_status (status_category, agent_label, end_user_label, description,
	end_user_description, active, is_default, created_at, updated_at)
	SELECT 1, 'New', 'Open', 'Nobody has it yet', 'We are on it', 1, 1, at, at FROM built_in;
INSERT INTO custom_status (status_category, agent_label, end_user_label, description,
	end_user_description, active, is_default, created_at, updated_at)
	SELECT 2, 'Open', 'Open', 'An agent works on it', 'We are on it', 1, 1, at, at FROM built_in;
INSERT INTO custom_status (status_category, agent_label, end_user_label, description,
	end_user_description, active, is_default, created_at, updated_at)
	SELECT 3, 'Pending', 'Awaiting your reply', 'Waits for the requester', 'We wait for your answer',
	1, 1, at, at FROM built_in;
INSERT INTO custom_status (status_category, agent_label, end_user_label, description,
	end_user_description, active, is_default, created_at, updated_at)
	SELECT 4, 'On-hold', 'Open', 'Waits for somebody else', 'We are on it', 1, 1, at, at FROM built_in;
INSERT INTO custom_status (status_category, agent_label, end_user_label, description,
	end_user_description, active, is_default, created_at, updated_at)
	SELECT 5, 'Solved', 'Solved', 'Answered', 'Answered', 1, 1, at, at FROM built_in;
INSERT INTO custom_role (name, description, configuration, role, created_at, updated_at)
	SELECT 'Agent', 'Works on tickets', '{}', 1, at, at FROM built_in;
INSERT INTO custom_role (name, description, configuration, role, created_at, updated_at)
	SELECT 'Administrator', 'Works on tickets and sets everything up', '{}', 2, at, at FROM built_in;
DROP TABLE built_in;
