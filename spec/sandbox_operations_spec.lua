--- Every operation against the sandbox, by the general call, with arguments made from its row; its answer has the form of the example.

local contract = require("spec.support.contract")
local endpoints = require("fansly.endpoints")
local fansly = require("fansly")
local files = require("spec.support.files")
local json = require("fansly.json")
local sandbox = require("fansly.sandbox")

local NOW = 1790000000 -- seconds
local SOON = (NOW + 3600) * 1000

-- Where the API answers null although the example has a value: by the guide's part 2, and where a page is the last one.
local nullable = {
  displayName = true, avatar = true, subscriptionTierId = true, lastMessageId = true, lastUnreadMessageId = true, lastMessage = true,
  nextCursor = true, cursor = true,
}

-- What no schema can tell: something that exists, by the name of the parameter; a function where it takes a call to have one.
local existing = {}

function existing.account_id(box)
  return box.account_id
end

function existing.chat_id(box)
  return box.state.chats[1].id
end

function existing.fan_id(box)
  return box.state.chats[1].fan_id
end

existing.chatId, existing.userId, existing.targetUserId = existing.chat_id, existing.fan_id, existing.fan_id
existing.target_user_id, existing.ids = existing.fan_id, existing.fan_id

function existing.message_id(box)
  return box.state.chats[1].messages[1].id
end

existing.messageId = existing.message_id

function existing.post_id(box)
  return box.state.posts[1].id
end

function existing.wall_id(box)
  return box.state.walls[1].id
end

existing.wallId = existing.wall_id

function existing.listId(box)
  return box.state.lists[1].id
end

existing.list_id = existing.listId

function existing.username(box)
  return box.state.fans[1].username
end

function existing.album_id(_, client)
  return assert(client.vault:list_albums()).albums[1].id
end

function existing.content_id(box)
  return box.state.files[1].id
end

function existing.cdnUrl(box)
  return box.state.files[1].link
end

function existing.job_id(_, client)
  return assert(client.media:upload(files.write("a.jpg", "bytes"), { poll_interval = 0 })) and "job-1"
end

function existing.media_offer_id(_, client)
  return assert(client.analytics:get_profile_statistics()).dataset.topMediaOffers[1].mediaOfferId
end

function existing.automated_message_id(box)
  return box.state.automated_messages[1].id
end

function existing.scheduled_message_id(_, client)
  return assert(client.mass_messages:send({ content = "x", includeFollowers = true, scheduledFor = SOON })).id
end

function existing.file()
  return files.write("b.jpg", "bytes")
end

function existing.path()
  return files.path("down.jpg")
end

existing.tag_id, existing.query = function() return "7" end, function() return "a" end
existing.metadata, existing.countryCode = function() return "{}" end, function() return "DE" end

-- What an operation needs beyond what its row requires.
local also = {
  create_group = function(box)
    return { users = { box.model.native_id, box.state.chats[1].fan_id } }
  end,
  send_mass_message = function()
    return { includeFollowers = true, send_now = true }
  end,
  update_mass_message = function()
    return { includeFollowers = true, scheduledFor = SOON + 1000 }
  end,
  create_post = function(box)
    return { content = "x", mediaIds = { box.state.files[1].id } }
  end,
  update_post = function(box)
    return { content = "x", mediaIds = { box.state.files[1].id } }
  end,
  get_post = function(_, client)
    return { post_id = assert(client.posts:create({ content = "x", mediaIds = { "7" } })).id }
  end,
  send_message = function()
    return { mediaId = "7" }
  end,
  cancel_scheduled_post = function(_, client)
    return { post_id = assert(client.posts:create({ content = "x", scheduledFor = SOON })).id }
  end,
  list_scheduled_mass_messages = function(_, client)
    assert(client.mass_messages:send({ content = "x", includeFollowers = true, scheduledFor = SOON }))
  end,
  list_chat_messages = function(box, client)
    assert(client.messages:send(box.state.chats[1].id, { content = "x", mediaId = box.state.files[1].id }))
  end,
  get_fan_earnings = function(box)
    box:webhook("tips.received", { chat_id = box.state.chats[1].id })
  end,
  list_unread_chats = function(box)
    box:webhook("messages.received")
  end,
  verify_2fa = function(_, client)
    local login = { username = "c", password = "p", name = "n", countryCode = "DE" }
    login.twoFactorToken = assert(client.accounts:connect(login)).twofa_token
    login.twoFactorCode = "012345"
    return login
  end,
  verify_otp = function(_, client)
    return { token = assert(client.accounts:send_otp({ useEmailTwoFAFallback = true })).emailTwofa.token, code = "012345" }
  end,
}
also.get_fan_earnings_by_source = also.get_fan_earnings

