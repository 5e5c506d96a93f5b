// A helpdesk as Zendesk's API shows it, for tests/cli/import.sh: pages by cursor, by time and by
// list, links that name another host, pauses asked for, a hiccup, lists that are missing. Prints
// its port. What reaches the other host is told on standard error.
//   node fake_helpdesk.mjs [broken: "json" | "next" | "loop"]
import http from 'node:http';

const broken = process.argv[2];
const user = (id, name, role, more) => ({ id, name, role, email: `${name}@mail.example`.toLowerCase(), active: true, ...more });
const ticket = (id, more) => ({
	id, subject: `Ticket ${id}`, description: 'First', status: 'open', requester_id: 101, submitter_id: 101,
	created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-02T00:00:00Z', via: { channel: 'email' }, ...more,
});
const comment = (id, ticket_id, attachments = []) => ({
	id: id + 1000, ticket_id, created_at: '2020-01-01T00:00:00Z', updater_id: 101, event_type: 'Audit',
	child_events: [{ id, event_type: 'Comment', type: 'Comment', body: `Comment ${id}`, public: true, author_id: 101, attachments }],
});
let elsewhere;
const stray = http.createServer((req, res) => {
	console.error(`reached elsewhere: ${req.url} ${req.headers.authorization ? 'with' : 'without'} credentials`);
	res.end('{}');
});
const told = new Set();
// The first time a path is asked: that answer; then the real one.
const once = (path, status, res) => {
	if (told.has(path)) return false;
	told.add(path);
	res.writeHead(status, { 'Retry-After': '0' }).end('{"error":"TooManyRequests"}');
	return true;
};
function answer(req, res) {
	const url = new URL(req.url, 'http://here');
	const link = (path) => `${elsewhere}${path}`;
	const json = (body) => res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
	if (url.pathname.startsWith('/files/')) return res.end('the bytes');
	if (req.headers.authorization !== `Basic ${Buffer.from('boss@mail.example/token:secret').toString('base64')}`)
		return res.writeHead(401).end('{"error":"Couldn\'t authenticate you"}');
	const here = `http://${req.headers.host}`;
	switch (url.pathname) {
	case '/api/v2/users/me.json':
		return json({ user: user(1, 'Boss', 'admin') });
	case '/api/v2/groups.json':
		if (url.searchParams.get('page[after]')) return json({ groups: [{ id: 12, name: 'Two' }], meta: { has_more: false }, links: { next: null } });
		return json({ groups: [{ id: 11, name: 'One' }], meta: { has_more: true }, links: { next: link('/api/v2/groups.json?page%5Bafter%5D=x') } });
	case '/api/v2/incremental/organizations.json':
		if (once(url.pathname, 503, res)) return;
		return json({ organizations: [{ id: 21, name: 'Org' }], next_page: link('/api/v2/incremental/organizations.json?start_time=9'), end_of_stream: true });
	case '/api/v2/incremental/users/cursor.json':
		if (once(url.pathname, 429, res)) return;
		if (broken === 'json') return res.writeHead(200).end('{"users": [');
		if (broken === 'next') return json({ users: [], end_of_stream: false, after_url: 'https://elsewhere.example/other' });
		if (broken === 'loop') return json({ users: [], end_of_stream: false, after_url: link(req.url) });
		return json({ users: [user(1, 'Boss', 'admin'), user(101, 'Cora', 'end-user', { organization_id: 21 })], after_url: link('/api/v2/incremental/users/cursor.json?cursor=end'), end_of_stream: true });
	case '/api/v2/incremental/tickets/cursor.json':
		if (url.searchParams.get('cursor')) return json({ tickets: [ticket(8)], after_url: link('/api/v2/incremental/tickets/cursor.json?cursor=b'), end_of_stream: true });
		return json({ tickets: [ticket(7)], after_url: link('/api/v2/incremental/tickets/cursor.json?cursor=b'), end_of_stream: false });
	case '/api/v2/incremental/ticket_events.json': {
		const files = [{ id: 61, file_name: 'ours.txt', content_url: `${here}/files/61`, size: 9 },
			{ id: 62, file_name: 'theirs.txt', content_url: link('/files/62'), size: 9 },
			{ id: 63, file_name: 'large.txt', content_url: `${here}/files/63`, size: 9e9 }];
		if (url.searchParams.get('start_time') === '0') return json({ ticket_events: [comment(71, 7, files), comment(72, 7)], next_page: link('/api/v2/incremental/ticket_events.json?start_time=5&include=comment_events'), end_of_stream: false });
		return json({ ticket_events: [comment(72, 7), comment(81, 8)], next_page: link('/api/v2/incremental/ticket_events.json?start_time=5&include=comment_events'), end_of_stream: true });
	}
	default:
		return res.writeHead(404).end('{"error":"InvalidEndpoint"}');
	}
}
stray.listen(0, '127.0.0.1', () => {
	elsewhere = `http://127.0.0.1:${stray.address().port}`;
	const server = http.createServer(answer);
	server.listen(0, '127.0.0.1', () => console.log(server.address().port));
});
