#!/bin/bash
# tend import zendesk: from a directory (good, bad, again, killed in the middle), from a running
# Tend, into a running Tend. TAP. Needs curl and sqlite3.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
fake_helpdesk=$repository/tests/cli/fake_helpdesk.mjs
sql() { sqlite3 "$1/tend.db" "$2"; }
same() { # WANT GOT NAME
	[ "$1" = "$2" ] || echo "# want $1, got $2"
	[ "$1" = "$2" ]
	result $? "$3"
}
# counts DIR: everything that an import brings, in one line
counts() {
	sql "$1" "SELECT (SELECT count(*) || ':' || sum(id) || ':' || sum(created_at / 1000) || ':' || sum(status) FROM ticket),
		(SELECT count(*) || ':' || sum(created_at / 1000) || ':' || sum(length(body)) || ':' || sum(public) FROM comment),
		(SELECT count(*) || ':' || sum(active) || ':' || sum(role) || ':' || sum(verified) FROM user_account),
		(SELECT count(*) || ':' || sum(id) FROM organization), (SELECT count(*) FROM agent_group),
		(SELECT count(*) FROM group_membership), (SELECT count(*) FROM organization_membership),
		(SELECT count(*) FROM user_identity), (SELECT count(*) || ':' || sum(size) FROM attachment)"
}
clean() { # DIR NAME
	exits 0 "check $2" "$tend" check --data "$1"
	says out ' 0 differences' "check $2 finds nothing"
}

# --- usage ---
exits 0 'tend import zendesk --help' "$tend" import zendesk --help
says out 'tickets.*comments' 'the help names the files'
exits 2 'tend import' "$tend" import
exits 2 'tend import jira' "$tend" import jira --data d --from x
exits 2 'import without --from' "$tend" import zendesk --data "$scratch/none"
exits 2 'import without --data' "$tend" import zendesk --from x
exits 1 'import from no directory' "$tend" import zendesk --data "$scratch/d0" --from "$scratch/nothing"
says err 'cannot read .*/nothing' 'it names the directory'
mkdir empty
exits 1 'import from an empty directory' "$tend" import zendesk --data "$scratch/d0" --from empty
says err 'no file that is known' 'it says so'
exits 2 'import from a server without a user' "$tend" import zendesk --data "$scratch/d0" --from http://127.0.0.1:9

[ ! -e none ] && [ ! -e d0/import ]
result $? 'wrong usage makes nothing'

