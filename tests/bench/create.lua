-- wrk: create tickets; counts answers that are not 201.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"ticket":{"subject":"The printer on floor 7","comment":{"body":"The printer on floor 7 does not print the invoice"}}}'
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
