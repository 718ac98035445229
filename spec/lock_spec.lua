-- Paid messages whose lock is verified, and posts that are changed in part.

local cjson = require("cjson")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

local PAID = '{"id":"a1","mediaId":"m1","price":4000,"permissions":{"permissionFlags":[{"type":0}]}}'
local FREE = '{"id":"a1","mediaId":"m1","price":0,"permissions":{"permissionFlags":[]}}'
local SILENT = '{"id":"a1","mediaId":"m1"}'

local MESSAGE = '{"id":"77","content":"hi","attachments":[{"contentType":1,"contentId":"a1","pos":0}]}'

-- Answers by the start of what is asked; a text is the value in an envelope.
local function net_of(answers)
  return recorder.new(function(request, number)
    for _, answer in ipairs(answers) do
      if (request.method .. " " .. request.target):find(answer[1]) then
        local given = answer[2]
        if type(given) == "function" then
          given = given(request, number)
        end
        return type(given) == "string" and recorder.answer(recorder.envelope(given)) or given
      end
    end
    error("nobody expected " .. request.method .. " " .. request.target)
  end)
end

local function chat_of(media, message, deleted)
  return net_of({
    { "^POST .*/messages$", MESSAGE },
    { "^GET .*/messages", ('{"messages":[{"id":"78"},%s],"accountMedia":[%s]}'):format(message or MESSAGE, media) },
    { "^DELETE .*/messages/77$", deleted or '{"deleted":true}' },
  })
end

local function send(net, options, callback)
  return net:client({ max_retries = 0 }).messages:send_ppv("c1", { content = "hi", media = "m1", price = 4 }, options, callback)
end

describe("a verified paid message #quick", function()
  it("is read back, and answered where its media is locked", function()
    for _, media in ipairs({ PAID, '{"id":"a1","price":4}', '{"id":"a1","price":"4.99"}', '{"id":"a1","permissionFlags":2}',
      '{"id":"a1","permissions":{"permissionFlags":2}}' }) do
      local net = chat_of(media)
      local message, err, info = send(net, { verify = true })
      assert.is_nil(err)
      assert.equal("77", message.id)
      assert.is_true(info.verified)
      assert.equal(2, net.count)
    end
  end)

  it("is deleted where its media came out free", function()
    local net = chat_of(FREE)
    local message, err = send(net, { verify = true })
    assert.is_nil(message)
    assert.equal("api", err.kind)
    assert.equal("77", err.message_id)
    assert.is_true(err.maybe_sent)
    assert.matches("free to see; it was deleted", err.message)
    assert.equal("DELETE", net.requests[3].method)
  end)

  it("is found whether its ids are written as numbers or as texts", function()
    local as_number = MESSAGE:gsub('"77"', "77"):gsub('"a1"', "5")
    local as_text = MESSAGE:gsub('"a1"', '"5"')
    for _, case in ipairs({
      { as_number, as_text, '"5"' }, { as_text, as_number, '"5"' }, { as_number, as_number, "5" }, { as_text, as_text, "5" },
    }) do
      local net = net_of({
        { "^POST .*/messages$", case[1] },
        { "^GET .*/messages", ('{"messages":[{},%s],"accountMedia":[{"id":%s,"price":0}]}'):format(case[2], case[3]) },
        { "^DELETE .*/messages/77$", '{"deleted":true}' },
      })
      local _, err = send(net, { verify = true })
      assert.equal("77", err and err.message_id)
    end
  end)

  it("that cannot be deleted says so", function()
    local _, err = send(chat_of(FREE, nil, recorder.answer('{"message":"no"}', 500)), { verify = true })
    assert.matches("could not be deleted %(.*server %(500%)", err.message)
    assert.matches("err%.message_id", tostring(err))
  end)

  it("is answered, as unverified, where nothing can be found out", function()
    for _, net in ipairs({
      chat_of(SILENT),
      chat_of(""),
      chat_of(FREE, '{"id":"79"}'),
      chat_of(FREE, '{"id":"77"}'),
      net_of({ { "^POST", MESSAGE }, { "^GET", recorder.answer("{}", 503) } }),
    }) do
      local message, err, info = send(net, { verify = true })
      assert.is_nil(err)
      assert.equal("77", message.id)
      assert.is_false(info.verified)
      assert.equal(2, net.count)
    end
  end)

  it("is not read back unless asked, nor where it was not sent", function()
    for _, options in ipairs({ { verify = false }, {} }) do
      local net = chat_of(FREE)
      local _, err, info = send(net, options)
      assert.is_nil(err)
      assert.is_nil(info.verified)
      assert.equal(1, net.count)
    end
    local net = net_of({ { "^POST", recorder.answer("{}", 403) } })
    local _, err = send(net, { verify = true })
    assert.equal("forbidden", err.kind)
    assert.equal(1, net.count)
  end)

  it("comes by a callback, too, and with a wrong option not at all", function()
    local told
    send(chat_of(FREE), { verify = true }, function(message, err) told = { message, err and err.kind } end)
    assert.is_nil(told)
    fansly.run()
    assert.same({ nil, "api" }, told)
    local net = chat_of(PAID)
    local _, err = send(net, { verify = "yes" })
    assert.equal("verify", err.field)
    _, err = send(net, { verify = true }, "no function")
    assert.equal("arguments", err.field)
    assert.equal(0, net.count)
  end)
end)

