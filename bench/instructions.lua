--- Does one kind of work so many times, for callgrind to count: `instructions.lua WORK TIMES`. The pages to read are those that
--- bench/answers.lua wrote. BASE_URL is a server as bench/nginx.sh starts it.

local core = require("fansly.core")
local fansly = require("fansly")

local PAGES = 8

local function pages()
  local list = {}
  for i = 1, PAGES do
    local file = assert(io.open(("build/instructions/page-%d.json"):format(i - 1), "rb"))
    list[i] = file:read("*a")
    file:close()
  end
  return list
end

-- A function that reads one page after the other.
local function reading(read)
  local texts, place = pages(), 0
  return function()
    place = place % #texts + 1
    return assert(read(texts[place]))
  end
end

local function client()
  return assert(fansly.new({
    api_key = "bench-key-0000000000",
    account_id = "fansly_acc_bench",
    base_url = assert(os.getenv("BASE_URL"), "BASE_URL is missing"),
    max_retries = 0,
  }))
end

local works = {
  page = function()
    return reading(core.decode)
  end,
  fields = function()
    local key = core.key("bench-key-0000000000")
    local two = { items = { "data.data.response.data" }, fields = { "groupId", "unreadCount" }, later = "aggregationData" }
    return reading(function(text)
      return core.answer(200, "", text, key, two)
    end)
  end,
  get = function()
    local chats = client().chats
    return function()
      return assert(chats:list())
    end
  end,
  send = function()
    local messages = client().messages
    return function()
      return assert(messages:send("100000000000000001", { content = "hello" }))
    end
  end,
}

local work = works[arg[1]]()
for _ = 1, tonumber(arg[2]) do
  work()
end
