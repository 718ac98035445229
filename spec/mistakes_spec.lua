--- Mistakes that people make, and what they are told: the message itself says the mend.

local fansly = require("fansly")
local files = require("spec.support.files")
local peers = require("spec.support.peers")
local wire = require("spec.support.wire")

local KEY = require("spec.support.canary")

describe("who makes a mistake is told the mend:", function()
  local server, others, sandbox, chat_id

  setup(function()
    server, others = wire.start(), peers.start()
    sandbox = assert(require("fansly.sandbox").new({ seed = 7, chats = 3 }))
    chat_id = assert(sandbox:client()).chats:list().items[1].groupId
  end)

  teardown(function()
    server:stop()
    others:stop()
    files.remove()
  end)

  local function options(given)
    local own = { api_key = KEY, account_id = "fansly_acc_1", max_retries = 0, timeout = 5 }
    for name, value in pairs(given or {}) do
      own[name] = value or nil
    end
    return own
  end

  -- A call of a client with such options, and its error.
  local function asks(given)
    return function()
      local client, err = fansly.new(options(type(given) == "function" and given() or given))
      if client then
        err = select(2, client.chats:list())
        client:close()
      end
      return err
    end
  end

  -- The same where this is the answer.
  local function answered(code, body, headers, given)
    return asks(function()
      local own = options(given)
      own.base_url = server:route({ wire.answer(code, body, headers) }).base
      return own
    end)
  end

  -- What is done with a client of the sandbox.
  local function does(action)
    return function()
      local value, err = action(assert(sandbox:client()))
      assert.is_nil(value)
      return err
    end
  end

  local function raises(action)
    return function()
      local ok, problem = pcall(action, assert(sandbox:client()))
      assert.is_false(ok)
      return problem
    end
  end

  local function sends(fields)
    return does(function(client)
      return client.messages:send(chat_id, fields)
    end)
  end

  local function sells(fields)
    return does(function(client)
      return client.messages:send_ppv(chat_id, fields)
    end)
  end

  local mistakes = {
    { "no key", asks({ api_key = false }), "set FANSLY_API_KEY" },
    { "a key copied with its line break", asks({ api_key = KEY .. "\n" }), "look for a line break or a blank" },
    { "a wrong key", answered(401, '{"message":"Invalid API key"}'), "check api_key" },
    { "no account", asks({ account_id = false }), "set FANSLY_ACCOUNT_ID" },
    { "an account that the key may not use", answered(403, '{"message":"denied"}'), "check account_id: the key may not use this account" },
    {
      "a native id in place of the account's",
      answered(403, '{"message":"denied"}', nil, { account_id = "394463482001331552" }),
      "client.accounts:list()",
    },
    { "a wrong address", answered(404, "<html>"), "check the ids, and base_url" },
    { "an address without https", asks({ base_url = "http://example.com" }), "begin with https://" },
    { "an address without a scheme", asks({ base_url = "v1.apifansly.com" }), "such as https://" },
    { "no credits left", answered(402, '{"message":"none"}'), "add credits" },
    { "too many calls", answered(429, '{"message":"slow down"}', { { "Retry-After", "30" } }), "wait 30 s" },
    { "no network", asks({ base_url = "http://127.0.0.1:1" }), "check the network and base_url" },
    { "a proxy that is not there", asks({ base_url = "https://127.0.0.1:1", proxy = "http://127.0.0.1:1" }), "check proxy" },
    { "a proxy that wants a password", answered(407, "<html>"), "check proxy" },
    { "a login page in the way", answered(200, "<html>Please log in"), "check base_url, and what stands between" },
    { "a redirect in the way", answered(302, "", { { "Location", "http://login.example/" } }), "check base_url, and what stands between" },
    {
      "a certificate that nobody vouches for",
      asks(function()
        return { base_url = server:route({ wire.answer(200, "{}") }).tls_base }
      end),
      "ca_file",
    },
    {
      "a clock that is off, as is an old certificate",
      asks(function()
        return { base_url = others.expired, ca_file = others.expired_ca }
      end),
      "the clock",
    },
    { "a certificate file that is not there", asks({ ca_file = "/no/such/file" }), "ca_file cannot be read" },
    { "too little time", asks(function()
      return { base_url = server:route({ { { "sleep", 1 } } }).base, timeout = 0.05 }
    end), "option timeout" },
    { "a time in milliseconds", asks({ timeout = 300000 }), "seconds, not 300000" },
    { "a misspelt option", raises(function()
      return fansly.new({ api_keys = "x" })
    end), "did you mean api_key?" },
    { "a misspelt parameter", does(function(client)
      return client.chats:list({ fliter = "vips" })
    end), "did you mean filter?" },
    { "a misspelt value", does(function(client)
      return client.chats:list({ filter = "vip" })
    end), "one of all, vips, followers, subscribers" },
    { "an option among the parameters", does(function(client)
      return client.chats:list({ timeout = 3 })
    end), "give it in the table behind the parameters" },
    { "a misspelt operation", does(function(client)
      return client:call("send_mesage", {})
    end), "did you mean send_message?" },
    { "a dot in place of a colon", raises(function(client)
      return client.chats.list({})
    end), "client.chats:list(...)" },
    { "a number for an id", does(function(client)
      return client.messages:send(417e15, { content = "hi" })
    end), "has to be a string: ids have more digits than a number keeps" },
    { "a text for the message", sends("hello"), "as in { name = value }" },
    { "a forgotten chat", does(function(client)
      return client.messages:send({ content = "hi" })
    end), "as chat.groupId" },
    { "a price without a rule", sends({ content = "hi", mediaId = "m1", price = 5 }), "access_type is missing: price needs it to be ppv" },
    { "a price without media", sells({ content = "hi", price = 5 }), "media is missing" },
    { "a price in cents", sells({ content = "hi", media = "m1", price = 1499 }), "1499 cents are 14.99" },
    { "a price with a sign", sells({ content = "hi", media = "m1", price = "$5" }), 'as in 4 or "4.99"' },
    { "a price with a comma", sells({ content = "hi", media = "m1", price = "4,99" }), 'as in 4 or "4.99"' },
    { "a time in seconds", does(function(client)
      return client.mass_messages:send({ content = "hi", scheduledFor = 1793000000 })
    end), "multiply it by 1000" },
    { "a mass message to nobody", does(function(client)
      return client.mass_messages:send({ content = "hi", send_now = true, includeListIds = {} })
    end), "includeListIds" },
    { "a file that is not there", does(function(client)
      return client.media:upload("/no/such/file.mp4")
    end), "file cannot be read: No such file" },
    { "a link to somewhere else", does(function(client)
      return client.media:download("https://example.com/x.mp4", files.path("x"))
    end), "a host of fansly.com" },
    { "a webhook without a secret", function()
      return select(2, fansly.webhook.new({}))
    end, "the console of apifansly.com shows it" },
    { "a client that was closed", does(function(client)
      client:close()
      return client.chats:list()
    end), "make a new client" },
  }

  it("there are at least twenty", function()
    assert.is_true(#mistakes >= 20)
  end)

  for _, mistake in ipairs(mistakes) do
    it(mistake[1], function()
      local said = tostring(mistake[2]())
      assert.truthy(said:find(mistake[3], 1, true), said)
      assert.is_nil(said:find("\n", 1, true))
      assert.is_nil(said:find(KEY, 1, true))
    end)
  end
end)
