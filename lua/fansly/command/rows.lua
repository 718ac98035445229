--- The operations of the command: the rows of the API, and what the module has beside them.

local copy = require("fansly.copy")
local endpoints = require("fansly.endpoints")

local M = {}

local send = endpoints.by_id.send_message

local param_of = endpoints.param_of
local media = param_of(send, "mediaIds")

-- `messages:send_ppv`, which is `send_message` with plainer names.
local send_ppv = {
  id = "send_ppv",
  resource = "messages",
  name = "send_ppv",
  doc = "Send a paid message: text, and media that has to be unlocked for a price.",
  method = send.method,
  path = send.path,
  effect = send.effect,
  args = send.args,
  params = {
    param_of(send, "account_id"),
    param_of(send, "chat_id"),
    param_of(send, "content"),
    { name = "media", at = "body", type = "array", item = media.item, required = true, doc = media.doc },
    { name = "price", at = "body", type = "price", required = true, doc = "US dollars, 1 to 500, at most two decimals." },
    { name = "verify", type = "boolean", doc = "Read the media back, and delete a message that came out free." },
  },
  answer = send.answer,
}

function send_ppv.run(client, args)
  local message = copy(args)
  message.chat_id, message.verify = nil, nil
  return client.messages:send_ppv(args.chat_id, message, { verify = args.verify })
end

-- `media:upload`, which also sees the job to its end.
local upload_media = copy(endpoints.by_id.upload_media)
upload_media.params = {
  { name = "wait", type = "boolean", default = true, doc = "Wait until the job is done; what happens anyway. --no-wait answers the job." },
}
for _, param in ipairs(endpoints.by_id.upload_media.params) do
  table.insert(upload_media.params, #upload_media.params, param)
end

function upload_media.run(client, args)
  return client.media:upload(args.file, { wait = args.wait, on_progress = client.config.on_progress })
end

--- In the order of the API's documentation.
M.list = {}
M.by_id = {}

for _, row in ipairs(endpoints.rows) do
  M.list[#M.list + 1] = row.id == upload_media.id and upload_media or row
  if row == send then
    M.list[#M.list + 1] = send_ppv
  end
end
for _, row in ipairs(M.list) do
  M.by_id[row.id] = row
end

--- Makes the call of a row.
---@param client fansly.Client
---@param row table
---@param args table
---@return any value
---@return fansly.Error|nil err
---@return table|nil info
function M.run(client, row, args)
  if row.run then
    return row.run(client, args)
  end
  return client:call(row.id, args)
end

return M
