-- Bad arguments: every parameter of every operation, as a method and through client:call, with and without a callback.
-- Each is answered with nil and an error that names the field, nothing is raised, and nothing reaches the transport.

local fansly = require("fansly")
local copy = require("fansly.copy")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local refused = require("spec.support.refused")

local bad = hostile.bad

local function with(t, name, value)
  local changed = copy(t)
  changed[name] = value
  return changed
end

-- For a method that takes no table: the account is an option of the call.
local function as_option(options, args)
  if type(options) == "table" and args.account_id ~= nil then
    return with(options, "account_id", args.account_id)
  end
  return options
end

-- What each operation takes, written down apart from its row.
local operations = {
  {
    id = "list_chats",
    good = {},
    bad = {
      account_id = bad.id,
      cursor = bad.cursor,
      filter = bad.filter,
      subscriptionTierId = bad.id,
      search = bad.text,
      sort = bad.sort,
      fields = bad.fields,
    },
    required = {},
    method = function(client, args, ...)
      return client.chats:list(args, ...)
    end,
  },
  {
    id = "send_message",
    good = { chat_id = "c1", content = "hi", mediaId = "m1", access_type = "ppv", price = 4 },
    bad = { account_id = bad.id, chat_id = bad.id, content = bad.text, mediaId = bad.id, access_type = bad.access, price = bad.price },
    required = { "chat_id", "content", "mediaId", "access_type", "price" },
    method = function(client, args, ...)
      return client.messages:send(args.chat_id, with(args, "chat_id", nil), ...)
    end,
  },
  {
    id = "add_fan_to_vip",
    good = { fan_id = "f1" },
    bad = { account_id = bad.id, fan_id = bad.id },
    required = { "fan_id" },
    method = function(client, args, options, ...)
      return client.chats:add_vip(args.fan_id, as_option(options, args), ...)
    end,
  },
  {
    id = "mute_chat",
    good = { targetUserId = "u1" },
    bad = { account_id = bad.id, targetUserId = bad.id },
    required = { "targetUserId" },
    method = function(client, args, options, ...)
      return client.chats:mute(args.targetUserId, as_option(options, args), ...)
    end,
  },
  {
    id = "create_group",
    good = { users = { "1", "2" } },
    bad = {
      account_id = bad.id,
      users = bad.list,
      type = bad.integer,
      recipients = bad.list,
      lastMessage = bad.object,
      userSettings = bad.object,
    },
    required = { "users" },
    method = function(client, args, ...)
      return client.chats:create_group(args, ...)
    end,
  },
  {
    id = "get_current_account",
    good = {},
    bad = { account_id = bad.id },
    required = {},
    method = function(client, args, options, ...)
      return client.accounts:get_current(as_option(options, args), ...)
    end,
  },
}

local function by_call(operation)
  return function(client, args, ...)
    return client:call(operation.id, args, ...)
  end
end

