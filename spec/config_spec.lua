-- Options of fansly.new: their values, where else they come from, and what is said about those that are wrong.

local child = require("spec.support.child")
local errors = require("fansly.error")
local fansly = require("fansly")
local files = require("spec.support.files")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")

local KEY, ACCOUNT = "canary-0123456789", "fansly_acc_1"

local function with(options)
  local all = { api_key = KEY, account_id = ACCOUNT }
  for name, value in pairs(options or {}) do
    all[name] = value
  end
  return all
end

local function file_with(content)
  local path = os.tmpname()
  files.save(path, content)
  return path
end

-- One of the checks: `options` is refused for `field`, without a word of `secret`.
local function refused(options, field, secret)
  local ok, client, err = pcall(fansly.new, options)
  assert.is_true(ok, tostring(client))
  assert.is_nil(client)
  assert.is_true(errors.is(err))
  assert.equal("config", err.kind)
  assert.equal(field, err.field)
  assert.equal(1, (err.message:find(field, 1, true)), err.message)
  assert.equal(0, err.attempts)
  assert.is_false(err.maybe_sent)
  if secret then
    assert.is_nil(tostring(err):find(secret, 1, true), "the message shows it: " .. tostring(err))
    for _, value in pairs(err) do
      assert.is_falsy(type(value) == "string" and value:find(secret, 1, true))
    end
  end
  return err
end

local not_strings = { 1, true, false, {}, print, fansly.null, coroutine.create(function() end), hostile.table() }

