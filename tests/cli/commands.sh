#!/bin/bash
# The subcommands beside and around a running server: usage, first administrator, users, tokens,
# backup while serving, planted differences, configuration, locks, signals, file modes. The real
# binary is $TEND_BIN (default: the sanitized build). Needs curl, sqlite3 and jq-free tools only.
# Prints TAP.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
vectors=$repository/tests/unit/deadline_vectors.json
data=$scratch/data
email=admin@example.com
password='correct horse battery'

silent() { # FILE NAME
	[ ! -s "$1" ]
	result $? "$2"
}

api() { curl -sS --max-time 20 -u "$email:$password" "$@"; }

# --- usage: wrong words are exit 2 and the next step stands on stderr ---
commands=(init serve 'user add' 'user list' 'user disable' 'user password' 'token create' 'token list' 'token revoke' demo backup
	restore check 'deadlines compute' version)
for command in "${commands[@]}"; do
	# shellcheck disable=SC2086
	{
		exits 0 "tend $command --help" "$tend" $command --help
		silent err "tend $command --help complains of nothing"
		exits 2 "tend $command --nonsense" "$tend" $command --nonsense
	}
	says err "tend .*--help|Try: |Usage" "tend $command --nonsense: says where to look"
	silent out "tend $command --nonsense: nothing on stdout"
done
for command in init serve 'user add' 'user list' 'user disable' 'user password' 'token create' 'token list' 'token revoke' \
	'demo --tickets 1' 'backup --to x' 'restore --from x' check; do
	# shellcheck disable=SC2086
	exits 2 "tend $command without --data" "$tend" $command
	says err '--[a-z-]+' "tend $command without --data: names what is missing"
done
exits 2 'tend alone' "$tend"
says err 'Usage: tend' 'tend alone: usage on stderr'
exits 0 'tend --help' "$tend" --help
for group in user token deadlines; do
	exits 2 "tend $group alone" "$tend" "$group"
	exits 2 "tend $group dance" "$tend" "$group" dance
	says err 'help|Usage|say what' "tend $group dance: says what there is"
done
for bad in 0 -1 5000001 1x '' 99999999999999999999; do
	exits 2 "demo --tickets \"$bad\"" "$tend" demo --data "$scratch/none" --tickets "$bad"
done
[ ! -e "$scratch/none" ]
result $? 'wrong usage leaves nothing behind'
exits 2 'an option without its value' "$tend" check --data
exits 2 'a stray word' "$tend" check --data "$data" stray

# --- the first administrator ---
init() { "$tend" init --data "$data" --admin-email "$email" --admin-name 'Ada Admin' --password-stdin; }
for command in check 'user list' 'backup --to x' "token create --user $email --name x"; do
	# shellcheck disable=SC2086
	exits 1 "tend $command before init" "$tend" $command --data "$data"
	says err 'tend init' "tend $command before init: says what to do first"
done
printf '%s\n' "$password" | init >out 2>err
result $? 'init with the password on stdin'
! grep -qF "$password" out err
result $? 'init does not repeat the password'
printf '%s\n' "$password" | init >out 2>err
[ $? -eq 1 ] && [ -s err ]
result $? 'a second init is refused'
"$tend" init --data "$scratch/empty" --admin-email "$email" --admin-name X --password-stdin </dev/null >out 2>err
[ $? -ne 0 ] && [ -s err ]
result $? 'init without a password on stdin is refused'
exits 1 'init with a bad address' "$tend" init --data "$scratch/bad1" --admin-email nonsense --admin-name X
exits 2 'init with an address that is not UTF-8' "$tend" init --data "$scratch/bad2" \
	--admin-email $'caf\xe9@example.com' --admin-name X
exits 2 'init with a name that is not UTF-8' "$tend" init --data "$scratch/bad3" \
	--admin-email a@example.com --admin-name $'caf\xe9'

# --- people and tokens ---
printf 'agent password 1\n' | "$tend" user add --data "$data" --email agent@example.com --name 'Ana Anić' \
	--role agent --password-stdin >out 2>err
