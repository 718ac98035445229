-- Every operation against the API's contract: the rows say what the facts say, requests are what they should be on a real
-- wire, and the example answers come out unwrapped.

local calls = require("spec.support.calls")
local cjson = require("cjson").new()
local contract = require("spec.support.contract")
local endpoints = require("fansly.endpoints")
local files = require("spec.support.files")
local multipart = require("fansly.sandbox.multipart")
local wire = require("spec.support.wire")

local function by_name(list)
  local named = {}
  for _, each in ipairs(list) do
    named[each.name] = each
  end
  return named
end

local function forms_of(param)
  return param.either or { param }
end

-- What JSON type a parameter of the row has.
local json_types = {
  id = "string", ids = "string", string = "string", cursor = "string", cdn_url = "string", file = "string", boolean = "boolean",
  integer = "integer", offset = "integer", milliseconds = "integer", number = "number", price = "number", array = "array",
  object = "object",
}

-- The row's word for a documented kind of source.
local kinds = { seed = "seed", ["docs-page"] = "docs", integrator = "integrator" }

local function compare_enum(expected, form, where)
  if expected.enum then
    assert.same(expected.enum, form.enum, where)
  else
    assert.is_nil(form.enum, where)
  end
end

local compare_fields

local function compare_form(expected, form, where)
  local types = {}
  for _, name in ipairs(expected.types) do
    types[name] = true
  end
  local is_type = types[json_types[form.type]] or next(types) == nil
  assert.is_true(is_type, ("%s: %s is none of %s"):format(where, form.type, table.concat(expected.types, ", ")))
  compare_enum(expected, form, where)
  if form.type ~= "price" then -- which has the bounds of its own
    assert.is_true(expected.minimum == nil or expected.minimum == (form.minimum or form.type == "offset" and 0), where)
    assert.equal(expected.maximum, form.maximum, where)
  end
  assert.is_true((expected.min_items or 0) <= (form.min_items or 0), where)
  assert.equal(expected.max_items, form.max_items, where)
  if expected.item and form.item then
    local items, ours = expected.item.one_of or { expected.item }, forms_of(form.item)
    for i, each in ipairs(items) do
      compare_form(each, ours[i], where .. "[]")
    end
  end
  if expected.fields and form.type == "object" then
    compare_fields(expected.fields, form.params, where)
  end
end

