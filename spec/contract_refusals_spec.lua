-- What the contract rules out is refused before the network, with an error that names the field and what is allowed.

local contract = require("spec.support.contract")
local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")
local refused = require("spec.support.refused")

local with, without = contract.with, contract.without

local net, client

before_each(function()
  net = recorder.new()
  client = net:client()
end)

local function refuses(operation, args, field, label)
  local err = refused(("%s with %s"):format(operation.id, label or field), net, field, function(callback)
    return client:call(operation.id, args, {}, callback)
  end)
  return err.message
end

local function contains(message, text)
  assert.is_truthy(message:find(text, 1, true), message)
end

-- What no parameter of a type takes, whatever else is known of it.
local wrong = {
  string = { 4, true, {}, hostile.table(), fansly.null, "a\0b" },
  number = { "x", true, {}, fansly.null, hostile.nan, math.huge },
  integer = { "x", true, {}, fansly.null, 1.5, hostile.nan },
  boolean = { 1, "true", {}, fansly.null },
  array = { true, 4, { a = 1 }, { [2] = "x" }, fansly.null },
  object = { true, 4, { "x" }, hostile.table({ 1 }), fansly.null },
}

local lua_types = { integer = "number", array = "table", object = "table" }

-- Whether one of the types of a field is that of the value.
local function may_be(field, value)
  for _, name in ipairs(field.types) do
    if type(value) == (lua_types[name] or name) then
      return true
    end
  end
  return false
end

local function each_wrong(field, try)
  local count = 0
  for _, value in ipairs(wrong[field.types[1]]) do
    local joined = field.name:find("[iI]ds$") and type(value) ~= "number" -- a list that goes out as a text
    local fits = #field.types > 1 and may_be(field, value) or field.nullable and value == fansly.null
    if not fits and not (joined and field.types[1] == "string") then
      try(value)
      count = count + 1
    end
  end
  return count
end

describe("refused before the network:", function()
  local count = 0

  teardown(function()
    print(("\nmeasured: %d calls against the contract refused"):format(count))
  end)

  for _, operation in ipairs(contract.operations) do
    local least = contract.least(operation)
    local fields = contract.fields(operation)

    it(operation.id .. " without what it requires", function()
      for _, field in ipairs(fields) do
        local has_default = operation.id == "list_subscribers" -- one of ours
        if least[field.name] ~= nil and field.required and not has_default then
          contains(refuses(operation, without(least, { field.name }), field.name), "missing")
          count = count + 1
        end
      end
      refuses(operation, with(least, { no_such_field = 1 }), "no_such_field")
      count = count + 1
    end)

    it(operation.id .. " with values of another type", function()
      for _, field in ipairs(fields) do
        if field.types and field.name ~= "file" then
          count = count + each_wrong(field, function(value)
            local label = ("%s = %s"):format(field.name, tostring(type(value)))
            refuses(operation, with(least, { [field.name] = value }), field.name, label)
          end)
        end
      end
    end)

    it(operation.id .. " with values outside of what is allowed", function()
      for _, field in ipairs(fields) do
        if field.enum then
          local message = refuses(operation, with(least, { [field.name] = "no such choice" }), field.name)
          for _, choice in ipairs(field.enum) do
            contains(message, tostring(choice))
          end
          count = count + 1
        end
        if field.minimum then
          contains(refuses(operation, with(least, { [field.name] = field.minimum - 1 }), field.name), tostring(field.minimum))
          count = count + 1
        end
        if field.maximum then
          contains(refuses(operation, with(least, { [field.name] = field.maximum + 1 }), field.name), tostring(field.maximum))
          count = count + 1
        end
        if field.pattern then
          refuses(operation, with(least, { [field.name] = "Germany" }), field.name)
          count = count + 1
        end
        for _, size in ipairs({ (field.min_items or 1) - 1, (field.max_items or 0) + 1 }) do
          if field.min_items and size ~= 1 then
            local list = {}
            for i = 1, size do
              list[i] = tostring(i)
            end
            refuses(operation, with(least, { [field.name] = list }), field.name)
            count = count + 1
          end
        end
      end
    end)
  end

  local function any_of(message, ...)
    for _, text in ipairs({ ... }) do
      contains(message, text)
    end
  end

  for _, operation in ipairs(contract.operations) do
    local body = operation.body or {}
    local least = contract.least(operation)
    local attached = with(least, { mediaIds = { "m" } })

    for _, pair in ipairs(body.exclusive or {}) do
      it(("%s with %s and %s at once"):format(operation.id, pair[1], pair[2]), function()
        local samples = { mediaId = "m", mediaIds = { "m" }, permissions = { { access_type = "follow" } }, access_type = "follow" }
        local base = pair[1] == "permissions" and attached or least
        local args = with(base, { [pair[1]] = samples[pair[1]], [pair[2]] = samples[pair[2]] })
        local _, err = client:call(operation.id, args)
        assert.equal("validation", err.kind)
        any_of(err.message, pair[1], pair[2], "cannot go with")
        assert.equal(0, net.count)
        for _, name in ipairs(pair) do
          assert(client:call(operation.id, without(args, { name })), name)
        end
        count = count + 1
      end)
    end

    for name, rule in pairs(body.required_when or {}) do
      it(("%s without %s where %s has %s"):format(operation.id, name, rule.field, rule.contains), function()
        for _, value in ipairs({ rule.contains, { rule.contains }, { "follow", rule.contains } }) do
          contains(refuses(operation, with(attached, { [rule.field] = value }), name), "missing")
          count = count + 1
        end
        assert(client:call(operation.id, with(attached, { [rule.field] = "follow" })))
        assert.equal(1, net.count)
      end)
    end

    if body.any_of then
      it(operation.id .. " with nothing in it", function()
        local message = refuses(operation, without(least, { "content" }), "content")
        any_of(message, "content", "mediaIds")
        count = count + 1
      end)
    end
  end
end)
