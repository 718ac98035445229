-- Paid messages: prices, and what goes out.

local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local refused = require("spec.support.refused")

local price = fansly.ppv.price

-- What goes out for a price, as it stands in the body.
local function sent(net)
  return net.requests[net.count].body:match('"price":([^,}]*)')
end

describe("a price", function()
  it("is exact to the cent, as a number or as text", function()
    for given, expected in pairs({
      [4] = 4, [4.9] = 4.9, [4.99] = 4.99, [1] = 1, [1.01] = 1.01, [500] = 500, [499.99] = 499.99, [5.990] = 5.99, [0.1 + 1] = 1.1,
      ["4"] = 4, ["4.9"] = 4.9, ["4.99"] = 4.99, ["4.90"] = 4.9, ["4.0"] = 4, ["4.00"] = 4, ["1"] = 1, ["1.00"] = 1, ["1.01"] = 1.01,
      ["500"] = 500, ["500.00"] = 500, ["499.99"] = 499.99, ["100"] = 100, ["19.5"] = 19.5,
    }) do
      assert.equal(expected, (assert(price(given))), tostring(given))
    end
  end)

  it("is a whole number where it is one, on every Lua", function()
    for _, given in ipairs({ 4, 4.0, "4", "4.0", "4.00" }) do
      assert.equal("4", tostring((price(given))))
    end
  end)

  it("is refused when it would have to be rounded, is out of range, or is written in another way", function()
    for _, entry in ipairs(hostile.bad.price) do
      local ok, value, problem = pcall(price, entry.value)
      assert.is_true(ok, entry.label)
      assert.is_nil(value, entry.label .. " became " .. tostring(value))
      assert.is_true(#problem > 10 and #problem < 200, entry.label)
      assert.is_nil(problem:find("%c"), entry.label)
    end
    assert.is_nil((price(nil)))
  end)

  it("says what was wrong with it", function()
    local function problem_of(value)
      return (select(2, price(value)))
    end
    assert.is_truthy(problem_of(0.99):find("1 to 500", 1, true))
    assert.is_truthy(problem_of("500.01"):find("1 to 500", 1, true))
    assert.is_truthy(problem_of(4.999):find("two decimals, as in 4 or \"4.99\", not 4.999", 1, true))
    assert.is_truthy(problem_of(1.1 + 2.2):find("not 3.3000000000000003", 1, true))
    assert.is_truthy(problem_of("04"):find('not "04"', 1, true))
    assert.is_truthy(problem_of({}):find("not a table", 1, true))
  end)

  it("goes through for each of the 49,901 there are", function()
    local count = 0
    for cents = 100, 50000 do
      local whole, rest = math.floor(cents / 100), cents % 100
      local text = ("%d.%02d"):format(whole, rest)
      local short = text:gsub("%.?0+$", "", rest % 10 == 0 and 1 or 0)
      if rest == 0 then
        short = ("%d"):format(whole)
      end
      local from_number, from_text, from_short = price(cents / 100), price(text), price(short)
      if from_number ~= cents / 100 or from_text ~= from_number or from_short ~= from_number
        or ("%.14g"):format(from_number) ~= short then
        error(("%s: %s, %s, %s"):format(text, tostring(from_number), tostring(from_text), tostring(from_short)))
      end
      count = count + 1
    end
    assert.equal(49901, count)
  end)

  it("is in the body as it was meant", function()
    local net = recorder.new()
    local client = net:client()
    local texts = { [4] = "4", ["4.00"] = "4", ["4.90"] = "4.9", [4.99] = "4.99", [1.1] = "1.1", ["500.00"] = "500", [9.95] = "9.95" }
    for given, text in pairs(texts) do
      assert(client.messages:send_ppv("c", { content = "x", media = "m", price = given }))
      assert.equal(text, sent(net))
      assert(client.messages:send("c", { content = "x", mediaId = "m", access_type = "ppv", price = given }))
      assert.equal(text, sent(net))
    end
    for cents = 100, 50000, 37 do
      assert(client.messages:send_ppv("c", { content = "x", media = "m", price = cents / 100 }))
      if tonumber(sent(net)) ~= cents / 100 or not sent(net):find("^%d+%.?%d?%d?$") then
        error(cents .. " cents went out as " .. sent(net))
      end
    end
  end)

  it("next to a good one, but no good one, is refused", function()
    for cents = 100, 50000, 101 do
      for _, change in ipairs({ 0.001, 0.005, -0.001, 1e-9 }) do
        assert.is_nil((price(cents / 100 + change)))
      end
      assert.is_nil((price(("%.3f"):format(cents / 100))))
      assert.is_nil((price("0" .. cents / 100)))
    end
  end)
end)

describe("send_ppv", function()
  local net, client

  before_each(function()
    net = recorder.new()
    client = net:client()
  end)

  it("sends the body of the documentation", function()
    local given = { content = "Message content here", media = "YOUR_MEDIA_ID", price = 4 }
    local message, err, info = client.messages:send_ppv("c1", given)
    assert.is_nil(err)
    assert.equal("1", message.id)
    assert.equal(200, info.status)
    local request = net.requests[1]
    assert.equal("POST", request.method)
    assert.equal("/fansly_acc_recorder/chats/c1/messages", request.target)
    assert.is_true(request.send)
    assert.same({ content = "Message content here", mediaId = "YOUR_MEDIA_ID", access_type = "ppv", price = 4 }, request.value)
    assert.same({ content = "Message content here", media = "YOUR_MEDIA_ID", price = 4 }, given)
  end)

  it("says the same as messages:send and client:call", function()
    assert(client.messages:send_ppv("c", { content = "x", media = "m", price = "4.99" }))
    assert(client.messages:send_ppv("c", { content = "x", mediaId = "m", price = 4.99 }))
    local args = { content = "x", mediaId = "m", access_type = "ppv", price = "4.99" }
    assert(client.messages:send("c", args))
    args.chat_id = "c"
    assert(client:call("send_message", args))
    for i = 2, 4 do
      assert.same(net.requests[1].value, net.requests[i].value)
      assert.equal(net.requests[1].target, net.requests[i].target)
    end
    assert.equal("4.99", args.price)
  end)

  it("goes out with a preview of null, which is none", function()
    assert(client.messages:send_ppv("c", { content = "x", media = { mediaId = "m", previewId = fansly.null }, price = 4 }))
  end)

  it("takes several media, and previews, in the form that is for them", function()
    local preview = { mediaId = "m2", previewId = "p2" }
    for _, name in ipairs({ "media", "mediaIds" }) do
      assert(client.messages:send_ppv("c", { content = "x", [name] = { "m1", preview }, price = "4.99" }))
      local expected = { content = "x", mediaIds = { "m1", preview }, access_type = { "ppv" }, price = 4.99 }
      assert.same(expected, net.requests[net.count].value)
    end
    assert(client.messages:send_ppv("c", { content = "x", media = preview, price = 4 }))
    assert.same({ preview }, net.requests[net.count].value.mediaIds)
  end)

  it("takes options and a callback", function()
    local got
    local handle = client.messages:send_ppv("c", { content = "x", media = "m", price = 4 }, { timeout = 7 }, function(...)
      got = { ... }
    end)
    assert.equal("function", type(handle.cancel))
    assert.is_nil(got)
    fansly.run()
    assert.equal("1", got[1].id)
    assert.is_true(net.requests[1].timeout <= 7)
  end)

  local function refuses(label, field, message)
    return refused(label, net, field, function(callback)
      return client.messages:send_ppv("c", message, {}, callback)
    end)
  end

  it("refuses bad values, by their names", function()
    for _, entry in ipairs(hostile.bad.price) do
      refuses(entry.label, "price", { content = "x", media = "m", price = entry.value })
    end
    for _, entry in ipairs(hostile.bad.id) do
      refuses(entry.label, "media", { content = "x", media = entry.value, price = 4 })
      refuses(entry.label, "mediaId", { content = "x", mediaId = entry.value, price = 4 })
      refused(entry.label, net, "chat_id", function(callback)
        return client.messages:send_ppv(entry.value, { content = "x", media = "m", price = 4 }, {}, callback)
      end)
    end
    for _, entry in ipairs(hostile.bad.text) do
      refuses(entry.label, "content", { content = entry.value, media = "m", price = 4 })
    end
    refused("no chat", net, "chat_id", function(callback)
      return client.messages:send_ppv(nil, { content = "x", media = "m", price = 4 }, {}, callback)
    end)
  end)

  it("refuses what is missing or too much", function()
    refuses("nothing", "media", {})
    refuses("no media", "media", { content = "x", price = 4 })
    refuses("no price", "price", { content = "x", media = "m" })
    refuses("no content", "content", { media = "m", price = 4 })
    refuses("two media", "media", { content = "x", media = "m", mediaId = "m", price = 4 })
    refuses("two forms", "media", { content = "x", mediaIds = { "m" }, mediaId = "m", price = 4 })
    refuses("an empty list", "media", { content = "x", media = {}, price = 4 })
    refuses("a bad id in a list", "media[2]", { content = "x", media = { "m", "a/b" }, price = 4 })
    refuses("another rule than a price", "access_type", { content = "x", media = "m", price = 4, access_type = "follow" })
    local shown = { mediaId = "m", previewId = "m" }
    refuses("a preview that is the paid media", "media[1].previewId", { content = "x", media = shown, price = 4 })
    refuses("a preview of nothing", "media[1].mediaId", { content = "x", media = { { previewId = "p" } }, price = 4 })
    refuses("a bad id in a list", "mediaIds[1]", { content = "x", mediaIds = { "a/b" }, price = 4 })
    local err = refuses("typo", "prise", { content = "x", media = "m", prise = 4 })
    assert.is_truthy(err.message:find("did you mean price?", 1, true))
    refuses("a field of other calls", "chat_id", { content = "x", media = "m", price = 4, chat_id = "c" })
    refuses("a name of another type", "1", { "x", media = "m", price = 4 })
    refuses("a name that raises", "a table", { [hostile.table()] = 1, media = "m", price = 4 })
    for _, message in ipairs({ "x", 1, true, false, fansly.null }) do
      refuses("a message of type " .. type(message), "message", message)
    end
  end)
end)

describe("the rules of paid messages", function()
  local net, client

  before_each(function()
    net = recorder.new()
    client = net:client()
  end)

  -- By position and by name.
  local function refuses(field, message)
    local err = refused("send", net, field, function(callback)
      return client.messages:send("c", message, {}, callback)
    end)
    message.chat_id = "c"
    refused("call", net, field, function(callback)
      return client:call("send_message", message, {}, callback)
    end)
    return err
  end

  it("a price needs access_type and media", function()
    local err = refuses("access_type", { content = "x", mediaId = "m", price = 4 })
    assert.is_truthy(err.message:find("price needs it", 1, true))
    refuses("mediaId", { content = "x", access_type = "ppv", price = 4 })
    refuses("access_type", { content = "x", price = 4 })
  end)

  it("access_type needs price and media", function()
    local err = refuses("price", { content = "x", mediaId = "m", access_type = "ppv" })
    assert.is_truthy(err.message:find("access_type needs it", 1, true))
    refuses("mediaId", { content = "x", price = 4, access_type = "ppv" })
    refuses("price", { content = "x", access_type = "ppv" })
  end)

  it("media without a price is free, and text needs nothing", function()
    assert(client.messages:send("c", { content = "x", mediaId = "m" }))
    assert.same({ content = "x", mediaId = "m" }, net.requests[1].value)
    assert(client.messages:send("c", { content = "x" }))
    assert.same({ content = "x" }, net.requests[2].value)
    assert.equal('{"content":"x"}', net.requests[2].body)
  end)
end)

describe("fansly.ppv.message", function()
  it("gives the arguments of messages:send", function()
    assert.same(
      { content = "x", mediaId = "m", access_type = "ppv", price = "4.99" },
      fansly.ppv.message({ content = "x", media = "m", price = "4.99" })
    )
  end)

  it("answers nil, the field and what is wrong", function()
    local message, field, problem = fansly.ppv.message({ content = "x", price = 4 })
    assert.is_nil(message)
    assert.equal("media", field)
    assert.is_truthy(problem:find("missing", 1, true))
  end)
end)

describe("find_media #quick", function()
  local list = { { id = "5", mediaId = "6" }, 7, { id = "51", media = { id = "61" } }, fansly.null, { id = "52", media = 7 } }

  it("finds a piece of media by any of its ids", function()
    local find = fansly.ppv.find_media
    for id, place in pairs({ ["5"] = 1, ["6"] = 1, ["51"] = 3, ["61"] = 3, ["52"] = 5 }) do
      assert.equal(list[place], find(list, id))
    end
    assert.equal(list[3], find(list, 61))
    assert.equal("x", find({ { id = 5, mediaId = 6, name = "x" } }, "6").name)
    assert.is_nil(find(list, "7"))
    assert.is_nil(find(list, nil))
    assert.is_nil(find(nil, "5"))
    assert.is_nil(find({}, "5"))
  end)

  it("finds what a message of a page has attached", function()
    local client = assert(require("fansly.sandbox").new({ seed = 7, chats = 2 }):client())
    local chat = client.chats:list().items[1].groupId
    assert(client.messages:send_ppv(chat, { content = "x", media = "media_7", price = 5 }))
    local page = client.messages:list(chat)
    local found = fansly.ppv.find_media(page.response.accountMedia, page.items[1].attachments[1].contentId)
    assert.equal("media_7", found.mediaId)
    assert.equal(found, fansly.ppv.find_media(page.response.accountMedia, "media_7"))
  end)
end)
