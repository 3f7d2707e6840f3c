-- Each request comes from the next person: BERTH_COOKIES names a file with a cookie a line. An at sign in the path becomes the
-- person's number, for views that nobody else has open. What came of it is one line of JSON.

local requests, last = {}, 0

function init()
  local encoding = os.getenv("BERTH_ENCODING")
  for cookie in io.lines(os.getenv("BERTH_COOKIES")) do
    local number = #requests + 1
    requests[number] = wrk.format("GET", (wrk.path:gsub("@", number)), {
      ["Host"] = wrk.headers["Host"],
      ["Cookie"] = cookie,
      ["Accept-Encoding"] = encoding,
    })
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nresult {"requests":%d,"micros":%d,"p50":%d,"p95":%d,"p99":%d,"bad":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
