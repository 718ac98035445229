--- Lua-cURL v3, which LuaRocks calls lua-curl, with lua-cjson.

local cjson = require("cjson")
local curl = require("cURL")
local measure = require("bench.peers.measure")

local headers = { "x-api-key: bench-key-0000000000", "Accept: application/json", "Content-Type: application/json" }

local function open(url, post)
  local transfer = { parts = {} }
  transfer.easy = curl.easy({
    url = url,
    httpheader = headers,
    noproxy = "*",
    nosignal = true,
    http_version = curl.HTTP_VERSION_2TLS,
    pipewait = url:match("^https:") and true or false,
    writefunction = function(text)
      transfer.parts[#transfer.parts + 1] = text
      return true
    end,
  })
  if os.getenv("CA_FILE") then
    transfer.easy:setopt_cainfo(os.getenv("CA_FILE"))
  end
  if post then
    transfer.easy:setopt_postfields(os.getenv("BODY"))
  end
  return transfer
end

local function answer_of(transfer)
  local text = table.concat(transfer.parts)
  transfer.parts = {}
  return cjson.decode(text)
end

local function flight(multi, all, count)
  local begun, done, sum = 0, 0, 0
  for _, transfer in ipairs(all) do
    if begun < count then
      multi:add_handle(transfer.easy)
      begun = begun + 1
    end
  end
  while done < count do
    local running = multi:perform()
    while true do
      local easy, ok, problem = multi:info_read(true)
      if easy == 0 then
        break
      end
      assert(ok, problem)
      local transfer = all[easy]
      sum, done = sum + measure.value(answer_of(transfer)), done + 1
      if begun < count then
        multi:add_handle(easy)
        begun = begun + 1
      end
    end
    if running > 0 then
      multi:wait(1000)
    end
  end
  return sum
end

local function open_many(in_flight)
  local all = {}
  for i = 1, in_flight do
    local transfer = open(measure.url)
    all[i], all[transfer.easy] = transfer, transfer
  end
  return all
end

local one, multi, all -- kept, with their connections
measure.run(measure.works(function(url, post)
  one = one or open(url, post)
  one.easy:setopt_url(url)
  one.easy:perform()
  return answer_of(one)
end, function(count, in_flight)
  multi, all = multi or curl.multi(), all or open_many(in_flight)
  return flight(multi, all, count)
end))