describe("fansly.new", function()
  describe("refuses a value of", function()
    local cases = {
      api_key = { "", " ", "a b", "key\n", "\rkey", "ke\ty", "k\0y", "k\127y", "k\195\169y", "k\1y", ("k"):rep(513) },
      account_id = { "", "a/b", "..", "a.b", "%2e", "a b", "a\r\nb", "a\0", "\195\169", ("a"):rep(65) },
      base_url = {
        "", " ", "v1.apifansly.com", "/api/fansly", "//v1.apifansly.com", "ftp://v1.apifansly.com/", "file:///etc/passwd",
        "ws://v1.apifansly.com", "javascript:1", "https:", "https://", "https:///api",
        "https:/v1.apifansly.com", "http://v1.apifansly.com/api/fansly",
        "http://127.0.0.1.evil.com/", "http://localhost.evil.com/", "http://128.0.0.1/", "http://0.0.0.0/", "http://[::2]/",
        "https://user@v1.apifansly.com/", "https://user:pass@v1.apifansly.com/", "https://@v1.apifansly.com/",
        "https://v1.apifansly.com/?a=1", "https://v1.apifansly.com/?", "https://v1.apifansly.com/#a", "https://v1.apifansly.com/#",
        "https://v1.apifansly.com/a b", " https://v1.apifansly.com", "https://v1.apifansly.com\r\nX-Evil: 1", "https://v1.apifansly.com\n",
        "https://v1.apifansly.com\0", "https://v1.apifansly.com\\", "https://v1.apifansly.com:99999/", "https://v1.apifansly.com:x/",
        "https://h\195\169st/",
      },
      timeout = { 0, -1, 86400.5, hostile.nan, hostile.inf, -hostile.inf, "30", "" },
      connect_timeout = { 0, -1, 86400.5, hostile.nan, hostile.inf, "10" },
      max_retries = { -1, 11, 0.5, hostile.nan, hostile.inf, "2" },
      max_body = { 0, -1, 2 ^ 30 + 1, 1.5, hostile.nan, hostile.inf, "1" },
      ca_file = { "", "/nowhere/ca.pem", "/", "/dev/null", "a\0b", "a\nb" },
      proxy = { "", "proxy:3128", "ftp://proxy", "http://", "socks9://proxy", "ENV", "http://a\nb" },
      api_key_file = { "", "/nowhere/key", "/", "/dev/null", "a\0b" },
      transport = { "x", 1, {}, { submit = print, step = print, next = print, read = print }, hostile.table() },
    }
    for option, values in pairs(cases) do
      it(option, function()
        local complete = option == "api_key_file" and { account_id = ACCOUNT } or with()
        for _, value in ipairs(values) do
          complete[option] = value
          refused(complete, option)
        end
        for _, value in ipairs(not_strings) do
          local type_fits = type(value) == "number" and type(values[1]) == "number"
          if not type_fits then
            complete[option] = value
            refused(complete, option)
          end
        end
      end)
    end
  end)

  it("takes values at the borders", function()
    local ca = file_with("x")
    for option, values in pairs({
      api_key = { "k", ("k"):rep(512), "!~#$%&'*+-.^_`|" },
      account_id = { "a", "-", ("a"):rep(64), "fansly_ACCOUNT-1" },
      timeout = { 1e-3, 1, 0.5, 86400 },
      connect_timeout = { 1e-3, 86400 },
      max_retries = { 0, 1, 10 },
      max_body = { 1, 2 ^ 30 },
      ca_file = { ca },
      proxy = { "env", "http://127.0.0.1:1", "https://p", "socks5://p", "socks5h://p", "socks4://p", "socks4a://p" },
    }) do
      for _, value in ipairs(values) do
        local client, err = fansly.new(with({ [option] = value }))
        assert.is_nil(err)
        client:close()
      end
    end
    os.remove(ca)
  end)

  it("brings both forms of a base URL to one", function()
    for given, base in pairs({
      ["https://v1.apifansly.com/api/fansly"] = "https://v1.apifansly.com/api/fansly",
      ["https://v1.apifansly.com/api/fansly/"] = "https://v1.apifansly.com/api/fansly",
      ["https://v1.apifansly.com"] = "https://v1.apifansly.com/api/fansly",
      ["https://v1.apifansly.com/"] = "https://v1.apifansly.com/api/fansly",
      ["HTTPS://v1.apifansly.com//"] = "https://v1.apifansly.com/api/fansly",
      ["https://proxy.example:8443/x"] = "https://proxy.example:8443/x/api/fansly",
      ["http://127.0.0.1:8080"] = "http://127.0.0.1:8080/api/fansly",
      ["http://127.9.9.9/"] = "http://127.9.9.9/api/fansly",
      ["http://localhost:1/api/fansly"] = "http://localhost:1/api/fansly",
      ["http://[::1]:1/"] = "http://[::1]:1/api/fansly",
    }) do
      local net = recorder.new()
      assert(net:client({ base_url = given }).chats:list())
      assert.equal(base, net.requests[1].settings.base)
    end
  end)

  it("raises for what is no option, and says which was meant", function()
    local function problem_of(options)
      local ok, problem = pcall(function()
        local client = fansly.new(options)
        return client
      end)
      assert.is_false(ok)
      return tostring(problem)
    end
    assert.is_truthy(problem_of({ apikey = KEY }):find("config_spec.lua:%d+: fansly.new: .-apikey is unknown; did you mean api_key%?"))
    assert.is_truthy(problem_of({ base_uri = "x" }):find("did you mean base_url?", 1, true))
    assert.is_truthy(problem_of({ zzzzzzzzzzzz = 1 }):find("there are: api_key, ", 1, true))
    assert.is_nil(problem_of({ apikey = KEY }):find(KEY, 1, true))
    assert.is_nil(problem_of({ KEY }):find(KEY, 1, true))
    assert.is_truthy(problem_of({ [hostile.table()] = 1 }):find("a table is unknown", 1, true))
    assert.is_truthy(problem_of(fansly):find("call it with a dot", 1, true))
    for _, options in ipairs({ KEY, 1, true, false, print }) do
      local _, err = fansly.new(options)
      assert.equal("config", err.kind)
      local problem = tostring(err)
      assert.is_truthy(problem:find("have to be a table", 1, true), problem)
      assert.is_nil(problem:find(KEY, 1, true))
    end
  end)

  it("looks at a table with metamethods that raise as it is", function()
    local net = recorder.new()
    local client = assert(fansly.new(hostile.table({ api_key = KEY, account_id = ACCOUNT, transport = net })))
    assert(client.chats:list())
  end)

  it("does not change the options, nor keep to them", function()
    local net = recorder.new()
    local options = with({ transport = net, timeout = 5 })
    local client = assert(fansly.new(options))
    assert.same(with({ transport = net, timeout = 5 }), options)
    options.account_id, options.timeout = "other", 6
    assert(client.chats:list())
    assert.equal("/fansly_acc_1/chats", net.requests[1].target)
    assert.is_true(net.requests[1].timeout <= 5)
  end)

  it("has the defaults of the documentation", function()
    local net = recorder.new()
    local client = net:client({ max_retries = false })
    assert(client.chats:list())
    assert(client.chats:mute("1"))
    assert(client.messages:send("c", { content = "x" }))
    for i, seconds in ipairs({ 30, 30, 120 }) do
      assert.is_true(net.requests[i].timeout <= seconds and net.requests[i].timeout > seconds - 1, net.requests[i].timeout)
      assert.equal(10, net.requests[i].settings.connect_timeout)
      assert.equal(16 * 2 ^ 20, net.requests[i].settings.max_body)
      assert.equal("https://v1.apifansly.com/api/fansly", net.requests[i].settings.base)
      assert.is_nil(net.requests[i].settings.proxy)
      assert.is_nil(net.requests[i].settings.ca_file)
    end
    assert.equal(2, client.config.max_retries)
  end)
end)

