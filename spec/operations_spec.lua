-- The API as data: every row is well-formed, and fansly.operations shows it without letting it be changed.

local endpoints = require("fansly.endpoints")
local fansly = require("fansly")

local function set(text)
  local names = {}
  for name in text:gmatch("%S+") do
    names[name] = true
  end
  return names
end

local row_fields = set("id resource name doc page experimental advice method path effect cost evidence timeout body args params rules "
  .. "answer columns readback money times")
local param_fields = set("name doc at type either required nullable default enum secret max_length pattern form minimum maximum item "
  .. "min_items max_items unique params rules shorthand open from_client")
local answer_fields = set("items accounts account cursor cursor_item offset total key newest_first page_size value needs bytes secret flat")
local rule_fields = set("when needs any without rising differ about why")
local types = set("id ids string integer number boolean cursor offset milliseconds price cdn_url file path array object")
local by_position = set("id ids cdn_url") -- what names a thing
local money = set("dollars cents mills unclear")
local times = set("s ms iso days")
local kinds = set("seed docs integrator")
local confidence = set("high medium low")
local methods = set("GET POST PUT PATCH DELETE")
local effects = set("read idempotent send")
local places = set("path query body file save none")

local function by_name(params)
  local named = {}
  for _, param in ipairs(params) do
    assert.is_nil(named[param.name], param.name .. " stands there twice")
    named[param.name] = param
  end
  return named
end

local function check_known(t, known, where)
  for name in pairs(t) do
    assert.is_true(known[name], ("%s: the field %s means nothing"):format(where, tostring(name)))
  end
end

local function check_type(value, kind)
  if kind == "integer" then
    return type(value) == "number" and value % 1 == 0
  end
  return type(value) == (kind == "id" and "string" or kind)
end

-- Every condition of a rule is about a parameter that is there, and a value that it can have.
local function check_condition(condition, named, where)
  local name, value = condition:match("^([%w_]+)=([%w_]+)$")
  local param = named[name or condition]
  assert.is_not_nil(param, where .. ": " .. condition)
  local enum = value and (param.enum or param.either and param.either[1].enum)
  assert.is_true(not value or param.type == "boolean" and value == "true" or table.concat(enum, " "):find(value, 1, true) ~= nil, condition)
end

