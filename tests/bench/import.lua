-- wrk: import tickets 100 at a time, two short comments each. Arguments: ids of a customer and an agent.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function init(args)
	local tickets = {}
	for i = 1, 100 do
		tickets[i] = '{"subject":"The printer on floor ' .. i .. '","status":"closed","requester_id":' .. args[1]
			.. ',"created_at":"2024-03-01T10:00:00Z","tags":["printer"],"comments":[{"author_id":' .. args[1]
			.. ',"created_at":"2024-03-01T10:00:00Z","body":"The printer does not print the invoice"},{"author_id":'
			.. args[2] .. ',"created_at":"2024-03-01T12:00:00Z","body":"Please switch it off and on again"}]}'
	end
	wrk.body = '{"tickets":[' .. table.concat(tickets, ",") .. ']}'
end
bad = 0
function response(status)
	if status ~= 200 then
		bad = bad + 1
	end
end
local threads = {}
function setup(thread)
	table.insert(threads, thread)
end
function done()
	local sum = 0
	for _, thread in ipairs(threads) do
		sum = sum + thread:get("bad")
	end
	if sum > 0 then
		print("not imported: " .. sum)
	end
end
