--- A row becomes a method; a resource is the methods of its rows.

local call = require("fansly.call")
local check = require("fansly.check")
local edit = require("fansly.edit")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local lock = require("fansly.lock")
local media = require("fansly.media")
local page = require("fansly.page")
local perform = require("fansly.perform")
local ppv = require("fansly.ppv")
local reconcile = require("fansly.reconcile")
local refusal = require("fansly.refusal")

local M = {}

-- Whether a method of the row takes a table of further parameters.
local function takes_table(row)
  local positional = {}
  for _, name in ipairs(row.args or {}) do
    positional[name] = true
  end
  for _, spec in ipairs(row.params) do
    if not positional[spec.name] and not spec.from_client then
      return true
    end
  end
  return false
end

local function named(row, list)
  local args = {}
  for i, name in ipairs(row.args or {}) do
    args[name] = list[i]
  end
  return args
end

local function merge(args, given)
  if given == nil then
    return args
  elseif type(given) ~= "table" then
    return nil, errors.validation("parameters", "have to be a table, as in { name = value }, not a " .. type(given))
  end
  for name, value in next, given do
    if args[name] ~= nil then
      return nil, errors.validation(name, "is given twice: by position and in the table")
    end
    args[name] = value
  end
  return args
end

-- What stands where in a method's arguments: those by position, a table of the others where there are any, options.
local function layout_of(row)
  local layout = { row = row, options = #(row.args or {}) + 1 }
  if takes_table(row) then
    layout.rest, layout.options = layout.options, layout.options + 1
  end
  return layout
end

-- As `call.ask` wants them read.
local function arguments(layout, ...)
  local list, callback, err = check.arguments(layout.options, ...)
  local args
  if not err then
    args = named(layout.row, list)
  end
  if args and layout.rest then
    args, err = merge(args, list[layout.rest])
  end
  return layout.row, args, list[layout.options], callback, err
end

local classes = {} -- [name of the resource] = its methods

-- A resource has a metatable of its own, which knows the client. (In a table of weak keys both would live for ever on
-- Lua 5.1 and LuaJIT, as the client has the resource in turn.)
local function client_of(self, row, name)
  local meta = type(self) == "table" and getmetatable(self)
  if type(meta) == "table" and rawget(meta, "__index") == classes[row.resource] then
    return meta.client
  end
  errors.raise_no_self("client." .. row.resource, name)
end

local function method_of(row)
  local layout = layout_of(row)
  local function read(...)
    return arguments(layout, ...)
  end
  return function(self, ...)
    return call.ask(client_of(self, row, row.name), read, ...)
  end
end

-- The options that were given on top of those of the walk; what is no table is left for others to refuse.
local function joined(options, of_walk)
  if options ~= nil and type(options) ~= "table" then
    return options
  end
  for name, value in next, options or {} do
    of_walk[name] = value
  end
  return of_walk
end

local function iterator_of(row, name, iterate)
  local layout = layout_of(row)
  return function(self, ...)
    local client = client_of(self, row, name)
    local _, args, options, callback, err = arguments(layout, ...)
    if callback then
      err = errors.validation("callback", "cannot go with an iterator, which gives its results to the loop")
    end
    return iterate(function(rest, of_walk)
      if err then
        return refusal.answer(row, err)
      end
      return call.run(client, row, rest, joined(options, of_walk))
    end, args, row)
  end
end

-- `list` gets `each` and `pages` beside it, `list_unread` gets `each_unread` and `pages_unread`.
local function add_row(methods, row)
  methods[row.name] = method_of(row)
  if row.answer.items then
    for word, iterate in pairs({ each = page.each, pages = page.pages }) do
      local name = row.name:gsub("^%l+", word)
      methods[name] = iterator_of(row, name, iterate)
    end
  end
end

-- What is more than a row.
local extras = { messages = {}, media = {}, posts = {} }

-- `mediaId` and `mediaIds` may be written as `media`, and are then called so where they are wrong.
local function paid_message(row, given)
  local args, field, problem = ppv.message(given)
  if not args or rawget(given, "media") == nil then
    return args, field, problem
  end
  local name = args.mediaIds and "mediaIds" or "mediaId"
  args[name], problem, field = check.value(args[name], endpoints.param_of(row, name), "media")
  if problem then
    return nil, field or "media", problem
  end
  return args
end

local function paid_arguments(...)
  local row = endpoints.by_id.send_message
  local list, callback, err = check.arguments(3, ...)
  if err then
    return row, nil, nil, callback, err
  end
  local args, field, problem = paid_message(row, list[2])
  if not args then
    return row, nil, nil, callback, errors.validation(field, problem)
  end
  args.chat_id = list[1]
  return row, args, list[3], callback
end

--- Sends a paid message.
---
--- `client.messages:send_ppv(chat_id, { content = "hi", media = "m1", price = "4.99" })`
---@param chat_id string
---@param message { content: string, media: string|table, price: number|string } `media` is an id, an id with a preview
--- (`{ mediaId = "m1", previewId = "p1" }`), or a list of these; price in US dollars, 1 to 500
---@param options? fansly.CallOptions|function with `verify = true` the media of the message is read back: where it is free to see, the
--- message is deleted, and the answer is an error; `info.verified` tells whether it could be found out
---@param callback? function
---@return fansly.Message|nil message
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function extras.messages:send_ppv(chat_id, message, options, callback, ...)
  local row = endpoints.by_id.send_message
  local client = client_of(self, row, "send_ppv")
  local verify, others, err = lock.option(options)
  if not verify and not err then
    return call.ask(client, paid_arguments, chat_id, message, others, callback, ...)
  end
  local _, args, options_left, last, wrong = paid_arguments(chat_id, message, others, callback, ...)
  local with
  if not (err or wrong) then
    with, err = call.with(client, options_left)
  end
  if err or wrong then
    return refusal.answer(row, err or wrong, last)
  end
  return perform.run(last, lock.send, with, args, client)
end

--- Changes some fields of a post and keeps the others: reads it, and writes it again. `posts:update` alone clears what is left out.
---
--- `client.posts:edit(post_id, { content = "new text" })`
---@param post_id string
---@param changes table fields of `posts:update`; `fansly.null` takes one away. Media that may not be free needs its rule or its ids again
---@param options? fansly.CallOptions|function
---@param callback? function
---@return fansly.Post|nil post
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function extras.posts:edit(post_id, changes, options, callback, ...)
  local row = endpoints.by_id.update_post
  local client = client_of(self, row, "edit")
  local list, last, err = check.arguments(3, post_id, changes, options, callback, ...)
  local with
  if not err then
    with, err = call.with(client, list[3])
  end
  if err then
    return refusal.answer(row, err, last)
  end
  return perform.run(last, edit.run, with, list[1], list[2])
end

--- Finds out what became of a message whose error says `maybe_sent`, by reading the chat back. Nothing is sent.
---
--- `local state, message = client.messages:reconcile(err)`
---@param err fansly.Error of a send
---@param options? { grace: number } seconds from the send on after which a message that is not there counts as not sent; 60
---@param callback? fun(state: string|nil, message: table|fansly.Error|nil)
---@return "sent"|"not_sent"|"unknown"|nil state `unknown` where two messages fit; nil where reading failed
---@return fansly.Message|fansly.Error|nil message the one that was sent; or the error of reading
function extras.messages:reconcile(err, options, callback, ...)
  local client = client_of(self, endpoints.by_id.send_message, "reconcile")
  return reconcile.run(client, err, options, callback, ...)
end

---@class fansly.UploadOptions: fansly.CallOptions
---@field wait? boolean false: answers the job (`{ jobId }`) as soon as the file is up
---@field job_id? string of an upload that went up before: its job is waited for, and nothing is sent
---@field poll_interval? number seconds to the first look at the job, 1; later ones are further apart, up to 5
---@field poll_timeout? number seconds after which the job is given up, 180; the error has its `job_id`

--- Uploads a file, and waits until the API has made a media of it.
---
--- `client.media:upload("holiday.mp4", { on_progress = function(done, total, stage) ... end })`
---@param file any a path; a reader: a function, or something with a method `read`; or a table of path or reader, name, type
---@param options? fansly.UploadOptions|function
---@param callback? function
---@return fansly.GetUploadStatusAnswerResult|nil media its `mediaId` goes into messages and posts
---@return fansly.Error|nil err with `job_id` where the file is up, and what became of it is open
---@return fansly.Info|nil info
function extras.media:upload(file, options, callback, ...)
  return media.upload(client_of(self, endpoints.by_id.upload_media, "upload"), file, options, callback, ...)
end

--- The same under another name: `client.media:upload_and_wait(nil, { job_id = id })` waits for what was uploaded before.
extras.media.upload_and_wait = extras.media.upload

---@class fansly.DownloadOptions: fansly.CallOptions
---@field max_bytes? integer the largest file that is taken, 16 GiB

--- Downloads a file that another answer has a link to. It is in its place when it is whole, and never in part.
---
--- `client.media:download(location.location, "holiday.mp4")`
---@param link string signed link to a host of fansly.com, good for five hours; a `location` that begins with a slash is one, too
---@param path string where the file goes; one that is there is replaced
---@param options? fansly.DownloadOptions|function
---@param callback? function
---@return { path: string, bytes: integer, type: string|nil }|nil file
---@return fansly.Error|nil err
---@return fansly.Info|nil info
function extras.media:download(link, path, options, callback, ...)
  return call.ask(client_of(self, endpoints.by_id.download_media, "download"), media.read_download, link, path, options, callback, ...)
end

for resource, rows in pairs(endpoints.by_resource) do
  local methods = {}
  for _, row in ipairs(rows) do
    add_row(methods, row)
  end
  for name, method in pairs(extras[resource] or {}) do
    methods[name] = method
  end
  classes[resource] = methods
end

--- Gives a client its resources: `client.chats`, `client.messages`, ...
---@param client table
function M.attach(client)
  for name, methods in pairs(classes) do
    rawset(client, name, setmetatable({}, { __index = methods, __name = "fansly." .. name, client = client }))
  end
end

return M
