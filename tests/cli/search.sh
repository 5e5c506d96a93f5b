#!/bin/bash
# Searches and lists of the demo's tickets beside plain SQL over the same database: the same ids in the same order, and
# the same count as far as counts are promised (1,000). Again after tickets were deleted and changed. Needs curl and
# sqlite3. TAP.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
data=$scratch/data
depth=1000

printf 'correct horse battery\n' |
	"$tend" init --data "$data" --admin-email admin@example.com --admin-name 'Ada Admin' --password-stdin >out 2>err
printf 'rate_limit = 0\n' >>"$data/tend.conf"
"$tend" demo --data "$data" --tickets 1400 --seed 7 >out 2>err
result $? 'demo'
token=$("$tend" token create --data "$data" --user admin@example.com --name search --scope write | head -n 1)
# Nothing changes by itself while it is compared.
sqlite3 "$data/tend.db" 'UPDATE rule SET active = 0 WHERE kind = 4'
serve "$data"
result $? 'serve becomes ready'

api() { curl -sS --max-time 30 -H "Authorization: Bearer $token" "$@"; }
sql() { sqlite3 -readonly "$data/tend.db" "$1"; }
# The ids of the rows of a page: each row begins with its id, after its url.
ids_of() { grep -oE '"(results|tickets|users)":\[.*' "$1" | grep -oE '\{"(url":"[^"]*",")?id":[0-9]+' | grep -oE '[0-9]+$'; }
number_of() { grep -oE "\"$2\":[0-9]+" "$1" | tail -n 1 | cut -d: -f2; }

# pages PATH: all ids, 100 at a time, into `found`; the count that the first page tells into `counted`
pages() {
	local page=1
	: >found
	counted=
	while [ $page -le $((depth / 100)) ]; do
		api "$url/api/v2/$1&per_page=100&page=$page" >page
		ids_of page >>found
		[ -n "$counted" ] || counted=$(number_of page count)
		grep -q '"next_page":null' page && break
		page=$((page + 1))
	done
}

# same NAME PATH FROM-AND-WHERE ORDER
same() {
	local all
	pages "$2"
	all=$(sql "SELECT count(*) FROM $3")
	sql "SELECT t.id FROM $3 ORDER BY $4 LIMIT $depth" >expected
	cmp found expected >err 2>&1
	result $? "$1: the rows ($(wc -l <found) of $all)"
	[ "$counted" -eq "$all" ] || { [ "$all" -gt $depth ] && [ "$counted" -ge $depth ] && [ "$counted" -le "$all" ]; }
	result $? "$1: the count ($counted of $all)"
}

here='ticket t WHERE t.deleted_at IS NULL'
newest='t.id DESC'
word() { printf '%s' "t.id IN (SELECT rowid / 4096 FROM ticket_text WHERE ticket_text MATCH '$1')"; }
named() { printf '%s' "t.requester_id IN (SELECT id FROM user_account WHERE name_fold LIKE '$1%')"; }

