--- The state of the sandbox: its clock, its credits, and how it is saved and restored.

local deep_equal = require("luassert.util").deepcompare
local files = require("spec.support.files")
local json = require("fansly.json")
local sandbox = require("fansly.sandbox")
local world = require("spec.support.sandbox_world")

local HOUR = world.HOUR
local kind_of, ms = world.kind_of, world.ms

-- Whether two saved states are equal; they are too long to be printed.
local function equal_states(one, another)
  return (deep_equal(assert(json.decode(one)), assert(json.decode(another))))
end

describe("in the sandbox", function()
  local box, client

  before_each(function()
    box, client = world.start()
  end)
  after_each(world.stop)

  describe("the clock", function()
    it("goes forward only, and moves what answers tell", function()
      local _, _, info = client.accounts:get_current()
      assert.equal("2026-09-21T14:13:20.000Z", info.timestamp)
      box:advance(1.5)
      _, _, info = client.accounts:get_current()
      assert.equal("2026-09-21T14:13:21.500Z", info.timestamp)
      for _, wrong in ipairs({ -1, math.huge, 0 / 0, "1", 1e15 }) do
        assert.error_matches(function() box:advance(wrong) end, "the clock moves by a number of seconds, forward")
      end
    end)

    it("lets the rate limit go by", function()
      box, client = world.start({ rate_limit = 2 })
      assert(client.accounts:get_current())
      box:advance(30)
      assert(client.accounts:get_current())
      local _, err = client.accounts:get_current()
      assert.equal("rate_limited", err.kind)
      assert.equal(30, err.retry_after)
      box:advance(30)
      assert(client.accounts:get_current())
      assert.equal("rate_limited", kind_of(client.accounts:get_current()))
    end)
  end)

  describe("credits", function()
    it("are spent, and end", function()
      box, client = world.start({ credits = 2 })
      assert(client.accounts:get_current())
      assert.equal(1, box.model.credits)
      assert(client.accounts:get_current())
      assert.equal("payment_required", kind_of(client.accounts:get_current()))
      assert.equal(0, box.model.credits)
      box.model.credits = 1
      assert.equal("not_found", kind_of(client.chats:mute("7"))) -- a failed call is counted as well
      assert.equal("payment_required", kind_of(client.accounts:get_current()))
    end)

    it("are spent as the client counts them", function()
      box, client = world.start({ credits = 1000, page_size = 500, chats = 500 })
      local _, _, info = client.chats:list()
      assert.is_true(info.credits > 1)
      assert.equal(client:usage().credits, 1000 - box.model.credits)
      local left = box.model.credits
      for _ = 1, 80 do
        box:webhook("subscriptions.new", { fan_id = box.state.fans[1].id })
      end
      assert.equal(left - 1, box.model.credits)
    end)
  end)

  describe("the state", function()
    it("is a believable account of the wanted size", function()
      box, client = world.start({ chats = 500 })
      local state = box.state
      local active = assert(client.subscribers:list()).response.stats.totalActive
      assert.equal(500, #state.chats)
      assert.equal(505, #state.fans)
      assert.is_true(active > 100 and active < 350)
      assert.is_true(#state.transactions > active)
      assert.equal(24, assert(client.vault:list_albums()).albums[1].itemCount)
      assert.is_true(assert(client.vault:list_albums()).albums[3].itemCount > 10)
      assert.equal(12, #assert(client.posts:list()).posts)
    end)

    it("follows from the seed and the clock", function()
      local function another(seed)
        return sandbox.new({ seed = seed, chats = 20, upload_polls = 0, now = box.model.now }):save()
      end
      assert.is_true(equal_states(box:save(), another(7)))
      assert.is_false(equal_states(box:save(), another(8)))
    end)

    it("is saved and restored as a whole", function()
      local chat = box.state.chats[2]
      local sent = assert(client.messages:send_ppv(chat.id, { content = "hé \"x\"", media = "m1", price = "4.99" }))
      local media = assert(client.media:upload(files.write("a.jpg", "\0\255\1 bytes"), { poll_interval = 0 }))
      local id = assert(client.mass_messages:send({ content = "later", includeFollowers = true, scheduledFor = ms(HOUR) })).id
      assert(client.accounts:connect({ username = "o", password = "p", name = "O", countryCode = "DE" }))
      box:advance(10)
      local text = box:save()
      assert.is_nil(text:find(box.api_key, 1, true))

      local other = sandbox.new({ state = text, now = function() return world.clock end })
      assert.is_true(equal_states(text, other:save()))
      local math_type = rawget(math, "type")
      assert.equal(math_type and "integer", math_type and math_type(other.state.sequence))
      local there = assert(other:client())
      local listed = assert(there.messages:list(chat.id))
      assert.equal(sent.id, listed.items[1].id)
      assert.equal(sent.createdAt, listed.items[1].createdAt)
      assert.same({}, listed.items[1].likes)
      assert.equal(4990, listed.response.accountMedia[1].price)
      local place = assert(there.media:get(media.mediaId)).media.locations[1].location
      local file = assert(there.media:download(place, files.path("b.jpg")))
      assert.equal("\0\255\1 bytes", files.read(file.path))
      files.remove()
      other:advance(HOUR)
      assert.equal(id, assert(there.mass_messages:list_sent_stats()).items[1].id)
      assert.equal(1, #assert(client.mass_messages:list_scheduled()).scheduledBroadcastMessages) -- the first one knows nothing of it
      local group = assert(there.chats:create_group({ users = { box.model.native_id, box.state.fans[22].id } }))
      assert.is_nil(box:save():find(group.id, 1, true))
      there:close()
    end)

    it("can be changed before a call", function()
      box.state.chats[1].fan.username = "renamed"
      assert.equal("renamed", assert(client.chats:list({ search = "RENAMED" })).items[1].partnerUsername)
    end)

    it("that is impossible is an error of the server, and the sandbox lives on", function()
      local fan = table.remove(box.state.chats[1].messages)
      box.state.chats[1].messages[1] = false
      local _, err = client.messages:list(box.state.chats[1].id)
      assert.equal(500, err.status)
      assert.is_truthy(err.message:find("Internal error", 1, true))
      box.state.chats[1].messages = { fan }
      assert(client.messages:list(box.state.chats[1].id))
    end)

    it("is refused where it is something else", function()
      for _, wrong in ipairs({ "", "{", "{}", '{"version":2}' }) do
        local none, err = sandbox.new({ state = wrong })
        assert.is_nil(none)
        assert.equal("config", err.kind)
        assert.equal("state has to be what sandbox:save() gave", err.message)
      end
      for _, cut in ipairs({ '"counts":', '"connections":', '"first":', '"accounts":' }) do
        local none, err = sandbox.new({ state = (box:save():gsub(cut, '"x":')) })
        assert.is_nil(none)
        assert.equal("state", err.field)
      end
      local text = box:save()
      for whole, damage in pairs({ ['"counts"'] = '"gone"', ['"first":"[^"]*"'] = '"first":"x"', ['"page_size":%d+'] = '"page_size":0' }) do
        local damaged, count = text:gsub(whole, damage, 1)
        assert.equal(1, count)
        local none, err = sandbox.new({ state = damaged })
        assert.is_nil(none)
        assert.equal(whole:find("page_size") and "page_size" or "state", err.field)
      end
    end)
  end)
end)
