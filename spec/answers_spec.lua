-- Answers that hold more, less or other things than is documented.

local cjson = require("cjson").new()
local contract = require("spec.support.contract")
local endpoints = require("fansly.endpoints")
local errors = require("fansly.error")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

-- Codes and states, of which new ones may come at any time.
local coded = { state = "paused", status = 987, type = 987, ignoreFlags = 987, flags = 987, triggerType = "new_moon", pinned = "yes" }

-- The body as a later release of the API might send it: more fields in every object, and values that nobody has seen yet.
local function of_tomorrow(value, name)
  if type(value) ~= "table" then
    return coded[name] ~= nil and coded[name] or value
  end
  local changed = {}
  for key, each in pairs(value) do
    changed[key] = of_tomorrow(each, key)
  end
  if value[1] == nil and next(value) ~= nil then
    changed.of_tomorrow = { deep = { 1, "two", true, { three = 3 } }, snake_case = 4, ["with space"] = "5" }
  end
  return changed
end

local function client_of(body)
  return recorder.new(function()
    return recorder.answer(type(body) == "string" and body or cjson.encode(body))
  end):client()
end

describe("an answer", function()
  local kept, unproven = 0, 0

  teardown(function()
    print(("\nmeasured: answers of %d operations with unknown fields and values; %d creations without an id"):format(kept, unproven))
  end)

  for _, operation in ipairs(contract.operations) do
    if not contract.files[operation.id] then
      it("of " .. operation.id .. " keeps fields and values that nobody has seen yet", function()
        local body = of_tomorrow(contract.examples[operation.id].value)
        body.data.status_code = type(body.data.status_code) == "number" and 200 or nil
        local value, err = client_of(body):call(operation.id, contract.least(operation))
        assert.is_nil(err)
        assert.same(contract.value(operation, body), operation.pages and value.response or value)
        if operation.pages then
          assert.same(contract.items(operation, body), value.items)
        end
        kept = kept + 1
      end)
    end
  end

  for _, row in ipairs(endpoints.rows) do
    if row.answer.needs and not contract.files[row.id] then
      it("of " .. row.id .. " without the id of the new thing leaves open what happened", function()
        local operation
        for _, each in ipairs(contract.operations) do
          operation = each.id == row.id and each or operation
        end
        for _, response in ipairs({ "{}", "[]", "null", "true", '"done"', '{"content":"x"}', '{"id":null}', '{"id":false}' }) do
          local value, err = client_of(recorder.envelope(response)):call(row.id, contract.least(operation))
          assert.is_nil(value, response)
          assert.equal("protocol", err.kind)
          assert.is_true(err.maybe_sent)
          assert.is_truthy(tostring(err):find("look before sending it again", 1, true), tostring(err))
        end
        unproven = unproven + 1
      end)
    end
  end

  it("is needed to name what was created, in every send that creates something", function()
    local creations = {}
    for _, row in ipairs(endpoints.rows) do
      creations[row.id] = row.answer.needs
    end
    assert.same({
      create_group = "id",
      send_message = "id",
      send_mass_message = "id",
      create_automated_message = "id",
      create_post = "id",
      upload_media = "jobId",
      connect_account = { "account_id", "requires_2fa", "data.response.accountId" },
      verify_2fa = { "account_id", "requires_2fa", "data.response.accountId" },
    }, creations)
  end)

  it("of a list that is there without the documented layers is the same list", function()
    local list = '[{"id":"1","name":"Posts"}]'
    for _, form in ipairs({
      '{"data":{"data":{"walls":%s}}}', '{"data":{"data":{"response":{"walls":%s}}}}', '{"data":{"data":{"response":%s}}}',
    }) do
      assert.same({ { id = "1", name = "Posts" } }, assert(client_of(form:format(list)).posts:list_walls()), form)
    end
    for _, form in ipairs({
      '{"data":{"success":true,"count":1,"accounts":%s}}', '{"data":{"data":{"accounts":%s}}}', '{"data":{"data":{"response":%s}}}',
    }) do
      assert.same({ { id = "1", name = "Posts" } }, assert(client_of(form:format(list)).accounts:list()), form)
    end
  end)

  it("keeps the digits of ids that come as numbers", function()
    local body = '{"data":{"data":{"response":{"id":884669123456789012,"short":12345,"list":[884669123456789013]}}}}'
    local post = assert(client_of(body).posts:get("1"))
    assert.same({ id = "884669123456789012", short = 12345, list = { "884669123456789013" } }, post)
  end)

  it("that failed inside is an error, never an empty result", function()
    local client = client_of('{"statusCode":200,"data":{"status_code":200,"data":{"success":false,"error":{"code":99,"message":"no"}}}}')
    for _, operation in ipairs(contract.operations) do
      if not contract.files[operation.id] then
        local value, err = client:call(operation.id, contract.least(operation))
        assert.is_nil(value, operation.id)
        assert.is_true(errors.is(err), operation.id)
        assert.equal("api", err.kind)
        assert.equal(99, err.code)
      end
    end
  end)
end)

describe("JSON in a text of an answer #quick", function()
  it("is read by the rules of answers", function()
    local value = fansly.decode('{"id":600000000000000001,"none":null,"list":[null],"price":4.5}')
    assert.same({ id = "600000000000000001", list = { fansly.null }, price = 4.5 }, value)
    assert.same({ type = 1 }, fansly.decode({ type = 1 }))
    assert.is_true(fansly.decode("true"))
  end)

  it("is refused where it is none", function()
    for _, wrong in ipairs({ "", "{", "hello", "[1] x", 7, true, "[\255]" }) do
      local none, err = fansly.decode(wrong)
      assert.is_nil(none)
      assert.equal("validation", err.kind)
      assert.equal("text", err.field)
    end
    assert.equal("text", select(2, fansly.decode(nil)).field)
  end)

  it("is a mass message's template in the sandbox", function()
    local client = require("fansly.sandbox").new():client()
    assert(client.mass_messages:send({ content = "hello", includeFollowers = true, scheduledFor = (os.time() + 3600) * 1000 }))
    local waiting = assert(client.mass_messages:list_scheduled()).scheduledBroadcastMessages
    assert.equal("hello", fansly.decode(waiting[1].messageTemplate).content)
    client:close()
  end)
end)