-- Several types in a schema are several forms in the row, unless they are all for a text.
local function compare_param(expected, param, where)
  local forms = forms_of(param)
  assert.equal(expected.required or false, param.required or param.default ~= nil, where)
  if expected.one_of then
    assert.equal(#expected.one_of, #forms, where)
    for i, each in ipairs(expected.one_of) do
      compare_form(each, forms[i], where)
    end
  elseif param.type == "cursor" then
    assert.same({ "string", "number" }, expected.types, where)
  elseif #forms > 1 then
    assert.equal(#expected.types, #forms, where)
    for i, form in ipairs(forms) do
      assert.equal(expected.types[i], json_types[form.type], where)
    end
  else
    assert.equal(expected.nullable or false, param.nullable or false, where)
    compare_form(expected, param, where)
  end
end

function compare_fields(expected, params, where)
  local named = by_name(params)
  for _, each in ipairs(expected) do
    assert.is_not_nil(named[each.name], where .. " lacks " .. each.name)
    compare_param(each, named[each.name], where .. "." .. each.name)
  end
  local known = by_name(expected)
  for _, param in ipairs(params) do
    assert.is_true(known[param.name] ~= nil or param.at == "none" or param.at == "save", where .. " has " .. param.name)
  end
end

local function decoded(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function parts_of(target)
  local path, query = target:match("^([^?]*)%??(.*)$")
  local values = {}
  for name, value in query:gmatch("([^&=]+)=([^&]*)") do
    assert.is_nil(values[name], name .. " is there twice")
    values[decoded(name)] = decoded(value)
  end
  return path, values
end

describe("the row of", function()
  for _, operation in ipairs(contract.operations) do
    it(operation.id .. " says what the contract says", function()
      local row = endpoints.by_id[operation.id]
      assert.equal(operation.method, row.method)
      assert.equal(operation.path, "/api/fansly" .. row.path)
      assert.equal(operation.tag, row.resource)
      assert.equal(operation.page, row.page)
      assert.equal(operation.unconfirmed or false, row.experimental or false)
      assert.equal(operation.idempotent, row.effect ~= "send")
      assert.equal(operation.method == "GET", row.effect == "read")
      assert.equal(kinds[operation.evidence.kind], row.evidence.kind)
      assert.equal(operation.evidence.request, row.evidence.request)
      assert.equal(operation.evidence.answer, row.evidence.answer)
      assert.is_truthy(operation.evidence.seen:find(row.evidence.seen, 1, true))
      assert.equal(operation.pages ~= nil, row.answer.items ~= nil)
      compare_fields(contract.fields(operation), row.params, operation.id)
      for _, field in ipairs(contract.fields(operation)) do
        local place = by_name(row.params)[field.name].at
        assert.equal(field.at, place == "file" and "body" or place, operation.id .. "." .. field.name)
      end
    end)
  end

  it("nothing else is there", function()
    assert.equal(#contract.operations, #endpoints.rows)
  end)
end)

describe("on the wire", function()
  local server
  local on_wire, answered, requests = 0, 0, 0

  setup(function()
    server = wire.start()
  end)

  teardown(function()
    calls.close()
    files.remove()
    server:stop()
    print(("\nmeasured: %d of %d operations on the wire by the general call, in %d requests; %d example answers"):format(
      on_wire, #contract.operations, requests, answered))
  end)

  local function client_of(operation, body)
    local route = server:route({ wire.answer(operation.status, body) })
    return calls.client(route.base, { account_id = contract.account, max_retries = 0 }), route
  end

  local function check_request(operation, expected, raw, label)
    local request = wire.parse(raw)
    local path, query = parts_of(request.target)
    label = operation.id .. " with " .. label
    assert.equal(operation.method, request.method, label)
    assert.equal(expected.target, path, label)
    assert.same(expected.query, query, label)
    assert.equal(calls.key, request.headers["x-api-key"], label)
    assert.equal(expected.body and operation.body.content_type or nil, request.headers["content-type"], label)
    if expected.body then
      assert.same(expected.body, cjson.decode(request.body), label)
      assert.equal("{", request.body:sub(1, 1), label)
    else
      assert.equal("", request.body, label)
    end
  end

  for _, operation in ipairs(contract.operations) do
    if not contract.files[operation.id] then
      it(operation.id .. " is what the contract says", function()
        local client, route = client_of(operation, contract.examples[operation.id].body)
        local cases = contract.arguments(operation)
        for name, example in pairs(contract.examples) do
          if name:find("^" .. operation.id .. "%.") and example.kind == "request" then
            local args = contract.with(contract.with(contract.least(operation), { mediaIds = nil }), example.value)
            cases[#cases + 1] = { label = name, args = args }
          end
        end
        for i, case in ipairs(cases) do
          local value, err = client:call(operation.id, case.args)
          assert.is_nil(err, case.label .. ": " .. tostring(err))
          assert.is_not_nil(value)
          local raw = route.requests()
          assert.equal(i, #raw)
          check_request(operation, contract.sent(operation, case.args), raw[i], case.label)
          requests = requests + 1
        end
        on_wire = on_wire + 1
      end)

      it(operation.id .. " gives the value of the example", function()
        local client = client_of(operation, contract.examples[operation.id].body)
        local example = contract.examples[operation.id]
        local value, err, info = client:call(operation.id, contract.least(operation))
        assert.is_nil(err)
        local expected = contract.value(operation, example.value)
        if operation.pages then
          assert.same(expected, value.response)
          assert.same(contract.items(operation, example.value), value.items)
        else
          assert.same(expected, value)
        end
        assert.equal(operation.status, info.status)
        answered = answered + 1
      end)
    end
  end

  local function find(id)
    for _, operation in ipairs(contract.operations) do
      if operation.id == id then
        return operation
      end
    end
  end

  it("upload_media is what the contract says", function()
    local operation, example = find("upload_media"), contract.examples.upload_media
    local client, route = client_of(operation, example.body)
    local job, err, info = client:call("upload_media", { file = { path = files.write("a.mp4", "bytes"), name = "b.mp4" } })
    assert.is_nil(err)
    assert.same(contract.value(operation, example.value), job)
    assert.equal(operation.status, info.status)
    local request = wire.parse(route.requests()[1])
    assert.equal("POST /api/fansly/" .. contract.account .. "/media/upload", request.method .. " " .. request.target)
    assert.equal(operation.body.content_type, request.headers["content-type"]:match("^[^;]+"))
    local parts = assert(multipart.parse(request.headers["content-type"], request.body))
    assert.same({ { name = operation.body.fields[1].name, filename = "b.mp4", type = "video/mp4", bytes = "bytes" } }, parts)
    on_wire, answered, requests = on_wire + 1, answered + 1, requests + 1
  end)

  it("download_media is what the contract says", function()
    local operation = find("download_media")
    local route = server:route({ wire.answer(operation.status, "\255\216", { ["Content-Type"] = "application/octet-stream" }) })
    local args = contract.with(contract.least(operation), { path = files.path("a.jpeg") })
    local file, err, info = calls.client(route.base):call("download_media", args)
    assert.is_nil(err)
    assert.same({ path = args.path, bytes = 2, type = "application/octet-stream" }, file)
    assert.equal(operation.status, info.status)
    check_request(operation, contract.sent(operation, contract.least(operation)), route.requests()[1], "the least")
    on_wire, requests = on_wire + 1, requests + 1
  end)
end)

describe("the examples", function()
  local core = require("fansly.core")
  local key = assert(core.key(require("spec.support.canary")))

  local function read(body, status)
    return core.answer(status or 200, "", body, key)
  end

  it("include all that were seen in the wild", function()
    local seen = 0
    for name, example in pairs(contract.examples) do
      if example.origin:find("^seed") or example.origin:find("^integrator%-fixture") then
        seen = seen + 1
        local operation = name:match("^[%w_]+")
        local is_webhook = example.kind == "webhook request"
        assert.is_true(is_webhook or endpoints.by_id[operation] ~= nil, name)
      end
    end
    assert.is_true(seen >= 16, seen .. " of them")
  end)

  it("of lists have the cursor where it was documented, and where it was seen", function()
    for _, name in ipairs({ "list_chats", "list_chats.live_cursor" }) do
      local want = { items = endpoints.by_id.list_chats.answer.items }
      local exchange = core.answer(200, "", contract.examples[name].body, key, want)
      assert.equal("next_page_cursor_string", exchange.cursor, name)
      assert.equal("chat_group_id_string", exchange.items[1].groupId, name)
    end
  end)

  it("of errors are errors, with their words", function()
    for name, status in pairs({ error_400 = 400, error_403 = 403, error_429 = 429 }) do
      local example = contract.examples[name]
      local exchange = read(example.body, status)
      assert.equal("refused", exchange.outcome, name)
      assert.equal(example.value.message or example.value.error, exchange.text, name)
    end
  end)

  it("of uploads and webhooks can be read", function()
    for _, name in ipairs({ "upload_media", "get_upload_status", "webhook_messages_received", "webhook_messages_sent" }) do
      local example = contract.examples[name]
      assert.equal("integrator-fixture", example.origin)
      assert.same(contract.value(nil, example.value), read(example.body).value, name)
    end
  end)
end)
