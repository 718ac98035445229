-- Values of secret parameters: where they do not show.

local call = require("fansly.call")
local check = require("fansly.check")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

local PASSWORD = 'canary %d+"(pass)[word\\é'
local CODE = "042137"

local row = {
  id = "connect",
  method = "POST",
  path = "/connect",
  effect = "send",
  params = {
    { name = "username", at = "body", type = "string", required = true },
    { name = "password", at = "body", type = "string", required = true, secret = true, max_length = 200 },
    { name = "code", at = "body", type = "string", secret = true },
    { name = "mode", at = "body", type = "integer", enum = { 1 }, secret = true },
    { name = "inner", at = "body", type = "object", params = { { name = "token", type = "string", secret = true, enum = { "x" } } } },
    {
      name = "list",
      at = "body",
      type = "array",
      item = { type = "object", params = { { name = "pin", type = "string", secret = true } } },
    },
  },
  answer = {},
}

-- Whether one of the secrets, or a part of one, is in what can be seen of a value.
local function leaks(value, seen)
  seen = seen or {}
  if type(value) == "string" then
    return value:find("canary", 1, true) or value:find("042", 1, true)
  elseif type(value) ~= "table" or seen[value] then
    return false
  end
  seen[value] = true
  for name, each in next, value do
    if leaks(name, seen) or leaks(each, seen) then
      return true
    end
  end
  return getmetatable(value) and leaks(tostring(value), seen) -- the address of a table is digits, too
end

-- What a call answers and what `on_attempt` is told, when the server says some words.
local function run(script, args, options)
  local told = {}
  local settings = { on_attempt = function(attempt) told[#told + 1] = attempt end }
  for name, value in pairs(options or {}) do
    settings[name] = value
  end
  local net = recorder.new(script)
  local client = net:client(settings)
  local given = args or { username = "anna", password = PASSWORD, code = CODE }
  local value, err, info = call.run(client, row, given)
  fansly.run()
  return { value = value, err = err, info = info, told = told, count = net.count }
end

local function words(status, text)
  local encoded = require("fansly.json").encode({ statusCode = status, message = text })
  return function() return recorder.answer(encoded, status) end
end

describe("a secret parameter #quick", function()
  it("goes out as it is", function()
    local net = recorder.new()
    call.run(net:client(), row, { username = "anna", password = PASSWORD, code = CODE })
    assert.equal(PASSWORD, net.requests[1].value.password)
    assert.equal(CODE, net.requests[1].value.code)
  end)

  it("is not in the error when the server repeats it", function()
    for _, status in ipairs({ 400, 401, 422, 500 }) do
      local result = run(words(status, ("no: %s, %s and %s again"):format(PASSWORD, CODE, PASSWORD)))
      assert.equal("no: ***, *** and *** again", result.err.message)
      assert.is_nil(result.err.body)
      assert.is_false(not not leaks(result), status)
      assert.equal(1, #result.told)
      assert.equal(result.err.message, result.told[1].message)
    end
  end)

  it("is not in an inner failure, nor in the message of a success", function()
    local result = run(function()
      return recorder.answer('{"statusCode":200,"data":{"data":{"success":false,"error":{"code":99,"message":"bad 042137"}}}}')
    end)
    assert.equal("bad ***", result.err.message)
    assert.is_false(not not leaks(result))
    result = run(words(200, "hello 042137"))
    assert.is_nil(result.err)
    assert.equal("hello ***", result.info.message)
  end)

  it("is not left in part where a long message is cut", function()
    for length = 470, 505 do
      local result = run(words(400, ("x"):rep(length) .. PASSWORD))
      assert.is_false(not not leaks(result), length)
    end
  end)

  it("is not in what the transport says", function()
    local result = run(function()
      return { exchange = { fault = "network", outcome = "not_sent", detail = "could not send " .. PASSWORD } }
    end)
    assert.equal("could not send ***", result.err.message)
  end)

  it("is not in the refusal of a bad value", function()
    local long = ("canary"):rep(40)
    for label, args in pairs({
      length = { username = "anna", password = long }, utf8 = { username = "anna", password = "canary\255" },
      nul = { username = "anna", password = "canary\0" }, enum = { username = "anna", password = "p", mode = 42 },
      number = { username = "anna", password = 42 }, inner = { username = "anna", password = "p", inner = { token = "canary\n" } },
      list = { username = "anna", password = "p", list = { { pin = { "canary" } } } }, missing = { password = PASSWORD },
      unknown = { username = "anna", passwort = PASSWORD }, table = { username = "anna", password = { PASSWORD } },
    }) do
      local result = run(nil, args)
      assert.equal("validation", result.err.kind, label)
      assert.equal(0, result.count)
      assert.is_false(not not leaks(result), label)
      assert.is_nil(tostring(result.err):find("42", 1, true), label)
    end
    local result = run(nil, { username = "anna", password = "p", inner = { token = "canary\n" } })
    assert.equal("inner.token has to be one of x, not ***", result.err.message)
    -- in the same place, what is no secret is shown
    local _, problem = check.params({ a = "canary" }, { params = { { name = "a", type = "string", enum = { "x" } } } })
    assert.equal('has to be one of x, not "canary"', problem)
  end)

  it("is hidden wherever it is given", function()
    local args = { username = "anna", password = "p", inner = { token = "x" }, list = { { pin = "canary-1" }, { pin = "canary-12" } } }
    local result = run(words(400, "canary-12 and canary-1, x and p"), args)
    assert.equal("*** and ***, *** and ***", result.err.message)
  end)

  it("takes the body of errors along where the answer holds secrets", function()
    local reading = { id = "r", method = "GET", path = "/r", effect = "read", params = {}, answer = { secret = true } }
    local client = recorder.new(words(400, "no")):client()
    local _, err = call.run(client, reading, {})
    assert.equal("no", err.message)
    assert.is_nil(err.body)
    reading.answer = {}
    _, err = call.run(client, reading, {})
    assert.is_truthy(err.body:find("no", 1, true))
  end)
end)