local function check_rules(rules, named, where)
  for _, rule in ipairs(rules or {}) do
    check_known(rule, rule_fields, where)
    local told = 0
    for _, kind in ipairs({ "needs", "any", "without", "rising", "differ" }) do
      for _, condition in ipairs(rule[kind] or {}) do
        check_condition(condition, named, where)
      end
      told = told + (rule[kind] and #rule[kind] > 0 and 1 or 0)
    end
    assert.equal(1, told, where .. ": a rule demands one thing")
    assert.is_true(rule.without == nil or rule.when ~= nil, where)
    if rule.when then
      check_condition(rule.when, named, where)
    end
  end
end

-- A parameter of a row, or one inside another.
local function check_param(param, where)
  where = where .. "." .. tostring(param.name or "item")
  check_known(param, param_fields, where)
  assert.is_true((param.type == nil) ~= (param.either == nil), where)
  assert.is_true(param.type == nil or types[param.type], where)
  for _, form in ipairs(param.either or {}) do
    check_param(form, where)
  end
  for _, choice in ipairs(param.enum or {}) do
    assert.is_true(check_type(choice, param.type), where)
  end
  assert.is_true(param.enum == nil or #param.enum > 0, where)
  assert.is_true(param.default == nil or check_type(param.default, param.type), where)
  assert.is_true(param.item == nil or param.type == "array", where)
  assert.is_true((param.params == nil and param.shorthand == nil and not param.open) or param.type == "object", where)
  assert.is_true((param.min_items or 0) <= (param.max_items or math.huge), where)
  assert.is_true((param.minimum or 0) <= (param.maximum or math.huge), where)
  assert.equal(param.pattern ~= nil, param.form ~= nil, where)
  if param.item then
    check_param(param.item, where)
    assert.is_true(param.unique == nil or by_name(param.item.params)[param.unique] ~= nil, where)
  end
  if param.params then
    local inner = by_name(param.params)
    assert.is_true(param.shorthand == nil or inner[param.shorthand] ~= nil, where)
    check_rules(param.rules, inner, where)
    for _, each in ipairs(param.params) do
      assert.is_string(each.doc, where)
      check_param(each, where)
    end
  end
end

local function check_units(units, known, where)
  for field, unit in pairs(units or {}) do
    assert.is_true(known[unit], ("%s: %s of %s"):format(where, unit, field))
  end
end

-- The name by the rule that stands at the head of fansly.endpoints.
local function name_of(row)
  local nouns = { mass_messages = "mass_message", messages = "message", earnings = "earning" }
  local noun = nouns[row.resource] or row.resource:gsub("s$", "")
  local verb, rest = row.id:match("^(%l+)(.*)$")
  rest = rest .. "_"
  for _, gone in ipairs({ "_fan_to", "_fan_from", row.resource == "messages" and "_chat" or "_-" }) do
    rest = rest:gsub(gone .. "_", "_")
  end
  rest = rest:gsub("_" .. noun .. "s?_", "_", 1)
  return (verb .. rest):gsub("_$", "")
end

describe("the row of", function()
  for _, row in ipairs(endpoints.rows) do
    describe(row.id, function()
      local named = by_name(row.params)

      it("says what it is", function()
        check_known(row, row_fields, row.id)
        check_known(row.answer, answer_fields, row.id)
        assert.is_truthy(row.id:find("^%l[%l%d_]+$"))
        assert.is_truthy(row.resource:find("^%l[%l_]+$"))
        assert.is_truthy(row.name:find("^%l[%l%d_]*$"))
        assert.is_truthy(row.doc:find("^%u.+%.$"))
        assert.is_truthy((row.page or ""):find("^https://docs%.apifansly%.com/api%-reference/") or row.experimental)
        assert.is_true(kinds[row.evidence.kind] and confidence[row.evidence.request] and confidence[row.evidence.answer])
        assert.is_truthy(row.evidence.seen:find("^2026%-%d%d"))
        assert.is_true(row.cost == nil or row.cost == "media")
        assert.is_true(row.body == nil or row.body == "multipart")
        assert.equal(name_of(row), row.name)
        check_units(row.money, money, row.id)
        check_units(row.times, times, row.id)
        assert.is_true(methods[row.method])
        assert.is_true(effects[row.effect])
        assert.equal(row.method == "GET", row.effect == "read")
        assert.is_true(row.path:find("^/") ~= nil and row.path:find("//", 1, true) == nil and row.path:find("/$") == nil)
      end)

      it("has parameters of known kinds", function()
        for _, param in ipairs(row.params) do
          local where = row.id .. "." .. param.name
          assert.is_string(param.doc, where)
          assert.is_true(places[param.at], where)
          assert.is_true(row.method ~= "GET" or param.at ~= "body", where)
          assert.is_true(param.at ~= "path" or (param.type == "id" and param.required == true), where)
          assert.is_true(not param.from_client or param.name == "account_id", where)
          check_param(param, row.id)
        end
        check_rules(row.rules, named, row.id)
      end)

      it("declares the names in its path, and no others as such", function()
        local in_path = {}
        for name in row.path:gmatch("{([^}]*)}") do
          assert.equal("path", named[name] and named[name].at, name)
          in_path[name] = true
        end
        for name, param in pairs(named) do
          assert.is_true(param.at ~= "path" or in_path[name], name)
        end
      end)

      it("takes by position the ids that it requires, those of the path first", function()
        local expected = {}
        for _, place in ipairs({ "path", "query", "body", "file", "save" }) do
          for _, param in ipairs(row.params) do
            local is_id = by_position[param.type] or param.at == "file" or param.at == "save"
            if param.at == place and param.required and not param.from_client and is_id then
              expected[#expected + 1] = param.name
            end
          end
        end
        assert.same(expected, row.args or {})
      end)

      it("is a method of a client", function()
        local client = assert(fansly.new({ api_key = "canary-of-no-account" }))
        assert.equal("function", type(client[row.resource][row.name]))
        if row.answer.items then
          assert.equal("function", type(client[row.resource][(row.name:gsub("^%l+", "each"))]))
          assert.equal("function", type(client[row.resource][(row.name:gsub("^%l+", "pages"))]))
          for _, place in ipairs(row.answer.items) do
            assert.is_truthy(place:find("^[%w_]+[%w_.]*$"))
          end
          assert.is_not_nil(named[row.answer.offset and "offset" or "cursor"])
        end
        client:close()
      end)
    end)
  end

  it("each operation has an id and a method of its own", function()
    local seen = {}
    for _, row in ipairs(endpoints.rows) do
      for _, name in ipairs({ row.id, row.resource .. ":" .. row.name, row.method .. " " .. row.path }) do
        assert.is_nil(seen[name], name)
        seen[name] = true
      end
    end
  end)

  it("there are 72 of them", function()
    assert.equal(72, #endpoints.rows)
  end)

  it("some of them have these ids, methods and paths", function()
    local found = {}
    for _, row in ipairs(endpoints.rows) do
      found[row.id] = ("%s:%s %s %s"):format(row.resource, row.name, row.method, row.path)
    end
    for id, expected in pairs({
      list_chats = "chats:list GET /{account_id}/chats",
      mute_chat = "chats:mute POST /{account_id}/chats/mute",
      add_fan_to_vip = "chats:add_vip POST /{account_id}/chats/{fan_id}/vip",
      create_group = "chats:create_group POST /{account_id}/group",
      send_message = "messages:send POST /{account_id}/chats/{chat_id}/messages",
      get_current_account = "accounts:get_current GET /{account_id}/me",
    }) do
      assert.equal(expected, found[id])
    end
    assert.equal("send", endpoints.by_id.send_message.effect)
    assert.equal("send", endpoints.by_id.create_group.effect)
    assert.equal("idempotent", endpoints.by_id.mute_chat.effect)
    assert.equal("idempotent", endpoints.by_id.add_fan_to_vip.effect)
  end)
end)

describe("fansly.operations", function()
  local operations = fansly.operations

  it("shows a row", function()
    local row = operations["send_message"]
    assert.equal("POST", row.method)
    assert.equal("/{account_id}/chats/{chat_id}/messages", row.path)
    assert.equal("messages", row.resource)
    assert.equal("send", row.name)
    assert.equal("send", row.effect)
    assert.equal("chat_id", row.args[1])
    assert.equal("account_id", row.params[1].name)
    assert.equal("ppv", row.params[6].either[1].enum[1])
    assert.equal("dollars", row.money.price)
    assert.is_true(row.params[2].required)
    assert.is_nil(row.nothing)
    assert.is_nil(operations.nothing)
    assert.equal(row, operations.send_message)
  end)

  -- Everything that can be reached from a view, by calling views.
  local function each_view(view, visit, path)
    visit(view, path)
    for name, value in view() do
      if type(value) == "table" then
        each_view(value, visit, path .. "." .. tostring(name))
      else
        assert.equal(value, view[name])
      end
    end
  end

  it("is iterated over by calling it, on every Lua", function()
    local count, names = 0, {}
    for id, row in operations() do
      count = count + 1
      assert.equal(id, row.id)
      assert.equal(row, operations[id])
      names[id] = true
    end
    assert.equal(#endpoints.rows, count)
    for _, row in ipairs(endpoints.rows) do
      assert.is_true(names[row.id])
    end
    local params = {}
    for i, param in operations.list_chats.params() do
      params[i] = param.name
    end
    assert.same({ "account_id", "cursor", "filter", "subscriptionTierId", "search", "sort" }, params)
  end)

  it("is iterated over with pairs and measured with #, where Lua lets it", function()
    local has_pairs = false
    for _ in pairs(setmetatable({}, { __pairs = function()
      has_pairs = true
      return next, {}, nil
    end })) do
      has_pairs = true
    end
    local has_len = #setmetatable({}, { __len = function()
      return 7
    end }) == 7
    local count = 0
    for id, row in pairs(operations) do
      count = count + 1
      assert.equal(id, row.id)
    end
    assert.equal(has_pairs and #endpoints.rows or 0, count)
    assert.equal(has_len and 6 or 0, #operations.list_chats.params)
  end)

  it("is read-only, through and through", function()
    local count = 0
    each_view(operations, function(view, path)
      count = count + 1
      for _, name in ipairs({ "id", "new", 1, "path" }) do
        local ok, problem = pcall(function()
          view[name] = "changed"
        end)
        assert.is_false(ok, path)
        assert.is_truthy(problem:find("operations_spec.lua:%d+: fansly.operations is read%-only"), problem)
      end
      assert.is_false((pcall(setmetatable, view, {})), path)
      assert.is_false(getmetatable(view), path)
      assert.is_nil((next(view)), path)
    end, "operations")
    assert.is_true(count > 50, count .. " views")
    assert.equal("send_message", endpoints.by_id.send_message.id)
    assert.equal("POST", operations.send_message.method)
  end)
end)