describe("bad arguments of", function()
  local net, client

  before_each(function()
    net = recorder.new()
    client = net:client()
  end)

  for _, operation in ipairs(operations) do
    for way, call in pairs({ ["as a method"] = operation.method, ["through client:call"] = by_call(operation) }) do
      describe(operation.id .. " " .. way, function()
        it("are good when nothing is wrong with them", function()
          local answer, err = call(client, copy(operation.good), {})
          assert.is_nil(err)
          assert.equal("table", type(answer))
          assert.equal(1, net.count)
        end)

        for name, values in pairs(operation.bad) do
          it("are refused: " .. name, function()
            assert.is_true(#values > 10)
            for _, entry in ipairs(values) do
              local value = entry.value
              refused(name .. " = " .. entry.label, net, name, function(callback)
                return call(client, with(operation.good, name, value), {}, callback)
              end)
            end
          end)
        end

        for _, name in ipairs(operation.required) do
          it("are refused without " .. name, function()
            local err = refused("no " .. name, net, name, function(callback)
              return call(client, with(operation.good, name, nil), {}, callback)
            end)
            assert.is_truthy(err.message:find("missing", 1, true))
          end)
        end

        it("carry the operation, its method and its path without ids", function()
          local _, err = call(client, with(operation.good, "account_id", "no/id"), {})
          local row = fansly.operations[operation.id]
          assert.equal(operation.id, err.operation)
          assert.equal(row.method, err.method)
          assert.equal(row.path, err.path)
          assert.equal(operation.id, tostring(err):match("^[%w_]+"))
        end)
      end)
    end

    it(operation.id .. " through client:call are refused when they are no table", function()
      for _, args in ipairs({ "vips", 1, true, false, fansly.null, coroutine.create(function() end) }) do
        refused(type(args) .. " for parameters", net, "parameters", function(callback)
          return client:call(operation.id, args, {}, callback)
        end)
      end
    end)

    if operation.id == "list_chats" or operation.id == "send_message" or operation.id == "create_group" then
      it(operation.id .. " as a method are refused when the table is none", function()
        for _, rest in ipairs({ "vips", 1, true, false, fansly.null, coroutine.create(function() end) }) do
          refused(type(rest) .. " for parameters", net, "parameters", function(callback)
            if operation.id == "list_chats" then
              return client.chats:list(rest, {}, callback)
            elseif operation.id == "create_group" then
              return client.chats:create_group(rest, {}, callback)
            end
            return client.messages:send("c", rest, {}, callback)
          end)
        end
      end)
    end

    it(operation.id .. " are refused with a name that does not exist", function()
      local hints = {
        list_chats = { "serch", "search" },
        send_message = { "acess_type", "access_type" },
        add_fan_to_vip = { "fanId", "fan_id" },
        mute_chat = { "target_user_id", "targetUserId" },
        create_group = { "user", "users" },
        get_current_account = { "accountId", "account_id" },
      }
      local wrong, right = hints[operation.id][1], hints[operation.id][2]
      local err = refused(wrong, net, wrong, function(callback)
        return client:call(operation.id, with(operation.good, wrong, "1"), {}, callback)
      end)
      assert.is_truthy(err.message:find("did you mean " .. right .. "?", 1, true), err.message)
      err = refused("nothing near", net, "zzzzzzzzzz", function(callback)
        return client:call(operation.id, with(operation.good, "zzzzzzzzzz", 1), {}, callback)
      end)
      assert.is_truthy(err.message:find("there are: account_id", 1, true), err.message)
    end)

    it(operation.id .. " are refused with names of odd types", function()
      local names = { [1] = "1", [1.5] = "1.5", [true] = "true", [print] = "a function", [hostile.table()] = "a table" }
      names[("n"):rep(100000)] = ("n"):rep(64) .. "..."
      names["a\r\nb"] = "a??b"
      for name, shown in pairs(names) do
        refused("a name of type " .. type(name), net, shown, function(callback)
          return client:call(operation.id, with(operation.good, name, 1), {}, callback)
        end)
      end
    end)
  end

  it("tables with metamethods that raise are looked at as they are", function()
    assert(client.chats:list(hostile.table({ filter = "vips", fields = hostile.table({ "groupId" }) }), hostile.table({ timeout = 5 })))
    assert.equal("/fansly_acc_recorder/chats?filter=vips", net.requests[1].target)
    local user = hostile.table({ userId = "2" })
    assert(client.chats:create_group(hostile.table({
      users = hostile.table({ "1", user }),
      recipients = hostile.table(),
      lastMessage = hostile.table({ a = hostile.table({ 1 }) }),
    })))
    assert.same({ a = { 1 } }, net.requests[2].value.lastMessage)
    assert.equal("2", net.requests[2].value.users[2].userId)
    assert(client.messages:send_ppv("c", hostile.table({ content = "x", media = "m", price = 4 })))
    assert(client:call("list_chats", hostile.table()))
    assert(client:request("GET", "/x/{id}", hostile.table({ path = hostile.table({ id = "1" }), query = hostile.table({ a = 1 }) })))
    assert.equal("/x/1?a=1", net.requests[5].target)
  end)
end)