searches() { # WHEN
	same "$1, frequent" 'search?query=type:ticket+status:closed+priority:normal' "$here AND t.status = 6 AND t.priority = 2" "$newest"
	same "$1, oldest first" 'search?query=type:ticket+priority:high&sort_by=created_at&sort_order=asc' "$here AND t.priority = 3" 't.created_at, t.id'
	same "$1, unsolved by priority" 'search?query=type:ticket+status<solved&sort_by=priority&sort_order=desc' "$here AND t.status < 5" 't.priority DESC, t.id DESC'
	same "$1, unsolved upwards" 'search?query=type:ticket+status<solved&sort_by=updated_at&sort_order=asc' "$here AND t.status < 5" 't.updated_at, t.id'
	same "$1, unsolved with a tag" 'search?query=status<solved+created>2020-01-01+tags:invoice' \
		"$here AND t.status < 5 AND ' ' || t.tags || ' ' LIKE '% invoice %'" "$newest"
	same "$1, not unsolved" 'search?query=type:ticket+-status<solved+-tags:billing' \
		"$here AND t.status >= 5 AND ' ' || t.tags || ' ' NOT LIKE '% billing %'" "$newest"
	same "$1, a tag by change" 'search?query=type:ticket+tags:billing&sort_by=updated_at&sort_order=asc' \
		"$here AND ' ' || t.tags || ' ' LIKE '% billing %'" 't.updated_at, t.id'
	same "$1, a word" 'search?query=type:ticket+invoice' "$here AND $(word invoice)" "$newest"
	same "$1, without a word" 'search?query=type:ticket+-order' "$here AND NOT $(word order)" "$newest"
	same "$1, without a word by change" 'search?query=type:ticket+-order&sort_by=updated_at&sort_order=desc' \
		"$here AND NOT $(word order)" 't.updated_at DESC, t.id DESC'
	same "$1, without a word by type" 'search?query=type:ticket+-invoice&sort_by=ticket_type&sort_order=desc' \
		"$here AND NOT $(word invoice)" 't.type DESC, t.id DESC'
	same "$1, a word without another" 'search?query=type:ticket+invoice+-order' "$here AND $(word invoice) AND NOT $(word order)" "$newest"
	same "$1, unsolved with a word" 'search?query=type:ticket+status<solved+order' "$here AND t.status < 5 AND $(word order)" "$newest"
	same "$1, a name" 'search?query=type:ticket+requester:ana*' "$here AND $(named ana)" "$newest"
	same "$1, a name by priority" 'search?query=type:ticket+requester:ana*&sort_by=priority&sort_order=asc' "$here AND $(named ana)" 't.priority, t.id'
	agent=$(sql "SELECT assignee_id FROM ticket t WHERE $(printf '%s' "${here#*WHERE }") AND assignee_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
	for sort in created_at updated_at status priority; do
		same "$1, an agent's by $sort" "users/$agent/tickets/assigned?sort_by=$sort&sort_order=desc" \
			"$here AND t.assignee_id = $agent" "t.$sort DESC, t.id DESC"
	done
	same "$1, customers of a name" 'search?query=type:user+role:end-user+ana' \
		"user_account t WHERE t.active = 1 AND t.role = 0 AND t.id IN (SELECT rowid FROM user_text WHERE user_text MATCH 'ana*')" "$newest"
	same "$1, users of a name" 'users/search?query=ana' \
		"user_account t WHERE t.active = 1 AND t.id IN (SELECT rowid FROM user_text WHERE user_text MATCH 'ana*')" "$newest"
}

# Everything by id through the export is everything.
exported() { # NAME QUERY FROM-AND-WHERE
	local next="$url/api/v2/search/export?query=$2&filter%5Btype%5D=ticket&page%5Bsize%5D=100"
	: >found
	while [ -n "$next" ]; do
		api "$next" >page
		ids_of page >>found
		next=$(grep -oE '"next":"[^"]+"' page | cut -d'"' -f4)
		grep -q '"has_more":true' page || next=
	done
	sql "SELECT t.id FROM $3 ORDER BY t.id" >expected
	cmp found expected >err 2>&1
	result $? "$1 ($(wc -l <found))"
}

searches 'as made'
exported 'an export of a tag' 'tags:billing' "$here AND ' ' || t.tags || ' ' LIKE '% billing %'"

# Every ninth ticket goes, every eleventh is solved, some people as well.
gone=$(sql "SELECT id FROM $here AND id % 9 = 0 LIMIT 100" | paste -sd,)
api -X DELETE "$url/api/v2/tickets/destroy_many?ids=$gone" >page
solved=$(sql "SELECT id FROM $here AND id % 11 = 0 AND status < 5 LIMIT 100" | paste -sd,)
api -X PUT -H 'Content-Type: application/json' -d '{"ticket":{"status":"solved","priority":"low","remove_tags":["billing"]}}' \
	"$url/api/v2/tickets/update_many?ids=$solved" >page
[ "$(sql 'SELECT count(*) FROM ticket WHERE deleted_at IS NOT NULL')" -ge 100 ]
result $? 'tickets were deleted'
person=$(sql "SELECT u.id FROM user_account u WHERE u.active = 1 AND u.role = 0 AND u.name_fold LIKE 'ana%' AND NOT EXISTS
	(SELECT 1 FROM ticket t WHERE t.requester_id = u.id AND t.status < 6) LIMIT 1")
[ -z "$person" ] || api -X DELETE "$url/api/v2/users/$person" >page

searches 'after changes'
exported 'an export of what is left' 'type:ticket' "$here"
stop TERM
exits 0 'check is clean' "$tend" check --data "$data"
echo "1..$count"
exit $failed
