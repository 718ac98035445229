-- create_group: whom it takes, and what goes out.

local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local refused = require("spec.support.refused")

local net, client

before_each(function()
  net = recorder.new()
  client = net:client()
end)

describe("create_group", function()
  local function body_of(args)
    local value, err = client.chats:create_group(args)
    assert.is_nil(err)
    assert.equal("1", value.id)
    return net.requests[net.count].value, net.requests[net.count].body
  end

  it("takes ids, full users, or one of each", function()
    local expected = { users = { { userId = "1", permissionFlags = 0 }, { userId = "2", permissionFlags = 0 } }, type = 1 }
    assert.same(expected, (body_of({ users = { "1", "2" } })))
    assert.same(expected, (body_of({ users = { { userId = "1" }, { userId = "2" } } })))
    assert.same(expected, (body_of({ users = { { userId = "1", permissionFlags = 0 }, "2" }, type = 1 })))
    assert.equal("/fansly_acc_recorder/group", net.requests[1].target)
    assert.is_true(net.requests[1].send)
  end)

  it("sends what is empty and what is null as that", function()
    local value, body = body_of({ users = { "1", "2" }, recipients = {}, lastMessage = fansly.null, userSettings = fansly.null })
    assert.is_truthy(body:find('"recipients":[]', 1, true), body)
    assert.is_truthy(body:find('"lastMessage":null', 1, true), body)
    assert.is_truthy(body:find('"userSettings":null', 1, true), body)
    assert.equal(fansly.null, value.lastMessage)
    local settings = { hidden = 1, list = fansly.array() }
    local _, other = body_of({ users = { "1", "2" }, lastMessage = {}, userSettings = settings, recipients = { "3" } })
    assert.is_truthy(other:find('"lastMessage":{}', 1, true), other)
    assert.is_truthy(other:find('"list":[]', 1, true), other)
    assert.is_truthy(other:find('"recipients":["3"]', 1, true), other)
    local _, plain = body_of({ users = { "1", "2" } })
    assert.is_nil(plain:find("recipients", 1, true) or plain:find("lastMessage", 1, true) or plain:find("userSettings", 1, true))
  end)

  it("does not change the caller's tables", function()
    local args = { users = { { userId = "1" }, "2" }, recipients = {}, lastMessage = { a = {} } }
    body_of(args)
    assert.same({ users = { { userId = "1" }, "2" }, recipients = {}, lastMessage = { a = {} } }, args)
    for _, t in ipairs({ args, args.users, args.users[1], args.recipients, args.lastMessage, args.lastMessage.a }) do
      assert.is_nil(getmetatable(t))
    end
  end)

  it("wants exactly two different users", function()
    local function refuses(field, users)
      return refused(field, net, field, function(callback)
        return client.chats:create_group({ users = users }, {}, callback)
      end)
    end
    for _, users in ipairs({ {}, { "1" }, { "1", "2", "3" }, fansly.array() }) do
      assert.is_truthy(refuses("users", users).message:find("exactly 2", 1, true))
    end
    local full = { userId = "1" }
    for _, users in ipairs({ { "1", "1" }, { full, "1" }, { "1", full }, { full, full }, { full, { userId = "1" } } }) do
      assert.is_truthy(refuses("users[2].userId", users).message:find("same as in users[1]", 1, true))
    end
    for _, entry in ipairs(hostile.bad.id) do
      if type(entry.value) ~= "table" then
        refuses("users[1].userId", { entry.value, "2" })
        refuses("users[2].userId", { "1", entry.value })
      end
      refuses("users[2].userId", { "1", { userId = entry.value } })
    end
    refuses("users[1].userId", { {}, "2" })
    assert.is_truthy(refuses("users[1].userid", { { userid = "1" }, "2" }).message:find("did you mean userId?", 1, true))
    refuses("users[1].1", { { "1" }, "2" })
    for _, flags in ipairs({ 1, 65535, -1, 0.5, "0", true, {}, fansly.null, hostile.nan }) do
      refuses("users[1].permissionFlags", { { userId = "1", permissionFlags = flags }, "2" })
    end
  end)
end)
