--- The status of an answer comes from its first line, and from nothing that looks like one.

local core = require("fansly.core")
local fansly = require("fansly")
local wire = require("spec.support.wire")

local BODY = wire.envelope({ id = "m1" }, { status = 201 })

describe("a line that looks like a status line", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    server:stop()
  end)

  local function send(text)
    local route = server:route({ { { "send", text }, { "close" } } })
    local client = assert(fansly.new({ api_key = require("spec.support.canary"), account_id = "fansly_acc_1", base_url = route.base }))
    local message, err = client.messages:send("c1", { content = "x" })
    client:close()
    return message, err, #route.requests()
  end

  for _, status in ipairs({ "429", "400", "500", "201" }) do
    it(("among the headers (%s) is not one"):format(status), function()
      local text = ("HTTP/1.1 201 Created\r\nHTTP/1.1 %s: x\r\nContent-Length: %d\r\n\r\n%s"):format(status, #BODY, BODY)
      local message, err, executed = send(text)
      assert.equal(1, executed)
      assert.is_true(message ~= nil or err.maybe_sent)
    end)

    it(("in a trailer (%s) is not one"):format(status), function()
      local head = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
      local text = ("%s%x\r\n%s\r\n0\r\nHTTP/1.1 %s: x\r\n\r\n"):format(head, #BODY, BODY, status)
      local message, err, executed = send(text)
      assert.equal(1, executed)
      assert.is_true(message ~= nil or err.maybe_sent)
    end)
  end

  it("does not stand in for one that cannot be read", function()
    for _, first in ipairs({ "HTTP/1.1 x", "HTTP/r:", "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 099 x" }) do
      local head = first .. "\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
      local message, err, executed = send(("%s%x\r\n%s\r\n0\r\nHTTP/1.1: 200\r\n\r\n"):format(head, #BODY, BODY))
      assert.equal(1, executed)
      assert.is_nil(message, first)
      assert.equal("protocol", err.kind, first)
      assert.is_true(err.maybe_sent)
    end
  end)

  it("does not make a failure a success", function()
    local text = ("HTTP/1.1 500 E\r\nHTTP/1.1 201 Created: x\r\nContent-Length: %d\r\n\r\n%s"):format(#BODY, BODY)
    local message, err = send(text)
    assert.is_nil(message)
    assert.is_true(err.maybe_sent)
  end)
end)

describe("success that is neither true nor false", function()
  it("is a doubt", function()
    local key = core.key(require("spec.support.canary"))
    for _, value in ipairs({ '"false"', "0", "1", "{}", '"true"' }) do
      local body = ('{"statusCode":201,"data":{"status_code":200,"data":{"success":%s,"response":{"id":"m1"}}}}'):format(value)
      assert.equal("maybe_sent", core.answer(201, "", body, key).outcome)
    end
  end)
end)
