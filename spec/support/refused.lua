--- What the refusal of bad arguments is: nil and an error that names the field, by return and by callback, nothing raised, and
--- nothing at the transport.
--
--   local refused = require("spec.support.refused")
--   local err = refused("what is tried", net, "field", function(callback) return client.chats:mute("a/b", {}, callback) end)

local assert = require("luassert")
local errors = require("fansly.error")
local fansly = require("fansly")

local function check_error(label, err, field, kind)
  assert.is_true(errors.is(err), label .. ": no error object")
  assert.equal(kind or "validation", err.kind, label .. ": " .. tostring(err))
  assert.equal(field, err.field, label .. ": " .. tostring(err))
  assert.is_truthy(err.message:find(field, 1, true), label .. ": the message does not name the field: " .. err.message)
  assert.is_false(err.maybe_sent, label)
  assert.equal(0, err.attempts, label)
  assert.is_nil(tostring(err):find("%c"), label .. ": more than a line")
  assert.is_true(#tostring(err) < 600, label .. ": a long line")
end

-- `run(callback)` makes the call; without a callback it answers, with one it calls back, once and later.
local function refused(label, net, field, run, kind)
  local ok, value, err, info = pcall(run)
  assert.is_true(ok, label .. " raised " .. (ok and "" or type(value) == "string" and value or "something"))
  assert.is_nil(value, label .. " was taken")
  assert.is_nil(info, label)
  check_error(label, err, field, kind)
  local calls, got = 0, nil
  local returned, handle = pcall(run, function(...)
    calls = calls + 1
    got = { ... }
  end)
  assert.is_true(returned, label .. " with a callback raised")
  assert.equal("function", type(handle and handle.cancel), label .. ": no handle")
  assert.equal(0, calls, label .. ": called back before the call returned")
  fansly.run()
  assert.equal(1, calls, label .. ": called back " .. calls .. " times")
  assert.is_nil(got[1], label)
  check_error(label, got[2], field, kind)
  assert.is_false(handle:cancel(), label .. ": cancelled after its end")
  fansly.run()
  assert.equal(1, calls, label)
  assert.equal(0, net.count, label .. ": something reached the network")
  return err
end

return refused
