# One tree per rule that breaks it: bad RULE FILE TEXT. run.sh expects each rule to speak up.
bad floors src/base/x.c '#include "domain/ticket.h"'
bad floors src/domain/x.c '#include "http/rq.h"'
bad floors src/domain/x.c '#include <pthread.h>'
bad floors src/channels/x.c '#include "http/rq.h"'
bad floors src/http/x.c '#include "db/db.h"'
bad floors src/http/api_x.c '#include <microhttpd.h>'
bad floors src/domain/x.c '#include <unicode/ucal.h>'
bad floors include/db/x.h '#include "domain/cx.h"'
bad sql src/domain/ticket.c 'QUERY(q, "SELECT 1");'
bad sql src/http/api_x.c 's = db_stmt_text(db, text);'
bad sql src/http/api_x.c 'const char *s = "SELECT id FROM ticket";'
bad domain src/domain/x.c 'now = time(NULL);'
bad domain src/domain/x.c 'n = rand();'
bad domain src/domain/x.c 'now = clock_now_ms();'
bad banned src/base/x.c 'strcpy(a, b);'
bad banned src/base/x.c 'char *p = alloca(7);'
bad banned src/base/x.c 'sprintf(a, "%s", b);'
bad routes src/http/api_x.c '{M_GET, "/api/v2/x", x_get, RUN_READ, 0, BODY_NONE},'
bad routes src/http/api_x.c '{M_GET, "/api/v2/x", x_get, RUN_READ, CAP_NONE, BODY_NONE},'
bad sizes src/base/x.c "$(printf 'void f(void)\n{\n'; yes '	g();' | head -n 61; printf '}\n')"
bad sizes src/base/x.c "$(yes '/* */' | head -n 801)"
bad sizes src/base/x.c "/* $(printf 'x%.0s' {1..100}) */"
bad house src/base/x.c 'int x;'
bad house src/base/x.c "/* TO""DO: later */"
bad house src/base/x.c "/* see /ro""ot/notes */"
bad patience tests/browser/x.test.mjs '  assert.equal(await page.locator("h1").innerText(), "Queue");'
bad format src/base/x.c 'int  f( void ){return 1 ;}'
bad cppcheck src/base/x.c 'int f(void); int f(void) { int a[2]; a[2] = 1; return a[0]; }'