result $? 'user add'
exits 1 'user add of an address that is taken' "$tend" user add --data "$data" --email AGENT@example.com --name X
says err '.' 'user add of an address that is taken: says so'
exits 2 'user add with an address that is not UTF-8' "$tend" user add --data "$data" \
	--email $'caf\xe9@example.com' --name X
"$tend" user add --data "$data" --email x@example.com --name X --role king >out 2>err
[ $? -ne 0 ] && grep -q end-user err
result $? 'user add with an unknown role names the roles'
exits 0 'user list' "$tend" user list --data "$data"
[ "$(wc -l <out)" -eq 2 ] && [ "$(grep -c $'\tagent@example.com\t' out)" -eq 1 ]
result $? 'user list has a line for each'
exits 0 'user list --role admin' "$tend" user list --data "$data" --role admin
[ "$(wc -l <out)" -eq 1 ]
result $? 'user list --role keeps to the role'
exits 0 'token create' "$tend" token create --data "$data" --user agent@example.com --name one --scope read
[ "$(grep -cE '^tend_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$' out)" -eq 1 ]
result $? 'token create prints one token'
token=$(grep -oE '^tend_[0-9A-Za-z_]+' out)
exits 0 'token create with scopes of resources' "$tend" token create --data "$data" --user admin@example.com --name narrow --scope tickets:read,users:write
"$tend" token list --data "$data" --user admin@example.com >out
grep -qE $'^[0-9]+\ttickets:read users:write\tlive\t' out
result $? 'token list names the scopes'
"$tend" token create --data "$data" --user agent@example.com --name one --scope all >out 2>err
[ $? -ne 0 ] && [ -s err ]
result $? 'token create with an unknown scope is refused'
exits 0 'token create, a second one' "$tend" token create --data "$data" --user agent@example.com --name two
second=$(grep -oE '^tend_[0-9A-Za-z_]+' out)
exits 0 'token list' "$tend" token list --data "$data" --user agent@example.com
[ "$(wc -l <out)" -eq 2 ] && [ "$(grep -c $'\tlive\t' out)" -eq 2 ] && ! grep -q tend_ out
result $? 'token list has a line for each and no secret'
second_id=$(awk -F'\t' '$6 == "two" { print $1 }' out)
exits 0 'token revoke' "$tend" token revoke --data "$data" --id "$second_id"
exits 1 'token revoke of no token' "$tend" token revoke --data "$data" --id 999
! grep -rqaF -e "$token" -e "$password" -e 'agent password 1' "$data"
result $? 'no secret stands in the data directory'
exits 0 'demo' "$tend" demo --data "$data" --tickets 200
[ "$(sqlite3 "$data/tend.db" 'SELECT count(*) FROM ticket')" -eq 200 ]
result $? 'demo makes 200 tickets'
exits 0 'check after demo' "$tend" check --data "$data"
says out '200 tickets checked, 0 differences' 'check counts the tickets'

# --- serving ---
serve "$data"
result $? 'serve becomes ready'
exits 1 'a second serve on the same directory' "$tend" serve --data "$data" --listen "127.0.0.1:$(free_port)"
says err 'already serves' 'a second serve says why'
[ "$(curl -sS -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$url/api/v2/tickets/count.json")" = 200 ]
result $? 'the token opens the API'
[ "$(curl -sS -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $second" "$url/api/v2/tickets/count.json")" = 401 ]
result $? 'a revoked token does not'
[ "$(curl -sS -o /dev/null -w '%{http_code}' -u $'caf\xe9@example.com:x' "$url/api/v2/tickets.json")" = 401 ] &&
	curl -fsS -o /dev/null "$url/readyz"
result $? 'a user name that is not UTF-8 harms nobody'

head -c 700000 /dev/urandom >attached.bin
api --data-binary @attached.bin -H 'Content-Type: application/octet-stream' \
	"$url/api/v2/uploads.json?filename=attached.bin" >out 2>err