# --- a directory ---
mkdir -p good/attachments
big=9007199254740993 # above 2^53: not kept
cat >good/groups.json <<END
{"groups": [
	{"id": 360000000001, "name": "Support", "url": "https://acme.zendesk.com/api/v2/groups/1.json"},
	{"id": 360000000002, "name": "Billing", "created_at": "2019-01-01T00:00:00Z"},
	{"id": 360000000003, "name": "Gone", "deleted": true}
], "next_page": null, "count": 3}
END
cat >good/organizations.jsonl <<END
{"id": 501, "name": "Acme", "domain_names": ["acme.example"], "tags": ["vip"], "created_at": "2019-02-03T04:05:06Z", "group_id": 360000000002}
{"id": 502, "name": "Old", "deleted_at": "2020-01-01T00:00:00Z"}
END
cat >good/ticket_fields.jsonl <<END
{"id": 11, "type": "subject", "title": "Subject", "removable": false}
{"id": 12, "type": "custom_status", "title": "Ticket status", "removable": false}
{"id": 7001, "type": "tagger", "title": "Product", "removable": true, "custom_field_options": [{"name": "Desk", "value": "desk"}, {"name": "Chair", "value": "chair"}]}
END
echo '{"id": 7101, "type": "text", "key": "plan", "title": "Plan"}' >good/user_fields.ndjson
cat >good/users-1.jsonl <<END
{"id": 1001, "name": "Cora Customer", "email": "cora@acme.example", "role": "end-user", "organization_id": 501, "created_at": "2019-03-01T00:00:00Z", "tags": ["big"], "user_fields": {"plan": "gold", "other": 1}, "external_id": "x-1", "phone": "+49 1", "verified": true, "iana_time_zone": "Europe/Berlin"}
{"id": 1002, "name": "Dora Deleted", "email": null, "role": "end-user", "active": false}
{"id": 1003, "name": "Sam Suspended", "email": "sam@mail.example", "role": "end-user", "suspended": true, "identities": [{"type": "email", "value": "sam2@mail.example", "verified": true}, {"type": "twitter", "value": "sam"}]}
END
cat >good/users-2.jsonl <<END
{"users": [{"id": 1010, "name": "Ada Agent", "email": "ada@acme.example", "role": "agent", "default_group_id": 360000000002}, {"id": 1011, "name": "Bo Boss", "email": "boss@acme.example", "role": "admin"}]}
{"user": {"id": $big, "name": "Big Id", "email": "big@mail.example", "role": "end-user"}}
END
cat >good/group_memberships.jsonl <<END
{"id": 1, "user_id": 1010, "group_id": 360000000001, "default": false}
{"id": 2, "user_id": 1010, "group_id": 360000000002, "default": true}
{"id": 3, "user_id": 1011, "group_id": 360000000001, "default": true}
END
echo '{"id": 1, "user_id": 1003, "organization_id": 501, "default": null}' >good/organization_memberships.jsonl
cat >good/tickets.jsonl <<END
{"id": 4711, "subject": "The door", "description": "It squeaks", "status": "closed", "priority": "high", "type": "question", "requester_id": 1001, "submitter_id": 1001, "assignee_id": 1010, "group_id": 360000000002, "organization_id": 501, "tags": ["door", "loud"], "created_at": "2019-05-01T10:00:00Z", "updated_at": "2019-05-04T10:00:00Z", "via": {"channel": "email"}, "custom_fields": [{"id": 7001, "value": "desk"}], "email_cc_ids": [1003, 1002]}
{"id": 4712, "subject": "Light is out", "description": "All dark", "status": "open", "type": "incident", "problem_id": 4714, "requester_id": 1003, "submitter_id": 1010, "assignee_id": 1002, "created_at": "2019-06-01T10:00:00Z", "updated_at": "2019-06-01T11:00:00Z", "custom_fields": [{"id": 7001, "value": "sofa"}]}
{"id": 4713, "subject": "Door again", "description": "Still", "status": "pending", "requester_id": 1001, "created_at": "2019-07-01T10:00:00Z", "via": {"channel": "web", "source": {"from": {"ticket_id": 4711}, "to": {}, "rel": "follow_up"}}, "comments": [{"author_id": 1001, "body": "Still", "public": true, "created_at": "2019-07-01T10:00:00Z"}, {"author_id": 1010, "body": "We come", "public": true, "created_at": "2019-07-01T11:00:00Z"}]}
{"id": 4714, "subject": "Power cut", "description": "The whole street", "status": "solved", "type": "problem", "requester_id": 4040, "submitter_id": 1010, "created_at": "2019-06-01T09:00:00Z", "updated_at": "2019-06-02T09:00:00Z"}
{"id": 4716, "subject": "Street light", "description": "Too", "status": "solved", "type": "incident", "problem_id": 9999, "requester_id": 1001, "created_at": "2019-06-03T09:00:00Z"}
{"id": 4715, "subject": "Deleted", "description": "x", "status": "deleted", "requester_id": 1001}
END
cat >good/comments.jsonl <<END
{"id": 91, "ticket_id": 4711, "author_id": 1001, "body": "It squeaks", "public": true, "created_at": "2019-05-01T10:00:00Z", "attachments": [{"id": 801, "file_name": "door.wav", "content_type": "audio/wav", "content_url": "https://acme.zendesk.com/a/801", "size": 5}, {"id": 802, "file_name": "lost.txt", "size": 1}]}
{"id": 93, "ticket_id": 4711, "author_id": -1, "body": "Closed by itself", "public": false, "created_at": "2019-05-04T10:00:00Z"}
END
cat >good/ticket_events.json <<END
{"ticket_events": [{"id": 1, "ticket_id": 4711, "timestamp": 1556800000, "created_at": "2019-05-02T10:00:00Z", "updater_id": 1010, "event_type": "Audit", "child_events": [
	{"id": 92, "event_type": "Comment", "type": "Comment", "body": "Oil it", "public": true, "author_id": 1010},
	{"id": 99, "event_type": "Change", "status": "open", "previous_value": "new"}]},
	{"id": 2, "ticket_id": 4711, "created_at": "2019-05-01T10:00:00Z", "updater_id": 1001, "event_type": "Audit", "child_events": [
	{"id": 91, "event_type": "Comment", "type": "Comment", "body": "It squeaks", "public": true, "author_id": 1001}]}],
	"next_page": null, "end_of_stream": true}