local function sample(param, box, client)
  if existing[param.name] then
    return existing[param.name](box, client)
  elseif param.enum then
    return param.enum[1]
  end
  local kinds = { boolean = true, integer = param.minimum or 1, number = 1, milliseconds = SOON, array = {}, object = {} }
  return kinds[param.type] or "x"
end

local function arguments(row, box, client)
  local args = also[row.id] and also[row.id](box, client) or {}
  for _, param in ipairs(row.params) do
    if param.required and param.default == nil and args[param.name] == nil then
      args[param.name] = sample(param, box, client)
    end
  end
  return args
end

local function kind_of(value)
  return value == json.null and "null" or type(value)
end

local satisfies

-- One item is like that of the example in everything; the others may have empty lists in them.
local function satisfies_list(example, answer, where, lenient)
  assert.is_true(answer[1] ~= nil or lenient, where .. " is empty")
  local full = lenient
  for i, item in ipairs(answer) do
    satisfies(example, item, ("%s[%d]"):format(where, i), true)
    full = full or pcall(satisfies, example, item, where)
  end
  if not full then
    satisfies(example, answer[1], where .. "[1]")
  end
end

-- Whatever the example has is there, of the same type.
function satisfies(example, answer, where, lenient)
  local wanted, found = kind_of(example), kind_of(answer)
  if wanted == "null" or (found == "null" and nullable[where:match("[%w_]+$")]) then
    return assert.not_equal("nil", found, where .. " is missing")
  end
  assert.equal(wanted, found, where)
  if wanted == "table" and example[1] ~= nil then
    satisfies_list(example[1], answer, where, lenient)
  elseif wanted == "table" then
    for name, value in pairs(example) do
      satisfies(value, answer[name], where .. "." .. name, lenient)
    end
  end
end

-- --- the types of answers ---

local answers = dofile("spec/contract/answers.lua")

local fits

local plain = {
  string = function(value) return type(value) == "string" end,
  number = function(value) return type(value) == "number" end,
  integer = function(value) return type(value) == "number" and value % 1 == 0 end,
  boolean = function(value) return type(value) == "boolean" end,
  table = function(value) return type(value) == "table" end,
  any = function() return true end,
}

local function field_of(class, name)
  for _, field in ipairs(class.fields) do
    if field.name == name then
      return field
    end
  end
end

-- What is wrong with an object of a class: a field of another type, or one that the class does not have.
local function misfit(class, value, where)
  if type(value) ~= "table" then
    return where .. " is no object"
  end
  for name, each in pairs(value) do
    local field = field_of(class, name)
    local problem = not field and where .. "." .. tostring(name) .. " is unknown" or fits(field.type, each, where .. "." .. name)
    if problem then
      return problem
    end
  end
end

local function fits_one(kind, value, where)
  local item = kind:match("^(.*)%[%]$")
  if not item then
    local class = answers.classes[kind]
    return class and misfit(class, value, where) or (not class and not plain[kind](value) and where .. " is no " .. kind) or nil
  elseif type(value) ~= "table" then
    return where .. " is no list"
  end
  for i, each in ipairs(value) do
    local problem = fits(item, each, ("%s[%d]"):format(where, i))
    if problem then
      return problem
    end
  end
end

-- The problem of a value with a type such as `Post[]|table`, or nil; the first of several alternatives is the one that is told.
function fits(types, value, where)
  local first
  for kind in types:gmatch("[^|]+") do
    local problem = kind ~= "nil" and fits_one(kind, value, where)
    if kind ~= "nil" and not problem then
      return nil
    end
    first = first or problem
  end
  return first