upload=$(grep -oE '"token":"[^"]+"' out | head -n 1 | cut -d'"' -f4)
[ -n "$upload" ]
result $? 'an attachment is uploaded'
api -H 'Content-Type: application/json' "$url/api/v2/tickets.json" \
	-d "{\"ticket\":{\"subject\":\"With a file\",\"comment\":{\"body\":\"see there\",\"uploads\":[\"$upload\"]}}}" >out 2>err
says out '"ticket":\{' 'a ticket takes the attachment'

# Writers at work while the backup is made.
(
	n=0
	while [ ! -e enough ] && [ $n -lt 2000 ]; do
		n=$((n + 1))
		api -o /dev/null -H 'Content-Type: application/json' "$url/api/v2/tickets.json" \
			-d "{\"ticket\":{\"subject\":\"moving $n\",\"comment\":{\"body\":\"x\"}}}"
	done
) 2>/dev/null &
writing=$!
exits 0 'backup while serving' "$tend" backup --data "$data" --to "$scratch/saved"
exits 0 'check while serving' "$tend" check --data "$data"
exits 0 'user disable while serving' "$tend" user disable --data "$data" --email agent@example.com
deadline=$(($(now_ms) + 5000))
until [ "$(curl -sS -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$url/api/v2/tickets/count.json")" = 401 ] ||
	[ "$(now_ms)" -gt "$deadline" ]; do :; done
[ "$(now_ms)" -le "$deadline" ]
result $? "a disabled user's token ends within 5 s"
: >enough
wait $writing
exits 0 'user password while serving' bash -c "printf 'a new password 2\n' |
	'$tend' user password --data '$data' --email $email --password-stdin"
password='a new password 2'
deadline=$(($(now_ms) + 5000))
until [ "$(api -o /dev/null -w '%{http_code}' "$url/api/v2/tickets/count.json")" = 200 ] ||
	[ "$(now_ms)" -gt "$deadline" ]; do :; done
[ "$(now_ms)" -le "$deadline" ]
result $? 'the new password opens the API'

# --- the end of a server ---
stop TERM
[ $status -eq 0 ] && [ $took -lt 5000 ]
result $? "SIGTERM ends it with 0 in $took ms"
! grep -qE 'Sanitizer|runtime error:|"event":"fatal"' log
result $? 'its log is clean'
! grep -qvE '^\{"time":".*\}$' log
result $? 'its log is one JSON object a line'
! grep -qF -e "$token" -e 'correct horse battery' -e 'a new password 2' log log.out
result $? 'its log has no secret'
serve "$data"
result $? 'serve becomes ready again'
curl -sN --max-time 30 -u "$email:$password" "$url/api/v2/events/stream" >stream 2>&1 &
streaming=$!
api -o /dev/null -H 'Content-Type: application/json' "$url/api/v2/tickets.json" \
	-d '{"ticket":{"subject":"streamed","comment":{"body":"x"}}}'
stop INT
[ $status -eq 0 ] && [ $took -lt 5000 ]
result $? "SIGINT ends it with 0 in $took ms beside an open stream"
wait $streaming

# --- restore ---
exits 0 'restore' "$tend" restore --data "$scratch/again" --from "$scratch/saved"
exits 0 'the restored data is clean' "$tend" check --data "$scratch/again"
[ -n "$(find again/files -type f -exec cmp -s attached.bin {} \; -print)" ]
result $? 'the attachment came back byte for byte'
serve "$scratch/again"
result $? 'the restored data is served'
stop TERM
exits 1 'restore over data' "$tend" restore --data "$scratch/again" --from "$scratch/saved"
says err 'in use already' 'restore over data: says so'
cp "$scratch/saved" "$scratch/crafted"
sqlite3 "$scratch/crafted" "UPDATE attachment SET storage_key = '../escaped'; UPDATE backup_file SET name = '../escaped'"
exits 1 'restore of a crafted name' "$tend" restore --data "$scratch/crafted-data" --from "$scratch/crafted"
says err 'escaped' 'restore of a crafted name: says which'
[ -z "$(find "$scratch" -name '*escaped*')" ]
result $? 'restore of a crafted name writes no such file'
exits 1 'restore of no file' "$tend" restore --data "$scratch/other" --from "$scratch/nothing"
says err 'cannot restore .*/nothing: .*name a file that tend backup wrote' 'restore of no file: says what to do'
head -c 20000 saved >cut.db
exits 1 'restore of a cut file' "$tend" restore --data "$scratch/other" --from "$scratch/cut.db"
says err 'damaged|malformed|not' 'restore of a cut file: says so'
exits 1 'restore of a database that is no backup' "$tend" restore --data "$scratch/other" --from "$data/tend.db"
exits 1 'backup into no folder' "$tend" backup --data "$data" --to "$scratch/no/where"
[ ! -e "$scratch/other/tend.db" ] && [ -z "$(find . -name '*.part*')" ]
result $? 'a refused restore or backup leaves no database and no part'

