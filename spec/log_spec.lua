--- What is told of calls: on_attempt, on_retry, fansly.log.

local calls = require("spec.support.calls")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")
local wire = require("spec.support.wire")

local busy = { status = 503, body = '{"message":"busy"}', headers = "Retry-After: 0\r\n" }

-- A server that is busy once, and good from then on.
local function busy_once()
  local count = 0
  return recorder.new(function()
    count = count + 1
    return count == 1 and busy or nil
  end)
end

local function collector()
  local list = {}
  return list, function(record)
    list[#list + 1] = record
  end
end

local function events_of(records)
  local words = {}
  for i, record in ipairs(records) do
    words[i] = record.level .. ":" .. record.event
  end
  return table.concat(words, " ")
end

describe("a listener", function()
  it("is told while a call waits for its answer: no turn is needed for it", function()
    local attempts, on_attempt = collector()
    local retries, on_retry = collector()
    local client = busy_once():client({ on_attempt = on_attempt, on_retry = on_retry, max_retries = 2 })
    assert(client.chats:mute("7"))
    assert.equal(2, #attempts)
    assert.equal(1, #retries)
    assert.same({ 1, "server", 503 }, { retries[1].attempt, retries[1].kind, retries[1].status })
    assert.is_number(retries[1].retry_in)
    assert.equal(0, fansly.step(0))
  end)

  it("cannot break the call: what it raises goes to on_error", function()
    local told, before = {}, fansly.on_error
    fansly.on_error = function(problem)
      told[#told + 1] = tostring(problem)
    end
    local client = recorder.new():client({
      on_attempt = function()
        error("listener at fault", 0)
      end,
    })
    local value = client.chats:mute("7")
    fansly.on_error = before
    assert.is_table(value)
    assert.same({ "listener at fault" }, told)
  end)

  it("is not told of the calls that it makes itself", function()
    local client, count = nil, 0
    client = recorder.new():client({
      on_attempt = function()
        count = count + 1
        assert(client.chats:mute("8"))
      end,
    })
    assert(client.chats:mute("7"))
    assert.equal(1, count)
  end)
end)

describe("fansly.log", function()
  after_each(function()
    fansly.log()
    calls.close()
  end)

  local levels = {
    error = "",
    warn = "warn:retry",
    info = "warn:retry info:call",
    debug = "warn:retry debug:attempt debug:attempt info:call",
    trace = "warn:retry debug:attempt debug:attempt info:call",
  }

  for level, expected in pairs(levels) do
    it("tells at level " .. level .. " what belongs to it", function()
      local records, sink = collector()
      assert(fansly.log(sink, level))
      assert(busy_once():client({ max_retries = 1 }).chats:mute("7"))
      assert.equal(expected, events_of(records))
    end)
  end

  it("tells of calls that fail at every level, and of nothing that identifies anybody", function()
    local records, sink = collector()
    assert(fansly.log(sink, "error"))
    local net = recorder.new(function()
      return recorder.answer('{"message":"no such user"}', 404)
    end)
    assert.is_nil(net:client().chats:mute("987654321"))
    assert.equal("error:call", events_of(records))
    local record = records[1]
    assert.same({ "mute_chat", "/{account_id}/chats/mute", 404, "not_found", 1 }, {
      record.operation, record.path, record.status, record.kind, record.attempts,
    })
    for _, value in pairs(record) do
      assert.is_nil(tostring(value):find("987654321", 1, true))
    end
  end)

  it("is off without a sink", function()
    local records, sink = collector()
    assert(fansly.log(sink))
    assert(fansly.log(nil))
    assert(recorder.new():client().chats:mute("7"))
    assert.same({}, records)
  end)

  it("writes lines to what has a write method", function()
    local text = {}
    local file = {
      write = function(_, ...)
        text[#text + 1] = table.concat({ ... })
      end,
    }
    assert(fansly.log(file))
    assert(recorder.new():client().chats:mute("7"))
    local line = table.concat(text)
    assert.truthy(line:find("^%d+%-%d+%-%d+T%d+:%d+:%d+Z info event=call operation=mute_chat method=POST path=/{account_id}/chats/mute "))
    assert.equal("\n", line:sub(-1))
  end)

  it("puts what came from a server on one line, quoted", function()
    local text = {}
    local file = { write = function(_, line) text[#text + 1] = line end }
    assert(fansly.log(file, "error"))
    local net = recorder.new(function()
      return recorder.answer('{"message":"no\\nlevel=info \\u001b[2J\\"x"}', 404)
    end)
    assert.is_nil(net:client().chats:mute("7"))
    assert.is_nil(text[1]:find("%c"))
    assert.truthy(text[1]:find('message="no level=info  [2J\\"x"', 1, true), text[1])
  end)

  it("refuses what it cannot write to, and levels that it does not have", function()
    local records, sink = collector()
    assert(fansly.log(sink))
    for _, bad in ipairs({ 3, "stderr", {}, true }) do
      local done, err = fansly.log(bad)
      assert.same({ nil, "validation", "sink" }, { done, err.kind, err.field })
    end
    local done, err = fansly.log(sink, "wran")
    assert.same({ nil, "validation", "level" }, { done, err.kind, err.field })
    assert.truthy(err.message:find("did you mean warn?", 1, true))
    assert(recorder.new():client().chats:mute("7"))
    assert.equal("info:call", events_of(records)) -- the log from before is still there
  end)
end)

describe("a trace", function()
  local server

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    server:stop()
  end)

  after_each(function()
    fansly.log()
    calls.close()
  end)

  local function wires_of(base, options, count)
    local wires = {}
    assert(fansly.log(function(record)
      wires[#wires + 1] = record.wire
    end, "trace"))
    local client = calls.client(base, options)
    for _ = 1, count do
      client.chats:mute("7")
    end
    return wires
  end

  it("tells of the connection, the sizes, the times, and the names of headers", function()
    local route = server:route({ calls.of.idempotent.answer })
    local wires = wires_of(route.tls_base, { ca_file = server.ca_file }, 2)
    assert.equal(2, #wires)
    assert.equal("1.1", wires[1].http)
    assert.truthy(wires[1].tls:find("^TLSv1%.[23]$"))
    assert.equal(wires[1].tls, wires[2].tls)
    assert.same({ false, true }, { wires[1].reused, wires[2].reused })
    assert.is_true(wires[1].handshake >= wires[1].connect and wires[1].waiting >= wires[1].handshake)
    assert.is_nil(wires[2].connect)
    assert.is_true(wires[1].sent > 200 and wires[1].received > 20)
    local names = table.concat(wires[1].headers, " ")
    assert.truthy(names:find("content-type", 1, true))
    assert.is_nil(names:find("json", 1, true))
  end)

  it("has no TLS where there is none, and the server's clock where it tells it", function()
    local headers = { { "Date", "Sun, 06 Nov 1994 08:49:37 GMT" }, { "X-Odd", "secret-value" } }
    local route = server:route({ wire.answer(200, wire.envelope({}), headers) })
    local wires = wires_of(route.base, {}, 1)
    assert.is_nil(wires[1].tls)
    assert.equal(784111777, wires[1].date)
    local names = table.concat(wires[1].headers, " ")
    assert.truthy(names:find("date x-odd", 1, true))
    assert.is_nil(names:find("secret-value", 1, true))
  end)

  it("shows no key, even where a server uses it for the name of a header", function()
    local route = server:route({ wire.answer(200, wire.envelope({}), { { recorder.api_key, "1" } }) })
    local wires = wires_of(route.base, {}, 1)
    assert.is_nil(table.concat(wires[1].headers, " "):find("canary", 1, true))
    assert.is_true(#wires[1].headers > 0)
  end)

  it("is not made where nobody wants one", function()
    local route = server:route({ calls.of.idempotent.answer })
    local records = {}
    assert(fansly.log(function(record)
      records[#records + 1] = record
    end, "debug"))
    assert(calls.client(route.base).chats:mute("7"))
    assert.equal("attempt", records[1].event)
    assert.is_nil(records[1].wire)
  end)
end)
