#!/bin/bash
# The command line as an administrator meets it: exit codes, help, messages, configuration, backup.
# TAP.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
data=$scratch/data
password='correct horse battery'
export ASAN_OPTIONS=exitcode=99

commands=(init serve 'user add' 'user list' 'user disable' 'user password' 'token create' demo backup
	restore check 'deadlines compute' version)
for command in "${commands[@]}"; do
	# shellcheck disable=SC2086
	exits 0 "tend $command --help" "$tend" $command --help
	says out 'Usage: tend' "tend $command --help shows how"
done
exits 2 'no subcommand' "$tend"
says err '[Uu]sage|help' 'no subcommand: says what there is'
exits 2 'an unknown subcommand' "$tend" dance
exits 2 'an unknown option' "$tend" check --data "$data" --loudly
exits 2 'a missing value' "$tend" init --data
exits 1 'check without data' "$tend" check --data "$scratch/nowhere"
says err '.' 'check without data: says why'
exits 0 version "$tend" version
says out '[0-9]+\.[0-9]+' 'version is a number'

printf '%s\n' "$password" >password
init() { "$tend" init --data "$data" --admin-email admin@example.com --admin-name 'Ada Admin' --password-stdin <password; }
init >out 2>err
result $? 'init'
init >out 2>err
[ $? -eq 1 ]
result $? 'a second init is refused'
[ "$(stat -c %a "$data")" = 700 ]
result $? 'the data directory is private'
exits 2 'init without address' "$tend" init --data "$scratch/other" --admin-name X
printf 'short\n' | "$tend" init --data "$scratch/other" --admin-email a@example.com --admin-name X --password-stdin >out 2>err
[ $? -ne 0 ]
result $? 'a short password is refused'

exits 0 'check is clean' "$tend" check --data "$data"
exits 0 'token create' "$tend" token create --data "$data" --user admin@example.com --name one --scope read
says out '^tend_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$' 'token create prints the token'
token=$(grep -oE 'tend_[0-9A-Za-z]+_[0-9A-Za-z]+' out)
! grep -rqaF "$token" "$data"
result $? 'the token itself is nowhere in the data'
! grep -rqaF "$password" "$data"
result $? 'nor is the password'
exits 1 'a token for nobody' "$tend" token create --data "$data" --user nobody@example.com --name x
exits 0 'user list' "$tend" user list --data "$data"
says out 'admin@example\.com' 'user list names the administrator'

exits 0 'demo' "$tend" demo --data "$data" --tickets 300 --seed 7
exits 0 'check is clean after demo' "$tend" check --data "$data"

# Configuration: flags over environment over file over default, each with its source.
exits 0 'print-config' "$tend" serve --data "$data" --print-config
says out '^listen = 127\.0\.0\.1:8080 +# default' 'print-config: a default'
printf '# ours\nrate_limit = 50\nlisten = 127.0.0.1:9001\n' >>"$data/tend.conf"
TEND_RATE_LIMIT=60 exits 0 'print-config with an environment' "$tend" serve --data "$data" --print-config --listen 127.0.0.1:9002
says out '^rate_limit = 60 +# TEND_RATE_LIMIT' 'the environment wins over the file'
says out '^listen = 127\.0\.0\.1:9002 +# --listen' 'a flag wins over all'
printf 'colour = red\n' >>"$data/tend.conf"
exits 1 'an unknown key stops the start' "$tend" serve --data "$data" --listen 127.0.0.1:0
says err "line $(wc -l <"$data/tend.conf")" 'and is named by its line'
sed -i '/colour/d; s/^rate_limit.*/rate_limit = many/' "$data/tend.conf"
exits 1 'a bad value stops the start' "$tend" serve --data "$data" --listen 127.0.0.1:0
says err 'rate_limit' 'and is named'
sed -i '/rate_limit/d; /listen/d' "$data/tend.conf"

# Backup and restore bring everything back.
exits 0 'backup' "$tend" backup --data "$data" --to "$scratch/saved"
[ -e "$scratch/saved" ] && [ "$(stat -c %a "$scratch/saved" | tail -c 3)" = 00 ]
result $? 'the backup is private'
exits 0 'restore' "$tend" restore --data "$scratch/again" --from "$scratch/saved"
exits 0 'the restored data is clean' "$tend" check --data "$scratch/again"
"$tend" user list --data "$data" >before 2>err && "$tend" user list --data "$scratch/again" >after 2>err && cmp -s before after
result $? 'the restored data has the same people'
exits 1 'restore over data is refused' "$tend" restore --data "$data" --from "$scratch/saved"
if [ -f "$scratch/saved" ]; then
	head -c 65536 /dev/zero | tr '\0' x | # one byte may hit a place where nothing is stored
		dd of="$scratch/saved" bs=1024 seek=$(($(stat -c %s "$scratch/saved") / 2048)) conv=notrunc status=none
	exits 1 'a damaged backup is refused' "$tend" restore --data "$scratch/third" --from "$scratch/saved"
fi

# A damaged database is seen.
cp -r "$data" "$scratch/bent"
sqlite3 "$scratch/bent/"*.db "UPDATE wait SET due_at = due_at + 1000 WHERE id = (SELECT max(id) FROM wait); UPDATE counter SET value = value + 1;"
exits 1 'check sees a bent deadline' "$tend" check --data "$scratch/bent"
says out '.' 'and says which'

# Due times, one a line.
printf '{"calendars":[{"name":"a","zone":"UTC","week":{"mon":[["00:00","24:00"]],"tue":[["00:00","24:00"]],"wed":[["00:00","24:00"]],"thu":[["00:00","24:00"]],"fri":[["00:00","24:00"]],"sat":[["00:00","24:00"]],"sun":[["00:00","24:00"]]},"holidays":[]}],"vectors":[{"calendar":"a","start":1000000,"target_s":36000}]}' |
	"$tend" deadlines compute >out 2>err
says out '^1036000$' 'deadlines compute'
printf '{' | "$tend" deadlines compute >out 2>err
[ $? -ne 0 ] && [ -s err ]
result $? 'deadlines compute refuses what is no JSON'

# make install puts the binary and a hardened unit under DESTDIR.
(cd "$repository" && make --no-print-directory install DESTDIR="$scratch/root" PREFIX=/usr) >out 2>err
[ -x "$scratch/root/usr/bin/tend" ] && grep -q '^ExecStart=/usr/bin/tend serve' "$scratch/root/usr/lib/systemd/system/tend.service"
result $? 'make install'

echo "1..$count"
exit $failed