# --- modes: nothing is for others ---
[ -z "$(find data again saved -type f ! -perm 600)" ]
result $? 'files are 0600'
[ -z "$(find data again -type d ! -perm 700)" ]
result $? 'directories are 0700'

# --- planted differences ---
planted() { # NAME SQL
	rm -rf bent
	cp -r data bent
	sqlite3 bent/tend.db "$2" 2>err
	exits 1 "check sees $1" "$tend" check --data "$scratch/bent"
	[ "$(wc -l <out)" -ge 2 ] && grep -qE '[1-9][0-9]* differences' out
	result $? "check prints $1"
}
planted 'a moved deadline' 'UPDATE wait SET due_at = due_at + 1 WHERE id = (SELECT min(id) FROM wait)'
planted 'a lost wait' 'DELETE FROM wait WHERE id = (SELECT max(id) FROM wait)'
for kept in users ticket ticket.status queue.open organizations; do
	planted "a wrong count of $kept" "UPDATE counter SET value = value + 1 WHERE rowid =
		(SELECT min(rowid) FROM counter WHERE name = '$kept')"
done
planted 'a missing parent' 'PRAGMA foreign_keys=OFF; UPDATE ticket SET requester_id = 987654 WHERE id = (SELECT min(id) FROM ticket)'
rm -rf bent
cp -r data bent
find bent/files -type f -size +600k -delete
exits 1 'check sees a lost attachment' "$tend" check --data "$scratch/bent"
says out 'missing' 'check names the lost attachment'
exits 1 'backup without a lost attachment is refused' "$tend" backup --data "$scratch/bent" --to "$scratch/half"
[ ! -e half ]
result $? 'and leaves no file'

# --- an older database: what it counted wrongly is mended on the way ---
rm -rf older
cp -r data older
sqlite3 older/tend.db "UPDATE ticket SET field_count = -1; DELETE FROM schema_migration WHERE name = '0030_field_counts'"
exits 0 'check of a database from before 0030' "$tend" check --data "$scratch/older"
says out ' 0 differences' 'its counts of field values are right again'

# --- a newer database ---
rm -rf newer
cp -r data newer
sqlite3 newer/tend.db "INSERT INTO schema_migration VALUES ('9999_later', 'x', 1)"
for command in check serve 'user list' 'backup --to x'; do
	# shellcheck disable=SC2086
	exits 1 "tend $command on a newer database" "$tend" $command --data "$scratch/newer"
	says err 'newer' "tend $command on a newer database: says so"
done

