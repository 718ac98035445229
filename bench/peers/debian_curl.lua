--- Debian's lua-curl, an older binding without multi, with lua-cjson.

local cjson = require("cjson")
local curl = require("curl")
local measure = require("bench.peers.measure")

local easy, parts = curl.easy_init(), {}
easy:setopt(curl.OPT_HTTPHEADER, {
  "x-api-key: bench-key-0000000000",
  "Accept: application/json",
  "Content-Type: application/json",
})
easy:setopt(curl.OPT_NOSIGNAL, 1)
easy:setopt(curl.OPT_WRITEFUNCTION, function(text)
  parts[#parts + 1] = text
  return #text
end)
if os.getenv("CA_FILE") then
  easy:setopt(curl.OPT_CAINFO, os.getenv("CA_FILE"))
end

measure.run(measure.works(function(url, post)
  easy:setopt(curl.OPT_URL, url)
  if post then
    easy:setopt(curl.OPT_POSTFIELDS, os.getenv("BODY"))
  end
  assert(easy:perform())
  local text = table.concat(parts)
  parts = {}
  return cjson.decode(text)
end))
