-- wrk: read tickets by id, each thread its own order. Argument: the highest id.
local most = 1000
function init(args)
	most = tonumber(args[1]) or most
	math.randomseed(os.time())
end
function request()
	return wrk.format("GET", "/api/v2/tickets/" .. math.random(1, most))
end
