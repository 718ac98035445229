--- This module at the works of the bench. FIELDS builds two fields of each chat instead of all.

local fansly = require("fansly")
local measure = require("bench.peers.measure")

local client = assert(fansly.new({
  api_key = "bench-key-0000000000",
  account_id = "fansly_acc_bench",
  base_url = measure.url:match("^(.-)/api/fansly/") or measure.url,
  ca_file = os.getenv("CA_FILE"),
  max_retries = 0,
}))
local options = os.getenv("FIELDS") and { fields = { "groupId", "unreadCount" } } or {}

local function list()
  local page = assert(client.chats:list(options))
  return measure.unread(page.items)
end

-- What an answer to a write adds to the sum.
local function written(answer, err)
  return #assert(answer, err).id
end

local works = {}

works.get = measure.repeated(list)
works.post = measure.repeated(function()
  return written(client.chats:mute("394463482001331552"))
end)
works.send = measure.repeated(function()
  return written(client.messages:send("208989511000097642", { content = "hello" }))
end)

function works.flight(count, in_flight)
  local begun, sum = 0, 0
  local function call()
    begun = begun + 1
    client.chats:list(options, function(page, err)
      sum = sum + measure.unread(assert(page, err).items)
      if begun < count then
        call()
      end
    end)
  end
  for _ = 1, math.min(in_flight, count) do
    call()
  end
  fansly.run()
  return sum
end

-- The same with tasks.
function works.map(count, in_flight)
  local places, sum = {}, 0
  for i = 1, count do
    places[i] = i
  end
  local sums, problems = fansly.map(places, list, { concurrency = in_flight })
  for i = 1, count do
    sum = sum + assert(sums[i], problems[i])
  end
  return sum
end

function works.pages(count)
  local sum = 0
  for page in client.chats:pages({ max_pages = count, fields = options.fields }) do
    sum = sum + measure.unread(page.items)
  end
  return sum
end

measure.run(works)