END
printf hello >good/attachments/801
exits 0 'import from a directory' "$tend" import zendesk --data "$scratch/d1" --from good
row() { awk -v name="$1" '$1 == name { print $2, $3, $4, $5 }' out; }
same '1 1 1 0' "$(row groups)" 'groups: one made, one here, one left out'
same '1 0 1 0' "$(row organizations)" 'organizations are counted'
same '1 1 1 0' "$(row ticket_fields)" 'ticket fields: the built-in one is ours'
same '6 0 0 0' "$(row users)" 'users are counted'
same '5 0 1 0' "$(row tickets)" 'tickets are counted'
same '8 0 0 0' "$(row comments)" 'comments are counted, repeated ones once'
same '1 0 1 0' "$(row attachments)" 'attachments are counted'
says out '^1 links to problems and followed-up tickets were dropped' 'a parent that never comes is told'
says out '^2 open tickets came without a deadline' 'open tickets are told'
says out '^2 agents and administrators have no password' 'staff without password is told'
clean d1 'after the import'
same '4711,4712,4713,4714,4716' "$(sql d1 'SELECT group_concat(id) FROM (SELECT id FROM ticket ORDER BY id)')" 'tickets keep their numbers'
same '1001,1002,1003,1010,1011,4040' "$(sql d1 "SELECT group_concat(id) FROM (SELECT id FROM user_account WHERE id > 1000 AND id < 5000 AND name NOT IN ('Unknown user', 'Big Id') ORDER BY id)")" 'users keep their ids'
same 0 "$(sql d1 "SELECT count(*) FROM user_account WHERE id = $big")" 'an id too large for others is not kept'
same '6|1|1556704800000|1556964000000|1001|1010|door loud desk' "$(sql d1 "SELECT status, comment_count = 3, created_at, updated_at, requester_id, assignee_id, 'door loud ' || (SELECT tag FROM ticket_tag WHERE ticket_id = 4711 AND tag = 'desk') FROM ticket WHERE id = 4711")" 'a closed ticket stands as it stood'
same 'It squeaks:1001:1:3|Oil it:1010:1:3|Closed by itself:0:0:3' "$(sql d1 "SELECT group_concat(c.body || ':' || (CASE WHEN u.active THEN u.id ELSE 0 END) || ':' || c.public || ':' || c.channel, '|') FROM comment c JOIN user_account u ON u.id = c.author_id WHERE ticket_id = 4711 ORDER BY c.id")" 'its comments come in order'
same 4714 "$(sql d1 'SELECT problem_id FROM ticket WHERE id = 4712')" 'an incident finds the problem behind it'
same '' "$(sql d1 'SELECT assignee_id FROM ticket WHERE id = 4712')" 'nobody who is gone is assigned'
same 4711 "$(sql d1 'SELECT followup_of_id FROM ticket WHERE id = 4713')" 'a follow-up finds its parent'
same 0 "$(sql d1 'SELECT count(*) FROM wait')" 'no clock runs'
same 0 "$(sql d1 'SELECT count(*) FROM outbox')" 'nothing waits to be sent'
same '0|Unknown user 4040' "$(sql d1 'SELECT active, name FROM user_account WHERE id = 4040')" 'who is not in the export is unknown and inactive'
same '0|1' "$(sql d1 'SELECT (SELECT active FROM user_account WHERE id = 1002), (SELECT suspended FROM user_account WHERE id = 1003)')" 'deleted and suspended people stay so'
same 501 "$(sql d1 'SELECT organization_id FROM user_account WHERE id = 1001')" 'customers keep their organization'
same '{"plan":"gold"}' "$(sql d1 'SELECT fields FROM user_account WHERE id = 1001')" 'and their fields'
same 'sam2@mail.example,sam@mail.example' "$(sql d1 "SELECT group_concat(value) FROM (SELECT value FROM user_identity WHERE user_id = 1003 ORDER BY value)")" 'and their addresses'
same '360000000002|2' "$(sql d1 'SELECT default_group_id, (SELECT count(*) FROM group_membership WHERE user_id = 1010) FROM user_account WHERE id = 1010')" 'agents keep their groups'
same 'door.wav|5' "$(sql d1 'SELECT file_name, size FROM attachment')" 'the attachment that is beside came'
before=$(counts d1)
exits 0 'the same again' "$tend" import zendesk --data "$scratch/d1" --from good
same '0 5 1 0' "$(row tickets)" 'again: the tickets are here'
same '0 6 0 0' "$(row users)" 'again: the users are here'
same "$before" "$(counts d1)" 'again: nothing is doubled'
cp -r good more
cat >>more/tickets.jsonl <<END
{"id": 4720, "subject": "New", "description": "One more", "status": "new", "requester_id": 1001, "created_at": "2020-01-01T00:00:00Z"}
END
exits 0 'with one more ticket' "$tend" import zendesk --data "$scratch/d1" --from more
same '1 5 1 0' "$(row tickets)" 'only the new one comes'
clean d1 'after all that'

