-- wrk: create tickets of a customer (its number is the argument), so that a wait starts; counts answers that are not 201.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function init(args)
	wrk.body = '{"ticket":{"subject":"The printer on floor 7","requester_id":' .. args[1]
		.. ',"comment":{"author_id":' .. args[1]
		.. ',"body":"The printer on floor 7 does not print the invoice"}}}'
end
bad = 0
function response(status)
	if status ~= 201 then
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
		print("not created: " .. sum)
	end
end