describe("an api_key_file", function()
  local function key_of(content)
    local path = file_with(content)
    local net = recorder.new()
    local client, err = fansly.new({ api_key_file = path, account_id = ACCOUNT, transport = net })
    os.remove(path)
    if client then
      assert(client.chats:list())
      return net.requests[1].settings.key
    end
    return nil, err
  end

  it("holds the key, with line ends and blanks behind it", function()
    for _, tail in ipairs({ "", "\n", "\r\n", "\n\n", " \n", "\t\n" }) do
      local key = assert(key_of(KEY .. tail))
      assert.is_true(key:matches(KEY))
      assert.is_false(key:matches(KEY .. tail .. "x"))
    end
  end)

  it("is refused with anything else in it, and never shown", function()
    for _, content in ipairs({
      "", "\n", " \r\n", "\n" .. KEY, " " .. KEY, KEY .. "\nsecond", KEY .. "\0", KEY .. "\1\n", "\239\187\191" .. KEY, KEY:rep(1000),
    }) do
      local key, err = key_of(content)
      assert.is_nil(key)
      assert.equal("config", err.kind)
      assert.equal("api_key_file", err.field)
      assert.is_truthy(err.message:find("api_key_file", 1, true))
      assert.is_nil(tostring(err):find(KEY, 1, true))
    end
    local _, err = key_of("")
    assert.is_truthy(err.message:find("is empty", 1, true), err.message)
  end)

  it("is one way to give the key, api_key the other", function()
    local path = file_with(KEY)
    local err = refused({ api_key = KEY, api_key_file = path }, "api_key_file", KEY)
    os.remove(path)
    assert.is_truthy(err.message:find("api_key;", 1, true), err.message)
  end)
end)

it("a bad key is not shown", function()
  for _, key in ipairs({ "secretsecret\n", "secret secret", "secret\0secret", ("secret"):rep(100) }) do
    refused(with({ api_key = key }), "api_key", "secret")
  end
  refused(with({ api_key = { "secret" } }), "api_key", "secret")
  refused({ api_key_file = "secret\n" }, "api_key_file", "secret")
end)

