--- Different pages of 100 chats, as the sandbox answers them: so different that the strings of one are not found ready-made when the
--- next is read. A function from a count to a list of texts.

local sandbox = require("fansly.sandbox")

local function page(seed)
  local model = sandbox.new({ seed = seed, chats = 100, page_size = 100 }).model
  local _, _, body = model:handle({
    method = "GET",
    target = "/api/fansly/" .. model.account_id .. "/chats",
    headers = { ["x-api-key"] = model.api_key },
    body = "",
  })
  return body
end

return function(count)
  local list = {}
  for seed = 1, count do
    list[seed] = page(seed)
  end
  return list
end