local POST = {
  id = "9", content = "old", wallIds = { "w1" }, createdAt = 1785400000, expiresAt = 1785500000, fypFlags = 0, pinned = true,
  replyPermissions = { subscribed = true, future = 1 }, inReplyTo = cjson.null,
  attachments = { { contentType = 1, contentId = "a1", pos = 0 } },
}

local function wall_of(media, changed)
  local post = {}
  for name, value in pairs(POST) do
    post[name] = value
  end
  for name, value in pairs(changed or {}) do
    post[name] = value
  end
  return net_of({
    { "^GET .*/posts/9$", ('{"posts":[{"id":"8"},%s],"accountMedia":[%s]}'):format(cjson.encode(post), media) },
    { "^POST .*/posts/9$", '{"id":"9","content":"new"}' },
  })
end

describe("an edited post #quick", function()
  local function edit(net, changes, ...)
    return net:client({ max_retries = 0 }).posts:edit("9", changes, ...)
  end

  it("keeps what is not changed", function()
    local net = wall_of(FREE)
    local post, err = edit(net, { content = "new" })
    assert.is_nil(err)
    assert.equal("new", post.content)
    assert.same({
      content = "new", wallIds = { "w1" }, expiresAt = 1785500000000, pinned = true, mediaIds = { "m1" },
      replyPermissions = { subscribed = true, future = 1 },
    }, net.requests[2].value)
  end)

  it("is found where its id is written as a number", function()
    assert(edit(wall_of(FREE, { id = 9 }), { content = "new" }))
  end)

  it("loses what is taken away", function()
    local net = wall_of(FREE)
    assert(edit(net, { expiresAt = fansly.null, mediaIds = fansly.null }))
    assert.same({ content = "old", wallIds = { "w1" }, pinned = true, replyPermissions = { subscribed = true, future = 1 } },
      net.requests[2].value)
  end)

  it("never makes media free by itself", function()
    local net = wall_of(PAID)
    local _, err = edit(net, { content = "new" })
    assert.equal("validation", err.kind)
    assert.matches("is not free", err.message)
    assert.equal(1, net.count)
    assert(edit(net, { content = "new", access_type = "ppv", price = 4 }))
    assert.same({ "m1" }, net.requests[3].value.mediaIds)
    assert.equal(4, net.requests[3].value.price)
  end)

  it("never makes media free of which nobody knows whether it is", function()
    local net = wall_of(SILENT)
    local _, err = edit(net, { content = "new" })
    assert.equal("validation", err.kind)
    assert.equal("mediaIds", err.field)
    assert.matches("may not be free", err.message)
    assert.equal(1, net.count)
    assert(edit(net, { content = "new", mediaIds = { "m1" } }))
    assert.same({ "m1" }, net.requests[3].value.mediaIds)
    assert(edit(net, { content = "new", access_type = "follow" }))
    assert.same({ "m1" }, net.requests[5].value.mediaIds)
  end)

  it("keeps the previews of its media", function()
    local net = wall_of('{"id":"a1","mediaId":"m1","previewId":"p1","price":4000}')
    assert(edit(net, { access_type = "ppv", price = 4 }))
    assert.same({ { mediaId = "m1", previewId = "p1" } }, net.requests[2].value.mediaIds)
    net = wall_of('{"id":"a1","mediaId":"m1","previewId":null,"price":0}')
    assert(edit(net, { content = "new" }))
    assert.same({ "m1" }, net.requests[2].value.mediaIds)
  end)

  it("is refused where a time of it cannot be read, which would be cleared", function()
    local net = wall_of(FREE, { expiresAt = "soon" })
    local _, err = edit(net, { content = "new" })
    assert.equal("expiresAt", err.field)
    assert.equal(1, net.count)
    assert(edit(net, { expiresAt = fansly.null }))
    assert.is_nil(net.requests[3].value.expiresAt)
  end)

  it("is read and written for one account", function()
    local net = wall_of(FREE)
    local _, err = edit(net, { account_id = "other", content = "new" })
    assert.equal("account_id", err.field)
    assert.equal(0, net.count)
    assert(edit(net, { content = "new" }, { account_id = "other" }))
    for _, request in ipairs(net.requests) do
      assert.matches("/other/posts/9$", request.target)
    end
  end)

  it("is refused where its media cannot be kept, and where there is nothing to change", function()
    local net = wall_of("")
    local _, err = edit(net, { content = "new" })
    assert.equal("mediaIds", err.field)
    assert.equal(1, net.count)
    _, err = edit(wall_of(FREE, { attachments = { 5 } }), { content = "new" })
    assert.equal("mediaIds", err.field)
    for _, changes in ipairs({ {}, 5, "text" }) do
      err = select(2, edit(net, changes))
      assert.matches("changes", err.message)
    end
    _, err = edit(wall_of(FREE), { contnet = "new" })
    assert.equal("contnet", err.field)
    _, err = edit(wall_of(FREE, { id = "10" }), { content = "new" })
    assert.equal("protocol", err.kind)
    _, err = net:client().posts:edit("../9", { content = "new" })
    assert.equal("validation", err.kind)
    assert.equal(1, net.count)
  end)

  it("comes by a callback, too", function()
    local told
    edit(wall_of(FREE), { content = "new" }, function(post) told = post.content end)
    assert.is_nil(told)
    fansly.run()
    assert.equal("new", told)
  end)
end)

