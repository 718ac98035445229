--- Reading pages of 100 chats: the core's reader beside lua-cjson, in one run, taking turns. Ratios, since seconds differ
--- between machines. With bench/floor.c where require finds it: what tables and strings alone cost.

local cjson = require("cjson")
local core = require("fansly.core")
local sandbox = require("fansly.sandbox")

local BODIES, ROUNDS = 64, 15

-- Different bodies, so that the strings of one are not found ready-made when the next is read.
local function bodies()
  local list = {}
  for seed = 1, BODIES do
    local model = sandbox.new({ seed = seed, chats = 100, page_size = 100 }).model
    local _, _, body = model:handle({
      method = "GET",
      target = "/api/fansly/" .. model.account_id .. "/chats",
      headers = { ["x-api-key"] = model.api_key },
      body = "",
    })
    list[seed] = body
  end
  return list
end

local function time(read, texts)
  collectgarbage()
  local start = os.clock()
  for _, text in ipairs(texts) do
    assert(read(text))
  end
  return os.clock() - start
end

local function median(list)
  table.sort(list)
  return list[math.ceil(#list / 2)]
end

local texts = bodies()
local key = core.key("bench-key-0000000000")
local places = { "data.data.response.data" }
local two = { items = places, fields = { "groupId", "unreadCount" }, later = "aggregationData" }

local ways = {
  { "core, every value", core.decode },
  {
    "core, two fields of each chat",
    function(text)
      return core.answer(200, "", text, key, two)
    end,
  },
}

local has_floor, floor = pcall(require, "floor")
if has_floor then
  local tapes = {}
  for _, text in ipairs(texts) do
    tapes[text] = floor.tape(core.decode(text))
  end
  ways[#ways + 1] = {
    "tables and strings of every value",
    function(text)
      return floor.make(tapes[text])
    end,
  }
end

local reference = {}
local ratios = {}
for round = 1, ROUNDS do
  reference[round] = time(cjson.decode, texts)
  for i, way in ipairs(ways) do
    ratios[i] = ratios[i] or {}
    ratios[i][round] = time(way[2], texts) / reference[round]
  end
end

local bytes = 0
for _, text in ipairs(texts) do
  bytes = bytes + #text
end
io.write(("%-34s %6.0f us for %.0f bytes\n"):format("lua-cjson", median(reference) / #texts * 1e6, bytes / #texts))
for i, way in ipairs(ways) do
  io.write(("%-34s %6.2f of that (%.2f to %.2f)\n"):format(way[1], median(ratios[i]), ratios[i][1], ratios[i][#ratios[i]]))
end