end

describe("the sandbox serves", function()
  local box, client, last, served = nil, nil, nil, 0

  before_each(function()
    box = sandbox.new({ seed = 7, page_size = 5, upload_polls = 0, rate_limit = false, now = function() return NOW end })
    client = assert(box:client())
    local handle = box.model.handle
    box.model.handle = function(...)
      local status, headers, text = handle(...)
      last = { status = status, text = text }
      return status, headers, text
    end
  end)

  after_each(function()
    client:close()
    files.remove()
  end)

  teardown(function()
    print(("\nmeasured: the sandbox serves %d of %d operations"):format(served, #endpoints.rows))
  end)

  for _, row in ipairs(endpoints.rows) do
    it(row.id, function()
      local value, err = client:call(row.id, arguments(row, box, client))
      assert.is_nil(err, tostring(err))
      assert.is_not_nil(value)
      local example = contract.examples[row.id]
      if row.answer.bytes then
        assert.is_true(#last.text > 0)
      else
        assert.equal(example.value.statusCode, last.status)
        satisfies(example.value, assert(json.decode(last.text)), row.id)
        -- What is unwrapped once more, or has the flat form of connecting, is not what the types are about.
        local types = not (row.answer.value or row.answer.secret) and answers.operations[row.id].value or "any"
        assert.is_nil(fits(types, row.answer.items and value.response or value, row.id))
      end
      served = served + 1
    end)
  end

  it("nothing of what is not there, and says what that is", function()
    for id, case in pairs({
      mute_chat = { "targetUserId", "User" },
      get_chat_media_stats = { "chat_id", "Chat" },
      list_chat_messages = { "chat_id", "Chat" },
      delete_message = { "message_id", "Message" },
      delete_automated_message = { "automated_message_id", "Automated message" },
      get_post = { "post_id", "Post" },
      delete_post = { "post_id", "Post" },
      get_wall = { "wall_id", "Wall" },
      list_list_items = { "list_id", "List" },
    }) do
      local _, err = client:call(id, { [case[1]] = "7" })
      assert.equal(404, err.status, id)
      assert.equal(case[2] .. " not found", err.message, id)
    end
  end)

  it("whatever the contract allows, and refuses in the API's words what it has not", function()
    local calls, refused = 0, 0
    for _, operation in ipairs(contract.operations) do
      -- What ends the account has been seen above, and files go by calls of their own.
      local is_for_all = not contract.files[operation.id] and operation.id ~= "disconnect_account"
      for _, case in ipairs(is_for_all and contract.arguments(operation) or {}) do
        for _, real in ipairs({ false, true }) do
          local args = contract.with(case.args, {})
          for name in pairs(real and case.args or {}) do
            args[name] = existing[name] and existing[name](box, client) or args[name]
          end
          local _, err = client:call(operation.id, args)
          local fine = err == nil or err.status == 400 or err.status == 404
          assert.is_true(fine, ("%s with %s: %s"):format(operation.id, case.label, tostring(err)))
          calls, refused = calls + 1, refused + (err and 1 or 0)
        end
      end
    end
    assert.is_true(calls > 200 and refused < calls / 2, refused .. " of " .. calls)
    box:advance(400 * 86400) -- whatever was scheduled by that, happens
    assert(client.accounts:get_current())
  end)

  it("what it lists to the last page, and nothing twice", function()
    local paged = 0
    for _, row in ipairs(endpoints.rows) do
      if row.answer.items then
        local seen, args = {}, arguments(row, box, client)
        if row.answer.offset then
          args.limit = 3
        end
        local page, err = client:call(row.id, args)
        while page do
          for _, item in ipairs(page.items) do
            local key = item.id or item.groupId or item.transactionId
            assert.is_nil(seen[key], row.id)
            seen[key] = true
          end
          page, err = page:next()
        end
        assert.is_nil(err, tostring(err))
        paged = paged + 1
      end
    end
    assert.equal(12, paged)
    fansly.run()
  end)
end)