describe("connecting an account #quick", function()
  local account = { username = "anna", password = "open-sesame-1", name = "Anna", countryCode = "DE" }

  it("that asks for a code says so, and how to go on", function()
    local net = net_of({
      { "^POST /connect$", recorder.answer('{"statusCode":201,"message":"Success","data":{"status_code":200,"account_id":null,'
        .. '"requires_2fa":true,"twofa_token":"T","masked_email":"c***@example.com","data":{"success":true}}}', 201) },
    })
    local answer, err = net:client().accounts:connect(account)
    assert.is_nil(err)
    assert.is_true(answer.requires_2fa)
    assert.equal("T", answer.twofa_token)
    assert.is_nil(answer.account_id)
  end)

  it("that is done has the account's id", function()
    local net = net_of({
      { "^POST /verify%-2fa$", recorder.answer('{"statusCode":201,"data":{"status_code":200,"account_id":"fansly_acc_2",'
        .. '"requires_2fa":false,"data":{"success":true,"response":{"accountId":"fansly_acc_2"}}}}', 201) },
    })
    local answer = assert(net:client().accounts:verify_2fa({
      username = "anna", password = "open-sesame-1", twoFactorToken = "T", twoFactorCode = "012345", name = "Anna", countryCode = "DE",
    }))
    assert.is_false(answer.requires_2fa)
    assert.equal("fansly_acc_2", answer.account_id)
  end)

  it("that names no account and asks for no code is open, however good its status", function()
    local forms = {
      ['{"statusCode":201,"data":{"status_code":200,"account_id":null,"requires_2fa":false,"data":{"success":true}}}'] = false,
      ['{"statusCode":201,"data":{"success":true}}'] = false,
      ['{"statusCode":201,"data":{"data":{"success":true,"response":{"accountId":"fansly_acc_2"}}}}'] = true,
    }
    for body, fine in pairs(forms) do
      local answer, err = net_of({ { "^POST", recorder.answer(body, 201) } }):client().accounts:connect(account)
      assert.equal(fine, answer ~= nil)
      if not fine then
        assert.equal("protocol", err.kind)
        assert.is_true(err.maybe_sent)
        assert.is_nil(err.body)
      end
    end
  end)
end)