describe("the environment", function()
  local SHOW = [[
    local options = { transport = require("spec.support.recorder").new() }
    %s
    local client, err = require("fansly").new(options)
    if not client then
      print(err.kind, err.field, (err.message:gsub("%%c", "?")))
      return
    end
    local page, problem = client.chats:list()
    local request = options.transport.requests[1]
    if request then
      local settings = request.settings
      print(settings.base .. request.target, settings.key:matches("canary-of-env"), settings.key:matches("given-key"))
    else
      print(problem.kind, problem.field, problem.message)
    end
  ]]

  local function show(environment, code)
    local output, status = child.run(SHOW:format(code or ""), environment)
    assert.equal(0, status, output)
    return (output:gsub("%s+$", ""))
  end

  local DEFAULT = "https://v1.apifansly.com/api/fansly"

  it("gives what is not an option", function()
    local all = { FANSLY_API_KEY = "canary-of-env", FANSLY_ACCOUNT_ID = "env_acc", FANSLY_BASE_URL = "http://127.0.0.1:1" }
    assert.equal("http://127.0.0.1:1/api/fansly/env_acc/chats\ttrue\tfalse", show(all))
    local given = 'options.api_key, options.account_id, options.base_url = "given-key", "given_acc", "https://given/"'
    assert.equal("https://given/api/fansly/given_acc/chats\tfalse\ttrue", show(all, given))
    all.FANSLY_BASE_URL = nil
    assert.equal(DEFAULT .. "/env_acc/chats\ttrue\tfalse", show(all))
  end)

  it("gives nothing where a variable is empty", function()
    local empty = { FANSLY_API_KEY = "", FANSLY_ACCOUNT_ID = "", FANSLY_BASE_URL = "" }
    assert.is_truthy(show(empty):find("^config\tapi_key\tapi_key is missing.*FANSLY_API_KEY"))
    local given = 'options.api_key, options.account_id = "given-key", "given_acc"'
    assert.equal(DEFAULT .. "/given_acc/chats\tfalse\ttrue", show(empty, given))
  end)

  it("gives way to an api_key_file", function()
    local path = file_with("given-key\n")
    local code = ("options.api_key_file = %q"):format(path)
    assert.equal(DEFAULT .. "/env_acc/chats\tfalse\ttrue", show({ FANSLY_API_KEY = "canary-of-env", FANSLY_ACCOUNT_ID = "env_acc" }, code))
    os.remove(path)
  end)

  it("is checked like options, and named where it is wrong", function()
    local key = show({ FANSLY_API_KEY = "canary-of-env\n", FANSLY_ACCOUNT_ID = "a" })
    assert.is_truthy(key:find("^config\tapi_key\tapi_key %(from the environment's FANSLY_API_KEY%) contains white space"), key)
    assert.is_nil(key:find("canary-of-env", 1, true))
    local account = show({ FANSLY_API_KEY = "canary-of-env", FANSLY_ACCOUNT_ID = "a/b" })
    assert.is_truthy(account:find("^config\taccount_id\t.*FANSLY_ACCOUNT_ID"), account)
    local base = show({ FANSLY_API_KEY = "canary-of-env", FANSLY_ACCOUNT_ID = "a", FANSLY_BASE_URL = "https://u:p@h" })
    assert.is_truthy(base:find("^config\tbase_url\t.*FANSLY_BASE_URL"), base)
    assert.is_nil(base:find("u:p", 1, true))
  end)

  it("may lack an account: then the call says so", function()
    local answer = show({ FANSLY_API_KEY = "canary-of-env" })
    assert.is_truthy(answer:find("^config\taccount_id\taccount_id is missing.*FANSLY_ACCOUNT_ID"), answer)
  end)
end)

describe("options of one call", function()
  local net, client

  before_each(function()
    net = recorder.new()
    client = net:client()
  end)

  it("are stronger than those of the client, for that call", function()
    local ca = file_with("x")
    local options = {
      timeout = 5,
      connect_timeout = 3,
      max_body = 1000,
      account_id = "other",
      base_url = "http://localhost:1",
      api_key = "canary-of-call",
      ca_file = ca,
      proxy = "env",
    }
    assert(client.chats:list({}, options))
    assert(client.chats:list({}))
    os.remove(ca)
    local first, second = net.requests[1], net.requests[2]
    assert.is_true(first.timeout <= 5)
    assert.equal(3, first.settings.connect_timeout)
    assert.equal(1000, first.settings.max_body)
    assert.equal("/other/chats", first.target)
    assert.equal("http://localhost:1/api/fansly", first.settings.base)
    assert.is_true(first.settings.key:matches("canary-of-call"))
    assert.equal(ca, first.settings.ca_file)
    assert.equal("env", first.settings.proxy)
    assert.is_true(second.timeout > 5)
    assert.equal(10, second.settings.connect_timeout)
    assert.equal(16 * 2 ^ 20, second.settings.max_body)
    assert.equal("/fansly_acc_recorder/chats", second.target)
    assert.is_true(second.settings.key:matches(recorder.api_key))
    assert.is_nil(second.ca_file)
    assert.is_nil(second.proxy)
  end)

  it("give way to an account among the parameters", function()
    assert(client.chats:list({ account_id = "parameter" }, { account_id = "option" }))
    assert.equal("/parameter/chats", net.requests[1].target)
  end)

  it("may have max_retries = 0 where the client retries, and the other way round", function()
    local tries
    net.script = function()
      tries = tries + 1
      return recorder.answer("{}", 503)
    end
    for client_retries, call_retries in pairs({ [0] = 1, [1] = 0 }) do
      tries = 0
      local _, err = net:client({ max_retries = client_retries }).chats:list({}, { max_retries = call_retries })
      assert.equal("server", err.kind)
      assert.equal(call_retries + 1, tries)
      assert.equal(call_retries + 1, err.attempts)
    end
  end)

  it("are not changed", function()
    local options = { timeout = 5, account_id = "other" }
    assert(client.chats:list({}, options))
    assert.same({ timeout = 5, account_id = "other" }, options)
  end)
end)