# --- configuration ---
exits 0 'print-config' env TEND_NAME='Our help' "$tend" serve --data "$data" --print-config --workers 2
says out '^name = Our help +# TEND_NAME' 'print-config: the environment'
says out '^workers = 2 +# --workers' 'print-config: a flag'
says out '^rate_limit = 700 +# default' 'print-config: a default'
printf '# ours\n\nrate_limit = 5\n' >data/tend.conf
exits 0 'print-config with a file' "$tend" serve --data "$data" --print-config
says out '^rate_limit = 5 +# tend\.conf line 3' 'print-config: a line of the file'
conf() { # NAME LINE NUMBER PATTERN
	printf '# ours\n\n%s\n' "$2" >data/tend.conf
	exits 1 "serve with $1" "$tend" serve --data "$data" --listen 127.0.0.1:0
	grep -qE "tend\.conf line 3.*$3" err
	result $? "serve with $1: names line and setting"
}
conf 'an unknown key' 'colour = red' colour
conf 'a bad number' 'rate_limit = many' rate_limit
conf 'a number out of range' 'max_connections = 1' max_connections
conf 'a bad network' 'outbound_allow = 10.0.0.0/99' 10.0.0.0/99
conf 'a bad address' 'listen = everywhere' everywhere
conf 'no value' 'rate_limit' 'key = value'
conf 'bytes that are not UTF-8' $'name = caf\xe9' name
rm data/tend.conf
exits 1 'serve with a bad environment' env TEND_LOG_LEVEL=loud "$tend" serve --data "$data" --listen 127.0.0.1:0
says err 'TEND_LOG_LEVEL' 'serve with a bad environment: names it'
exits 1 'serve with a bad flag' "$tend" serve --data "$data" --rate-limit many
says err '--rate-limit' 'serve with a bad flag: names it'

# --- no administrator yet ---
exits 1 'serve to the network without administrator' "$tend" serve --data "$scratch/fresh" \
	--listen "0.0.0.0:$(free_port)"
says err 'tend init' 'serve to the network without administrator: says what to do'
serve "$scratch/fresh"
result $? 'serve on the loopback without administrator'
says log.out '/setup/[0-9A-Za-z]{32}' 'it prints the link for the first administrator'
stop TERM
[ $status -eq 0 ]
result $? 'and stops with 0'

# --- a deadline that passes while nobody serves ---
late=$("$tend" token create --data "$data" --user "$email" --name late --scope read)
serve "$data"
id=$(curl -sS -H 'Content-Type: application/json' -d '{"request":{"subject":"Late","comment":{"body":"Is anybody there?"},
	"requester":{"name":"Lena","email":"lena@mail.example"}}}' "$url/api/v2/requests" | grep -oE '"id":[0-9]+' | head -n 1 | cut -d: -f2)
stop TERM
echo $((11 * 3600 * 1000)) >clock
TEND_TEST_CLOCK=$scratch/clock serve "$data"
deadline=$(($(now_ms) + 10000))
until curl -sS -H "Authorization: Bearer $late" "$url/api/v2/tickets/$id/deadlines" >out && grep -q breached_open out ||
	[ "$(now_ms)" -gt "$deadline" ]; do :; done
due=$(grep -oE '"due_at":"[^"]+"' out | head -n 1 | cut -d'"' -f4)
[ -n "$due" ] && grep -q "\"breached_at\":\"$due\"" out
result $? 'a breach during downtime is stamped with its due time'
stop TERM
exits 0 'check after the downtime' "$tend" check --data "$data"

# --- due times ---
"$tend" deadlines compute <"$vectors" >out 2>err
result $? 'deadlines compute takes the vectors'
silent err 'deadlines compute agrees with all of them'
grep -oE '"due": *[0-9]+' "$vectors" | grep -oE '[0-9]+$' >want
[ -s want ] && cmp -s out want
result $? "deadlines compute prints $(wc -l <want) due times"
sed -E 's/"due": *([0-9]+)/"due":1\1/' "$vectors" | "$tend" deadlines compute >out 2>err
[ $? -eq 1 ] && [ -s err ]
result $? 'deadlines compute sees a due time that differs'
for bad in '' '{' '[]' '{"calendars":[],"vectors":{}}'; do
	printf '%s' "$bad" | "$tend" deadlines compute >out 2>err
	[ $? -eq 2 ] && [ -s err ]
	result $? "deadlines compute refuses '$bad'"
done

exits 0 version "$tend" version
says out '^tend [0-9]+\.[0-9]+\.[0-9]+$' 'version is one line'
echo "1..$count"
exit $failed
