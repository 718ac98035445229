-- lua/fansly/meta.lua is what script/docs makes of rows and contract, and no public name is without its annotation.

local annotations = require("spec.support.annotations")
local endpoints = require("fansly.endpoints")
local fansly = require("fansly")
local files = require("spec.support.files")
local types = dofile("script/types.lua")

local known = annotations.read(files.find("lua", "*.lua"))

-- What is wrong with the annotation of a name; nil where all is well.
local function fault_of(class, name)
  local found = known:find(class, name)
  if not found then
    return "has no annotation"
  elseif type(found) == "string" or found.private then
    return nil
  elseif not found.text then
    return "says nothing of what it does"
  elseif table.concat(found.params, ", ") ~= table.concat(found.takes, ", ") then
    return ("takes (%s), and its annotation has (%s)"):format(table.concat(found.takes, ", "), table.concat(found.params, ", "))
  end
end

local function names_of(t, add)
  for name in pairs(t or {}) do
    if type(name) == "string" and not name:find("^_") then
      add(name)
    end
  end
end

-- Each public name of a value: what is in it, and what its metatable gives it.
local function faults_in(value, class)
  local faults = {}
  local function add(name)
    local fault = fault_of(class, name)
    faults[#faults + 1] = fault and ("%s: %s %s"):format(class, name, fault)
  end
  names_of(value, add)
  local meta = getmetatable(value)
  if type(meta) == "table" and type(meta.__index) == "table" then
    names_of(meta.__index, add)
  end
  return faults
end

-- The names that `require "fansly"` gives when they are asked for.
local function parts_of_the_face()
  for place = 1, 9 do
    local name, value = debug.getupvalue(getmetatable(fansly).__index, place)
    if name == "parts" then
      return value
    end
  end
end

local sandbox = require("fansly.sandbox").new({ seed = 7 })
local client = assert(sandbox:client())
local page, _, info = client.chats:list()
local _, problem = client.chats:mute("no such user")
local _, broken = client:account("fansly_acc_2").chats:list()

describe("lua/fansly/meta.lua", function()
  it("is up to date (script/docs writes it)", function()
    assert.is_true(types.types() == assert(files.read("lua/fansly/meta.lua")))
  end)

  it("has a method, a type for what it takes, and one for what it gives, for every operation", function()
    for _, row in ipairs(endpoints.rows) do
      local class = "fansly.resource." .. ("_" .. row.resource):gsub("_(%w)", string.upper)
      assert.is_table(known.classes[class].functions[row.name], row.id)
      assert.is_nil(fault_of(class, row.name))
      assert.is_true(known.aliases["fansly.OperationId"])
    end
  end)

  it("knows the fields that answers of the sandbox have", function()
    local fan = page.items[1].partnerAccountId
    local answers = {
      Chat = page.items[1],
      AccountSummary = page:account(page.items[1]),
      IgnoreResult = client.chats:mute(fan),
      Message = client.messages:send(page.items[1].groupId, { content = "hi" }),
      MessagePage = client.messages:list(page.items[1].groupId).response,
    }
    for class, answer in pairs(answers) do
      for name, value in pairs(answer) do
        local text = assert(known.classes["fansly." .. class].fields[name], class .. "." .. name)
        local kind = text:match("^(%S+)")
        if type(value) ~= "table" then
          local wanted = type(value) == "number" and { number = true, integer = true } or { [type(value)] = true }
          assert.is_true(wanted[kind] or kind == "any", ("%s.%s is a %s, not %s"):format(class, name, type(value), kind))
        end
      end
    end
  end)
end)

describe("annotations", function()
  local function all_are_documented(value, class)
    assert.same({}, faults_in(value, class))
  end

  it("cover the face", function()
    all_are_documented(parts_of_the_face(), "fansly")
    all_are_documented({ version = fansly.version }, "fansly")
  end)

  it("cover ppv, units, webhook", function()
    for _, name in ipairs({ "ppv", "units", "webhook" }) do
      all_are_documented(fansly[name], "fansly." .. name)
    end
    all_are_documented(require("fansly.sandbox"), "fansly.sandbox")
  end)

  it("cover clients and every method of every resource", function()
    all_are_documented(client, "fansly.Client")
    for _, resource in ipairs(endpoints.resources) do
      local class = assert(known.classes["fansly.Client"].fields[resource]:match("^(%S+)"))
      all_are_documented(client[resource], class)
    end
  end)

  it("cover pages, info, usage, errors", function()
    all_are_documented(page, "fansly.Page")
    all_are_documented(info, "fansly.Info")
    all_are_documented(info.rate_limit, "fansly.RateLimit")
    all_are_documented(client:usage(), "fansly.Usage")
    assert.equal("validation", problem.kind)
    all_are_documented(problem, "fansly.Error")
    assert.is_true(broken.status >= 400)
    all_are_documented(broken, "fansly.Error")
  end)

  it("cover every field that an error is made with", function()
    local count = 0
    local function check(fields, path)
      for name in (fields:match("%b{}") or ""):gmatch("[{,]%s*([%a_]+) = ") do
        assert.is_truthy(known:find("fansly.Error", name), path .. ": " .. name)
        count = count + 1
      end
    end
    for _, path in ipairs(files.find("lua", "*.lua")) do
      for _, maker in ipairs({ "errors%.new(%b())", "result%.error(%b())", "M%.error(%b())", "fault(%b())" }) do
        for fields in assert(files.read(path)):gmatch(maker) do
          check(fields, path)
        end
      end
    end
    assert.is_true(count > 50, count)
  end)

  it("cover tasks and handles", function()
    local task = fansly.go(function()
      fansly.sleep(0)
    end)
    task:wait()
    all_are_documented(task, "fansly.Task")
    all_are_documented(client.chats:list({}, function() end), "fansly.Handle")
    fansly.run()
  end)

  it("cover amounts, sandboxes, events and hooks", function()
    all_are_documented(fansly.units.cents(499), "fansly.Amount")
    all_are_documented(sandbox, "fansly.Sandbox")
    for _, name in ipairs({ "messages.received", "messages.sent", "ppv.purchased", "tips.received", "subscriptions.new" }) do
      all_are_documented(fansly.webhook.parse(sandbox:webhook(name).body), "fansly.Event")
    end
    local hook = fansly.webhook.new({ secret = "s" })
    if hook then
      all_are_documented(hook, "fansly.Webhook")
    end
  end)

  it("use no type that is not defined", function()
    for _, used in ipairs(known.used) do
      assert.is_true(known.classes[used.name] ~= nil or known.aliases[used.name] ~= nil, used.path .. ": " .. used.name)
    end
  end)

  it("define no class in two places, but for the client", function()
    for name, class in pairs(known.classes) do
      assert.is_true(#class.places == 1 or name == "fansly.Client", name)
    end
  end)
end)
