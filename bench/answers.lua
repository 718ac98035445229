--- Writes answers of the API into a directory, as files that a web server can hand out: `answers.lua DIRECTORY [PAGES]`. Believable
--- ones, made by the sandbox: pages of 20 and of 100 chats, the answer to a message, and so many pages of 100 chats that follow each
--- other. Of those 64 are different, so that the strings of one are not found ready-made when the next is read.

local json = require("fansly.json")
local sandbox = require("fansly.sandbox")

local DIFFERENT = 64

local directory, pages = assert(arg[1], "the directory is missing"), tonumber(arg[2]) or 0

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

local function chats(seed, size)
  return answer(sandbox.new({ seed = seed, chats = size, page_size = size }).model, "GET", "/chats")
end

-- The pages 0, 1, 2 ... by their cursor. None is the last, so that what walks them says itself how far.
local function write_pages()
  local texts = {}
  for seed = 1, math.min(DIFFERENT, pages) do
    texts[seed] = chats(seed, 100)
  end
  for page = 0, pages - 1 do
    local text, places = texts[page % #texts + 1]:gsub('"nextCursor":null', ('"nextCursor":"%d"'):format(page + 1))
    assert(places == 1, "the answer has no cursor any more")
    write(("page-%d.json"):format(page), text)
  end
end

for _, size in ipairs({ 20, 100 }) do
  write(("chats-%d.json"):format(size), chats(size, size))
end
if pages > 0 then
  write_pages()
end

local model = sandbox.new({ seed = 1, chats = 1 }).model
local chat = json.decode(answer(model, "GET", "/chats")).data.data.response.data[1]
write("send.json", answer(model, "POST", "/chats/" .. chat.groupId .. "/messages", '{"content":"hello"}'))
