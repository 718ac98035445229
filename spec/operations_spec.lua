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

local row_fields = set("id resource name doc page method path effect args params answer money times timeout readback")
local param_fields = set("name doc at type required nullable default enum max_length item min_items max_items unique params shorthand "
  .. "needs from_client minimum maximum")
local answer_fields = set("items accounts value needs")
local types = set("id string integer number boolean cursor price array object")
local methods = set("GET POST PUT PATCH DELETE")
local effects = set("read idempotent send")
local places = set("path query body")

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

-- A parameter of a row, or one inside another.
local function check_param(param, where)
  where = where .. "." .. tostring(param.name or "item")
  check_known(param, param_fields, where)
  assert.is_true(types[param.type], where)
  for _, choice in ipairs(param.enum or {}) do
    assert.is_true(check_type(choice, param.type), where)
  end
  assert.is_true(param.enum == nil or #param.enum > 0, where)
  assert.is_true(param.default == nil or check_type(param.default, param.type), where)
  assert.is_true(param.item == nil or param.type == "array", where)
  assert.is_true((param.params == nil and param.shorthand == nil) or param.type == "object", where)
  assert.is_true((param.min_items or 0) <= (param.max_items or math.huge), where)
  if param.item then
    check_param(param.item, where)
    assert.is_true(param.unique == nil or by_name(param.item.params)[param.unique] ~= nil, where)
  end
  if param.params then
    local inner = by_name(param.params)
    assert.is_true(param.shorthand == nil or inner[param.shorthand] ~= nil, where)
    for _, each in ipairs(param.params) do
      assert.is_string(each.doc, where)
      check_param(each, where)
    end
  end
end

describe("the row of", function()
  for _, row in ipairs(endpoints.rows) do
    describe(row.id, function()
      local named = by_name(row.params)

      it("says what it is", function()
        check_known(row, row_fields, row.id)
        check_known(row.answer, answer_fields, row.id)
        assert.is_truthy(row.id:find("^%l[%l_]+$"))
        assert.is_truthy(row.resource:find("^%l+$"))
        assert.is_truthy(row.name:find("^%l[%l_]*$"))
        assert.is_truthy(row.doc:find("^%u.+%.$"))
        assert.is_truthy(row.page:find("^https://docs%.apifansly%.com/api%-reference/"))
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
          for _, other in ipairs(param.needs or {}) do
            assert.is_not_nil(named[other], where .. " needs " .. other)
          end
          check_param(param, row.id)
        end
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

      it("takes by position only what it requires", function()
        for _, name in ipairs(row.args or {}) do
          assert.is_true(named[name] ~= nil and named[name].required == true, name)
        end
      end)

      it("is a method of a client", function()
        local client = assert(fansly.new({ api_key = "k" }))
        assert.equal("function", type(client[row.resource][row.name]))
        if row.answer.items then
          assert.equal("function", type(client[row.resource][(row.name:gsub("^list", "each"))]))
          assert.equal("function", type(client[row.resource][(row.name:gsub("^list", "pages"))]))
          for _, place in ipairs(row.answer.items) do
            assert.is_truthy(place:find("^[%w_]+[%w_.]*$"))
          end
          assert.is_not_nil(named.cursor)
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

  it("the six of them have these ids, methods and paths", function()
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
    assert.equal("ppv", row.params[5].enum[1])
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
