--- What must not grow: with the pages, with the answer, with the server's words.

local core = require("fansly.core")
local fansly = require("fansly")
local sandbox = require("fansly.sandbox")
local wire = require("spec.support.wire")

describe("options of page:next", function()
  it("do not stack up over a long chain of pages", function()
    local client = assert(sandbox.new({ seed = 7, chats = 2500, page_size = 1, rate_limit = false }):client())
    local page, count = assert(client.chats:list({ fields = { "groupId" } })), 1
    while page and count < 2300 do
      local err
      page, err = page:next({ timeout = 5 })
      assert.is_nil(err)
      count = count + 1
    end
    assert.equal(2300, count)
  end)
end)

describe("the reader #quick", function()
  it("does not make room for fields that small objects do not have", function()
    local wide = {}
    for i = 1, 32 do
      wide[i] = ('"f%d":%d'):format(i, i)
    end
    local text = "[{" .. table.concat(wide, ",") .. "}" .. (',{"a":1},{}'):rep(20000) .. "]"
    collectgarbage()
    local before = collectgarbage("count")
    local list = assert(core.decode(text))
    local used = collectgarbage("count") - before
    assert.equal(40001, #list)
    assert.is_true(used < 12000, ("%.0f KiB"):format(used))
  end)
end)

describe("a bad status", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    server:stop()
  end)

  it("gives the kind where the body breaks off, and its words are clipped", function()
    local kinds = { [401] = "auth", [404] = "not_found", [400] = "api", [503] = "server" }
    for status, kind in pairs(kinds) do
      local cut = { "send", ("HTTP/1.1 %d X\r\nContent-Length: 100\r\n\r\n{"):format(status) }
      local options = { api_key = require("spec.support.canary"), account_id = "fansly_acc_1", max_retries = 0 }
      options.base_url = server:route({ { cut, { "close" } } }).base
      local client = assert(fansly.new(options))
      local _, err = client.chats:list()
      assert.equal(kind, err.kind)
      client:close()
    end
    local exchange = core.answer(400, "", '{"message":"' .. ("é"):rep(2000) .. '"}', core.key(require("spec.support.canary")))
    local words = require("fansly.judge").words_of(exchange, "api")
    assert.is_true(#words <= 503 and core.is_utf8(words))
  end)
end)

describe("fansly.warmup", function()
  it("has nothing to connect to for a sandbox, and refuses what is no client", function()
    assert.is_true(fansly.warmup(assert(sandbox.new():client())))
    local done, err = fansly.warmup(5)
    assert.is_nil(done)
    assert.equal("client", err.field)
  end)

  it("is refused for a closed client, with a sandbox and without one", function()
    for _, client in ipairs({ assert(sandbox.new():client()), assert(fansly.new({ api_key = "canary-0123456789" })) }) do
      client:close()
      local done, err = fansly.warmup(client)
      assert.is_nil(done)
      assert.equal("closed", err.kind)
    end
  end)
end)
