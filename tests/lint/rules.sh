# The house rules as functions: each prints one line per offence in the tree it is called in, and
# nothing when the rule holds. run.sh calls them; samples.sh proves that each can fail.

c_files() { find "$@" -name node_modules -prune -o -name '*.[ch]' -type f -print 2>/dev/null | sort; }

# Includes go down the floors only, and libraries stay on their floor.
rule_floors() {
	local file
	c_files src include | grep -v '^src/tools/' | while read -r file; do
		awk -v file="$file" '
		BEGIN { rank["base"] = 0; rank["db"] = 1; rank["domain"] = 2; rank["channels"] = 3; rank["http"] = 3
			n = split(file, part, "/"); floor = n > 2 ? part[2] : "main"; own = floor in rank ? rank[floor] : 4 }
		function bad(why) { print file ":" FNR ": " why }
		/^#[ \t]*include "/ {
			split($0, quoted, "\""); n = split(quoted[2], part, "/")
			if (n < 2 || part[1] == floor || !(part[1] in rank)) next
			if (rank[part[1]] >= own) bad(floor " includes " quoted[2])
			if (floor == "http" && part[1] == "db" && part[2] !~ /^(reader|writer)\.h$/) bad("http includes " quoted[2])
		}
		/^#[ \t]*include <unicode\// && file !~ /^src\/base\/(zone|utf8)\.c$/ { bad("ICU outside base/zone and base/utf8") }
		/^#[ \t]*include <libical\// && file != "src/base/icalendar.c" { bad("libical outside base/icalendar") }
		/^#[ \t]*include <microhttpd/ && file !~ /^src\/http\/((server|reply|sse)\.c|[a-z]+_i\.h)$/ { bad("libmicrohttpd outside the HTTP core") }
		/^#[ \t]*include <sqlite3/ && floor != "db" { bad("sqlite3 outside db") }
		/^#[ \t]*include <libpq/ && floor != "db" { bad("libpq outside db") }
		/^#[ \t]*include <curl/ && floor != "channels" { bad("curl outside channels") }
		/^#[ \t]*include <(pthread|sys\/socket)/ && floor == "domain" { bad("threads or sockets in domain") }
		' "$file"
	done
}

# SQL stands in *_store.c (and in db, which runs migrations and pragmas).
rule_sql() {
	grep -nE '^(QUERY(_SCAN|_TWO)?|LIST(_TEXT|_SCAN)?)\(|\<db_(stmt_text|script)\(|"(SELECT .* FROM|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM) ' \
		$(c_files src | grep -vE '^src/(db|tools)/|_store\.c$') /dev/null
}

# Domain code has neither clock nor randomness, environment, files or threads of its own.
rule_domain() {
	grep -nE '(^|[^a-z_>.])(time|rand|random|srand|gettimeofday|clock_gettime|clock_now_ms|secret_random|secret_text|secret_token_new|getenv|log_event|pthread_[a-z_]+)\(' \
		$(c_files src/domain) /dev/null
}

rule_banned() {
	grep -nE '(^|[^a-z_])(strcpy|strcat|sprintf|vsprintf|strtok|gets|alloca|strncpy|atoi|atol)[ \t]*\(' \
		$(c_files src include) /dev/null
}

# Every row of the route table names a capability of the list.
rule_routes() {
	local file
	for file in src/http/api_*.c src/http/page_*.c; do
		[ -e "$file" ] || continue
		awk -v file="$file" '
		/\{[ \t]*(\.method = )?M_(GET|POST|PUT|PATCH|DELETE),/ { row = ""; line = FNR; inside = 1 }
		inside { row = row $0 " " }
		inside && /\},?[ \t]*$/ {
			inside = 0
			if (row !~ /[ ,\t]CAP_[A-Z_]+/ || row ~ /CAP_NONE/) print file ":" line ": a route without capability: " row
		}' "$file"
	done
}

# The daemon starts no programs but the one in channels/pdf_page.c, whose path is a constant.
rule_symbols() {
	[ -e "${BUILD:-build}/release/tend" ] || { echo "there is no ${BUILD:-build}/release/tend"; return; }
	nm -D --undefined-only "${BUILD:-build}/release/tend" |
		grep -E ' (system|popen|execlp?e?|execvp?|execvpe|fexecve|posix_spawnp?|dlopen)(@|$)'
	grep -rn 'execve(' src include | grep -v '^src/channels/pdf_page.c:[0-9]*:	execve("/usr/bin/pdftoppm", '
}

# Files of at most 800 lines, functions of at most 60 with at most 5 parameters, 100 columns.
function_lengths() {
	awk '
	FNR == 1 { open = 0; head = "" }
	/^[a-zA-Z].*[^;:,{}]$|^[a-zA-Z].*,$/ { if (!open) { if (head == "" || $0 ~ /^[a-z].*\(/) head = $0; start = FNR } }
	/^\t/ && !open && head != "" { head = head " " $0 }
	/^\{$/ { open = FNR; name = head; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); parameters = head }
	/^\}/ && open {
		count = gsub(/,/, ",", parameters) + 1
		print FNR - open - 1, count, FILENAME ":" open, name
		open = 0; head = ""
	}
	/^$/ && !open { head = "" }' $(c_files src tests)
}
rule_sizes() {
	function_lengths | awk '$1 > 60 { print $3 ": function " $4 " has " $1 " lines" }'
	wc -l $(c_files src include tests) $(find sql web/src tests -name node_modules -prune -o \( -name '*.sql' -o -name '*.ts' -o -name '*.tsx' -o -name '*.sh' \) -print 2>/dev/null) /dev/null |
		awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines" }'
	c_files src include tests | while read -r file; do
		expand -i -t 8 "$file" | LC_ALL=C.UTF-8 grep -nE '^.{101,}' | sed "s|^|$file:|; s|\(:[0-9]*\):.*|\1: over 100 columns|"
	done
}

# A file says what it is for; nothing is left for later; no path or host of one machine.
rule_house() {
	c_files src include tests | while read -r file; do
		head -c 2 "$file" | grep -q '/\*' || echo "$file:1: no header comment"
	done
	local own='tests/lint/(rules|samples)\.sh'
	grep -rnEI '\<(TODO|FIXME|XXX|HACK)\>' src include tests sql web/src Makefile \
		--exclude-dir=node_modules 2>/dev/null | grep -vE "^$own"
	grep -rnEI '(^|[^a-z.])/(work|root|home)/[a-z]|registry\.npmjs|deb\.debian|localhost:4873' \
		src include tests sql web Makefile README.md .ci --exclude-dir=node_modules 2>/dev/null | grep -vE "^$own"
	return 0
}

# A test in the browser waits for what a page shows: its assertion stands in holds().
rule_patience() {
	grep -nE '^[[:space:]]*assert\..*await .*\.((allInner|inner)Texts?|textContent|inputValue|count|getAttribute|title|is(Visible|Hidden|Checked|Disabled|Enabled))\(' \
		$(find tests/browser -name '*.test.mjs' 2>/dev/null) /dev/null
}

rule_format() {
	c_files src include tests | xargs -r -n 20 clang-format --dry-run -Werror 2>&1 | grep -E ': error:' | cut -c 1-160
}

rule_cppcheck() {
	cppcheck -q --std=c11 --enable=warning,portability --inline-suppr -Iinclude -Isrc -j "$(nproc)" \
		--suppress=missingIncludeSystem --suppress=comparePointers:src/db/query.c --suppress=normalCheckLevelMaxBranches \
		--template='{file}:{line}: {id}: {message}' src 2>&1 | grep -vE '^$|^nofile'
}
