-- What is public besides the calls: whatever it is given, no error is Lua's own.

local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local sandbox = require("fansly.sandbox")

local function values()
  return {
    0, -1, 1.5, hostile.nan, hostile.inf, "", "x", "\0", ("x"):rep(70), true, false, {}, { 1 }, { a = 1 }, { {} },
    function() end, io.stdout, fansly.null, coroutine.create(function() end),
  }
end

local function methods_of(prefix, owner, names, self)
  local list = {}
  for _, name in ipairs(names) do
    list[prefix .. name] = function(...)
      if self then
        return owner[name](self, ...)
      end
      return owner[name](...)
    end
  end
  return list
end

-- Errors of the module are objects, or begin with its name behind the place of the call.
local function is_own(problem)
  return type(problem) ~= "string" or problem:find("fansly[%w.]*: ") ~= nil or problem:find("fansly%.[%w.]+: ") ~= nil
end

describe("whatever it is given,", function()
  local box = sandbox.new({ chats = 2, upload_polls = 0 })
  local amount, client = fansly.units.cents(5), box:client()

  local owners = {
    methods_of("ppv.", fansly.ppv, { "price", "message", "find_media", "is_locked" }),
    methods_of("units.", fansly.units, {
      "is_amount", "amount", "dollars", "cents", "mills", "time", "milliseconds", "iso", "range", "id",
    }),
    methods_of("webhook.", fansly.webhook, { "parse", "new" }),
    methods_of("amount:", amount, { "to", "number" }, amount),
    methods_of("fansly.", fansly, { "decode", "array", "warmup", "log", "map", "all", "go" }),
    methods_of("sandbox.", sandbox, { "new" }),
    methods_of("box:", box, { "webhook", "follow", "advance", "client" }, box),
    methods_of("client.media:", client.media, { "upload", "download", "upload_and_wait" }, client.media),
    methods_of("client.messages:", client.messages, { "send_ppv", "reconcile" }, client.messages),
    methods_of("client.posts:", client.posts, { "edit" }, client.posts),
    methods_of("client:", client, { "me", "is_mine", "account", "call" }, client),
  }

  local function try(name, fn, ...)
    local ok, problem = pcall(fn, ...)
    assert(ok or is_own(problem), ("%s: %s"):format(name, tostring(problem)))
  end

  teardown(function()
    fansly.log()
    client:close()
    fansly.run()
  end)

  for _, functions in ipairs(owners) do
    for name, fn in pairs(functions) do
      it(name .. " raises no error of Lua's own", function()
        local on_error = fansly.on_error
        fansly.on_error = function() end -- of callbacks that are no good
        try(name, fn)
        for _, first in ipairs(values()) do
          try(name, fn, first)
          for _, second in ipairs(values()) do
            try(name, fn, first, second)
          end
          fansly.run()
        end
        fansly.log()
        fansly.on_error = on_error
      end)
    end
  end
end)