# --- who is here already ---
"$tend" init --data "$scratch/d2" --admin-email boss@acme.example --admin-name Boss >out 2>err
sqlite3 d2/tend.db "INSERT INTO import_source (name, created_at) VALUES ('other', 1)"
exits 0 'into a database with people' "$tend" import zendesk --data "$scratch/d2" --from good
same '5 1 0 0' "$(row users)" 'the administrator is found by address'
exits 0 'the same numbers from another source' "$tend" import zendesk --data "$scratch/d2" --from good --source other
same '5 0 1 0' "$(row tickets)" 'tickets whose numbers are taken get new ones'
same 10 "$(sql d2 'SELECT count(*) FROM ticket')" 'and both are there'
clean d2 'after two sources'

# --- bad lines ---
mkdir bad
cp good/groups.json good/organizations.jsonl good/users-1.jsonl good/users-2.jsonl bad/
cat >bad/tickets.jsonl <<END
{"id": 1, "subject": "Fine", "description": "a", "status": "closed", "requester_id": 1001, "created_at": "2019-05-01T10:00:00Z"}
{"id": 2, "subject": "Cut
this is no JSON
[1, 2]
{"subject": "No id", "status": "open"}
{"id": 3, "subject": "No such status", "status": "melted", "requester_id": 1001}

{"id": 4, "subject": "Fine too", "description": "b", "status": "open", "requester_id": 1001, "created_at": "2999-05-01T10:00:00Z", "due_at": "never", "tags": "x", "custom_fields": {"a": 1}}
END
printf '{"ticket_id": 1, "author_id": 1001, "body": "a"}\n{"body": "whose?"}\nnonsense\n' >bad/comments.jsonl
for i in $(seq 30); do echo "{\"id\": \"bad $i\"" >>bad/tickets.jsonl; done
exits 1 'import with bad lines' "$tend" import zendesk --data "$scratch/d3" --from bad
same '2 0 0 36' "$(row tickets)" 'the good ones come, the bad ones are counted'
says err '^tickets.jsonl, line 2: ' 'a bad line is told with file and line'
says err '^tickets.jsonl, line 6: there is no status "melted"' 'and why'
says err '^comments.jsonl, line 2: it has no ticket_id' 'a comment of no ticket is told'
says err '… and 18 more' 'not all are told'
clean d3 'after bad lines'
exits 1 'strict stops' "$tend" import zendesk --data "$scratch/d4" --from bad --strict
says err 'stopped at the first object' 'and says so'
clean d4 'after strict'

# --- killed in the middle ---
mkdir many
awk 'BEGIN { for (i = 1; i <= 500; i++) printf "{\"id\":%d,\"name\":\"Customer %d\",\"email\":\"c%d@mail.example\",\"role\":\"end-user\"}\n", 2000 + i, i, i }' >many/users.jsonl
awk 'BEGIN { for (i = 1; i <= 3000; i++) printf "{\"id\":%d,\"subject\":\"Ticket %d\",\"description\":\"Text %d\",\"status\":\"closed\",\"requester_id\":%d,\"created_at\":\"2020-01-01T00:00:00Z\"}\n", i, i, i, 2001 + i % 500 }' >many/tickets.jsonl
awk 'BEGIN { for (i = 1; i <= 3000; i++) for (j = 0; j < 3; j++) printf "{\"id\":%d,\"ticket_id\":%d,\"author_id\":%d,\"body\":\"Comment %d %d\",\"public\":true,\"created_at\":\"2020-01-0%dT00:00:00Z\"}\n", i * 10 + j, i, 2001 + i % 500, i, j, j + 1 }' >many/comments.jsonl
exits 0 'many at once' "$tend" import zendesk --data "$scratch/whole" --from many
for round in 1 2 3 4; do
	"$tend" import zendesk --data "$scratch/cut" --from many >out 2>err </dev/null & # no function: its pid would be a shell's
	victim=$!
	until [ "$(sql cut 'SELECT count(*) FROM ticket' 2>/dev/null || echo 0)" -ge $((round * 500)) ] || ! kill -0 $victim 2>/dev/null; do :; done
	kill -9 $victim 2>/dev/null
	wait $victim 2>/dev/null
done
exits 0 'killed four times, then to the end' "$tend" import zendesk --data "$scratch/cut" --from many
same "$(counts whole)" "$(counts cut)" 'the same as in one go'
clean cut 'after the kills'

# --- from a running Tend ---
"$tend" demo --data "$scratch/source" --tickets 150 >out 2>err
admin=admin@example.com
token=$("$tend" token create --data "$scratch/source" --user "$admin" --name move --scope write | grep -oE '^tend_[0-9A-Za-z_]+')
agent=$(sql source "SELECT email FROM user_account WHERE role = 1 LIMIT 1")
weak=$("$tend" token create --data "$scratch/source" --user "$agent" --name weak --scope write | grep -oE '^tend_[0-9A-Za-z_]+')
serve "$scratch/source"
result $? 'the source serves'
upload=$(curl -sS -H "Authorization: Bearer $token" -H 'Content-Type: text/plain' --data-binary 'some bytes' "$url/api/v2/uploads.json?filename=a.txt" |
	grep -oE '"token":"[^"]+' | head -n 1 | cut -d'"' -f4)
curl -sS -o out -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
	-d "{\"ticket\":{\"subject\":\"With a file\",\"comment\":{\"body\":\"See there\",\"uploads\":[\"$upload\"]}}}" "$url/api/v2/tickets.json"
exits 1 'a wrong token' env TEND_IMPORT_SECRET=wrong "$tend" import zendesk --data "$scratch/moved" --from "$url" --token
says err 'does not accept the credentials' 'a wrong token: says so'
exits 1 'the token of an agent' env TEND_IMPORT_SECRET="$weak" "$tend" import zendesk --data "$scratch/moved" --from "$url" --token
says err 'administrator' 'the token of an agent: says who is needed'
exits 1 'no secret' "$tend" import zendesk --data "$scratch/moved" --from "$url" --token
says err 'secret is missing' 'no secret: says so'
printf '%s\n' "$token" | "$tend" import zendesk --data "$scratch/moved" --from "$url/" --user "$admin" >out 2>err
result $? 'import from a server, the API token on standard input'
! grep -qF "$token" out err && ! grep -rqaF "$token" moved
result $? 'the token is kept nowhere'
same "$(counts source)" "$(counts moved)" 'both have the same'
[ ! -e "moved/import/1" ]
result $? 'what was fetched is removed'
clean moved 'after the move'
curl -sS -o out -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
	-d '{"ticket":{"subject":"Late","comment":{"body":"After the move"}}}' "$url/api/v2/tickets.json"
exits 0 'a second import from the server' env TEND_IMPORT_SECRET="$token" "$tend" import zendesk --data "$scratch/moved" --from "$url" --token
same '1 0 0 0' "$(row tickets)" 'only the ticket made since comes'
same "$(counts source)" "$(counts moved)" 'both have the same again'

# --- killed while fetching ---
env TEND_IMPORT_SECRET="$token" "$tend" import zendesk --data "$scratch/torn" --from "$url" --token >out 2>err </dev/null &
victim=$!
until [ -s torn/import/1/users.jsonl ] || ! kill -0 $victim 2>/dev/null; do :; done
kill -9 $victim 2>/dev/null
wait $victim 2>/dev/null
exits 0 'killed while fetching, then to the end' env TEND_IMPORT_SECRET="$token" "$tend" import zendesk --data "$scratch/torn" --from "$url" --token
same "$(counts source)" "$(counts torn)" 'nothing is lost or doubled'
clean torn 'after the torn fetch'

# --- into a running Tend ---
exits 0 'into the database that is served' "$tend" import zendesk --data "$scratch/source" --from many
same '3000 0 0 0' "$(row tickets)" 'all tickets come'
curl -sS -o out -H "Authorization: Bearer $token" "$url/api/v2/tickets/2999.json"
grep -q '"subject":"Ticket 2999"' out
result $? 'the server shows them at once'
curl -sS -o out -w '%{http_code}' -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
	-d '{"ticket":{"subject":"After","comment":{"body":"Still works"}}}' "$url/api/v2/tickets.json" >code
same 201 "$(cat code)" 'and goes on writing'
stop TERM
same 0 "$status" 'the server stops cleanly'
clean source 'after importing into a served one'

# --- from a server that behaves as Zendesk does ---
fake() { # BROKEN: sets url
	: >port
	node "$fake_helpdesk" "$@" >port 2>strayed </dev/null &
	pids+=($!)
	until [ -s port ]; do kill -0 "${pids[-1]}" || return 1; done
	url=http://127.0.0.1:$(cat port)
}
fake
result $? 'the other helpdesk answers'
exits 0 'import from it' env TEND_IMPORT_SECRET=secret "$tend" import zendesk --data "$scratch/zen" --from "$url/api/v2" --user boss@mail.example
same '2 0 0 0' "$(row groups)" 'lists are walked to their end'
same '2 0 0 0' "$(row tickets)" 'exports are walked to their end'
same '3 0 0 0' "$(row comments)" 'a repeated event counts once'
same '1 0 2 0' "$(row attachments)" 'attachments come, but no large ones and none from another host without https'
says err 'waiting 0 s' 'a pause that is asked for is told'
[ ! -s strayed ]
result $? 'nothing was asked of the host that the links name'
same 9 "$(sql zen 'SELECT size FROM attachment')" 'the bytes are here'
clean zen 'after that'
for broken in json next loop; do
	fake $broken
	exits 1 "a server that breaks off ($broken)" env TEND_IMPORT_SECRET=secret "$tend" import zendesk --data "$scratch/zen2" --from "$url" --user boss@mail.example
	says err 'incremental/users/cursor' "it says where ($broken)"
done
exits 1 'no server' env TEND_IMPORT_SECRET=secret "$tend" import zendesk --data "$scratch/zen2" --from "https://127.0.0.1:1x" --user boss@mail.example
says err 'could not be read' 'no server: says so'

echo "1..$count"
exit $failed
