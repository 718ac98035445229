--- Writes answers of the API into a directory, as files that a web server can hand out: `answers.lua DIRECTORY`. Believable ones, made
--- by the sandbox: pages of 20 and of 100 chats, and the answer to a message.

local fixtures = require("fansly.sandbox")

local directory = assert(arg[1], "the directory is missing")

local function write(name, text)
  local file = assert(io.open(directory .. "/" .. name, "wb"))
  file:write(text)
  file:close()
end

local function answer(model, method, path, body)
  local status, _, text = model:handle({
    method = method,
    target = "/api/fansly/" .. model.account_id .. path,
    headers = { ["x-api-key"] = model.api_key, ["content-type"] = body and "application/json" or nil },
    body = body or "",
  })
  assert(status < 300, text)
  return text
end

for _, size in ipairs({ 20, 100 }) do
  local model = fixtures.new({ seed = size, chats = size, page_size = size }).model
  write(("chats-%d.json"):format(size), answer(model, "GET", "/chats"))
end

local model = fixtures.new({ seed = 1, chats = 1 }).model
local chat = require("fansly.json").decode(answer(model, "GET", "/chats")).data.data.response.data[1]
write("send.json", answer(model, "POST", "/chats/" .. chat.groupId .. "/messages", '{"content":"hello"}'))
