-- The two fronts of the sandbox: over HTTP every request gets the answer that the model gives in this process, and the
-- in-process transport keeps to what the engine does.

local core = require("fansly.core")
local files = require("spec.support.files")
local json = require("fansly.json")
local model = require("fansly.sandbox.model")
local sandbox = require("fansly.sandbox")

local SEED, CHATS, LIMIT = 7, 45, 75
local HISTORY_END = 1767225600 -- ids of messages begin with seconds; those after this come from a clock

local function output_of(command)
  local pipe = assert(io.popen("unset LD_PRELOAD; " .. command))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

describe("the sandbox over HTTP", function()
  local dir, base, own

  -- A sanitizer that this process was started with is not for the child.
  local START = "env -u LD_PRELOAD script/sandbox --seed %d --chats %d --rate-limit %d --max-seconds 120 "
    .. "--port-file %s/port >%s/out 2>%s/err & echo $! >%s/pid"

  setup(function()
    dir = output_of("mktemp -d"):match("^(/%S+)%s*$")
    os.execute(START:format(SEED, CHATS, LIMIT, dir, dir, dir, dir))
    local port
    for _ = 1, 200 do
      port = files.read(dir .. "/port")
      if port then
        break
      end
      os.execute("sleep 0.05")
    end
    assert(port, "script/sandbox did not start: " .. (files.read(dir .. "/err") or ""))
    base = "http://127.0.0.1:" .. port:match("^%d+")
    own = model.new({ seed = SEED, chats = CHATS, rate_limit = LIMIT })
  end)

  teardown(function()
    local pid = (files.read(dir .. "/pid") or ""):match("^%d+")
    os.execute(("kill %s 2>/dev/null; rm -r %s"):format(pid or "", dir))
  end)

  -- Answers: status, array of { name, value }, body.
  local function over_http(request)
    local parts = { "curl -s -i -m 10 --globoff --path-as-is -X", quoted(request.method) }
    local names = {}
    for name, value in pairs(request.headers) do
      names[name] = true
      parts[#parts + 1] = "-H " .. quoted(name .. ": " .. value)
    end
    if request.body then
      files.save(dir .. "/body", request.body)
      parts[#parts + 1] = "--data-binary @" .. dir .. "/body"
      if not names["content-type"] then
        parts[#parts + 1] = "-H 'Content-Type:'"
      end
    end
    local text = output_of(table.concat(parts, " ") .. " " .. quoted(base .. request.target))
    local head, body = text:match("^(.-)\r\n\r\n(.*)$")
    assert(head, "no answer to " .. request.method .. " " .. request.target)
    local status, fields = tonumber(head:match("^HTTP/1%.1 (%d%d%d) ")), {}
    for name, value in head:gmatch("\r\n([^:\r]+): ([^\r]*)") do
      fields[#fields + 1] = { name, value }
    end
    return status, fields, body
  end

  -- What the two clocks make different, and only that.
  local function timeless(text)
    text = text:gsub('"%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.%d%d%dZ"', '"now"')
    text = text:gsub('"createdAt":%d%d%d%d%d%d%d%d%d%d%.?%d*([,}])', '"createdAt":0%1')
    return (text:gsub('"(%d%d%d%d%d%d%d%d%d%d)(%d%d%d%d%d%d%d%d)"', function(seconds, count)
      if tonumber(seconds) > HISTORY_END and math.abs(tonumber(seconds) - os.time()) < 600 then
        return '"now ' .. count .. '"'
      end
    end))
  end

  local function comparable(status, fields, body)
    local kept = {}
    for _, field in ipairs(fields) do
      local name, value = field[1], field[2]
      if name == "content-length" then
        assert.equal(#body, tonumber(value))
      else
        if name:find("retry-after", 1, true) then
          assert.is_true(tonumber(value) >= 1 and tonumber(value) <= 60)
          value = "soon"
        end
        kept[#kept + 1] = name .. ": " .. value
      end
    end
    local is_json = body:sub(1, 1) == "{"
    return { status = status, headers = kept, body = is_json and assert(json.decode(timeless(body))) or body }
  end

  local function requests()
    local a = "/api/fansly/fansly_acc_sandbox"
    local chat, fan, stranger = own.chat_ids[3], own.fans[4], own.fans[CHATS + 1]
    local group = '{"users":[{"userId":"%s","permissionFlags":0},{"userId":"%s","permissionFlags":0}],"type":1}'
    local _, _, first = own:handle({ method = "GET", target = a .. "/chats", headers = { ["x-api-key"] = own.api_key } })
    local cursor = json.decode(first).data.nextCursor
    own = model.new({ seed = SEED, chats = CHATS, rate_limit = LIMIT }) -- as if nothing had been asked yet
    return {
      { 200, "GET", a .. "/me" },
      { 200, "GET", a .. "/chats" },
      { 200, "GET", a .. "/chats?cursor=" .. cursor },
      { 400, "GET", a .. "/chats?filter=vips&cursor=" .. cursor },
      { 200, "GET", a .. "/chats?sort=unread&filter=followers" },
      { 200, "GET", a .. "/chats?search=S%C3%B8ren+%26%20co" },
      { 200, "GET", a .. "/chats?search=MORNING&subscriptionTierId=" .. own.tiers[1] },
      { 400, "GET", a .. "/chats?limit=3" },
      { 400, "GET", a .. "/chats?search=%zz" },
      { 201, "POST", a .. "/chats/" .. chat .. "/messages", '{"content":"hé \\ud83d\\ude00"}' },
      { 201, "POST", a .. "/chats/" .. chat .. "/messages", '{"content":"x","mediaId":"m","access_type":"ppv","price":4.99}' },
      { 400, "POST", a .. "/chats/" .. chat .. "/messages", '{"content":"x","price":4}' },
      { 400, "POST", a .. "/chats/" .. chat .. "/messages", '{"content":"x"' },
      { 400, "POST", a .. "/chats/" .. chat .. "/messages", '{"content":"x"}', {} },
      { 400, "POST", a .. "/chats/" .. chat .. "/messages", "" },
      { 404, "POST", a .. "/chats/1/messages", '{"content":"x"}' },
      { 200, "GET", a .. "/chats" },
      { 201, "POST", a .. "/chats/mute", '{"targetUserId":"' .. fan .. '"}' },
      { 201, "POST", a .. "/chats/" .. fan .. "/vip" },
      { 404, "POST", a .. "/chats/123/vip" },
      { 200, "GET", a .. "/chats?filter=vips" },
      { 200, "POST", a .. "/group", group:format(own.native_id, stranger) },
      { 200, "POST", a .. "/group", group:format(own.native_id, own:chat(chat).fan.id) },
      { 400, "POST", a .. "/group", group:format(own.native_id, own.native_id) },
      { 200, "GET", a .. "/chats/unread" },
      { 200, "GET", a .. "/chats/" .. chat .. "/messages?limit=3" },
      { 201, "POST", a .. "/posts", '{"content":"x"}' },
      { 200, "GET", a .. "/posts/walls" },
      { 200, "GET", a .. "/posts/wall/" .. own.state.walls[1].id },
      { 200, "DELETE", a .. "/posts/" .. own.state.posts[1].id },
      { 404, "DELETE", a .. "/posts/" .. own.state.posts[1].id },
      { 201, "POST", a .. "/mass-messaging", '{"content":"all","includeFollowers":true}' },
      { 200, "GET", a .. "/mass-messaging/stats/sent?limit=2" },
      { 200, "GET", a .. "/automated-messages" },
      { 200, "GET", a .. "/subscribers?status=active&limit=5" },
      { 200, "GET", a .. "/subscriptions/tiers" },
      { 200, "GET", a .. "/followers?limit=5" },
      { 201, "POST", a .. "/follow/" .. fan },
      { 200, "GET", a .. "/following" },
      { 200, "GET", a .. "/lists" },
      { 200, "DELETE", a .. "/lists/users", ('{"userId":"%s","listId":"%s"}'):format(fan, own.state.lists[1].id) },
      { 200, "GET", a .. "/earnings/transactions?limit=5&offset=2" },
      { 200, "GET", a .. "/vault/albums" },
      { 201, "POST", "/api/fansly/media/download", ('{"cdnUrl":"%s"}'):format(own.state.files[1].link) },
      { 200, "GET", "/api/fansly/accounts" },
      { 201, "POST", "/api/fansly/connect", '{"username":"o","password":"p","name":"O","countryCode":"DE"}' },
      { 401, "GET", a .. "/me", nil, { ["x-api-key"] = "wrong" } },
      { 401, "POST", a .. "/chats/mute", "{}", { ["x-api-key"] = "" } },
      { 403, "GET", "/api/fansly/other/me" },
      { 404, "GET", "/api/fansly" },
      { 404, "GET", "/" },
      { 404, "GET", a .. "/%2e%2e/me" },
      { 405, "DELETE", a .. "/chats" },
      { 405, "GET", a .. "/chats/mute" },
      { 400, "GET", a .. "/me", nil, { ["content-type"] = "application/json" } },
    }
  end

  local function request_of(entry)
    local headers = { ["x-api-key"] = own.api_key }
    if entry[4] and not entry[5] then
      headers["content-type"] = "application/json"
    end
    for name, value in pairs(entry[5] or {}) do
      headers[name] = value
    end
    return { method = entry[2], target = entry[3], body = entry[4], headers = headers }
  end

  local function compare(entry)
    local request = request_of(entry)
    local there, here = comparable(over_http(request)), comparable(own:handle(request))
    assert.same(here, there, request.method .. " " .. request.target)
    assert.equal(entry[1], there.status, request.method .. " " .. request.target)
    return there
  end

  -- The answers depend on each other, so this is one test.
  it("answers as the model does in process, up to the rate limit", function()
    local counted = 0
    for _, entry in ipairs(requests()) do
      compare(entry)
      counted = counted + (entry[1] == 401 and 0 or 1)
    end
    assert.is_true(counted < LIMIT - 3)
    for _ = counted + 1, LIMIT do
      compare({ 200, "GET", "/api/fansly/fansly_acc_sandbox/me" })
    end
    local refused = compare({ 429, "GET", "/api/fansly/fansly_acc_sandbox/me" })
    assert.truthy(table.concat(refused.headers, "\n"):find("\nx-ratelimit-retry-after: soon\nretry-after: soon", 1, true))
  end)

  it("says where it is", function()
    local said = ("%s/api/fansly key %s account %s\nexport FANSLY_BASE_URL=%s FANSLY_API_KEY=%s FANSLY_ACCOUNT_ID=%s\n"):format(
      base, own.api_key, own.account_id, base, own.api_key, own.account_id)
    assert.equal(said, files.read(dir .. "/out"))
  end)

  it("keeps connections open", function()
    local url = base .. "/api/fansly"
    local answer = "curl -s -m 10 -o /dev/null -o /dev/null -w '%{num_connects} %{http_code} ' "
    assert.equal("1 401 0 401 ", output_of(answer .. url .. " " .. url))
  end)

  it("answers a malformed request, and lives on", function()
    local curl = "curl -s -o /dev/null -m 10 -w '%{http_code}' "
    for _, options in ipairs({
      "-X POST -H 'Content-Length: abc'",
      "-X POST -H 'Content-Length: -5'",
      "-X POST -H 'Transfer-Encoding: ,;;'",
      "-X POST -H 'Transfer-Encoding: unheard, of'",
    }) do
      assert.equal("400", output_of(curl .. options .. " " .. base), options)
      assert.equal("401", output_of(curl .. base))
    end
  end)

  it("refuses a body beyond reason, and answers HEAD without a body", function()
    files.save(dir .. "/body", ("x"):rep(2 ^ 20 + 1))
    local curl = "curl -s -o /dev/null -m 10 -w '%{http_code} %{size_download}' "
    assert.truthy(output_of(curl .. "--data-binary @" .. dir .. "/body " .. base):find("^413 "))
    -- one that lua-http cannot count to, for which it would read for ever
    assert.equal("413", output_of("curl -s -o /dev/null -m 5 -w '%{http_code}' -X POST -H 'Content-Length: 99999999999999999999' " .. base))
    assert.equal("401 0", output_of(curl .. "-I " .. base))
    -- bytes of a body would be taken for the second answer
    curl = "curl -s -I -o /dev/null -o /dev/null -m 10 -w '%{num_connects} %{http_code} ' "
    assert.equal("1 401 0 401 ", output_of(curl .. base .. " " .. base))
  end)

  it("keeps its state in a file, from one run to the next", function()
    local file = dir .. "/state.json"
    local run = ("timeout -k 5 -s TERM 20 script/sandbox --port-file %s/kept --state %s --max-seconds 1 %%s 2>&1"):format(dir, file)
    local first = output_of(run:format("--seed 9 --chats 3"))
    local again = model.new({ state = files.read(file) })
    assert.equal(9, again.seed)
    assert.equal(3, #again.chat_ids)
    again:follow(again.fans[8])
    files.save(file, again:save())
    assert.equal(first:match("account %S+"), output_of(run:format("")):match("account %S+"))
    local third = model.new({ state = files.read(file) })
    assert.same(again.chat_ids, third.chat_ids)
    assert.is_true(third.account.fan_by_id[again.fans[8]].follower)
    files.save(file, "{}")
    assert.truthy(output_of(run:format("")):find("fansly: --state has to be what sandbox:save() gave", 1, true))
    assert.truthy(output_of('script/sandbox --api-key "a b" 2>&1'):find("fansly: --api-key ", 1, true))
  end)

  it("refuses wrong options", function()
    for _, options in ipairs({ "--seed", "--seed x", "--port 65536", "--seeds 1", "--api-key=", "7" }) do
      local text = output_of("script/sandbox " .. options .. " 2>&1; echo \"status $?\"")
      assert.truthy(text:find("^fansly: ") and text:find("status 2\n$"), text)
    end
  end)

  it("ends on SIGTERM, and runs from any directory", function()
    local text = output_of(("here=$PWD; cd / && timeout -k 5 -s TERM 1 $here/script/sandbox --port-file %s/other; echo $?"):format(dir))
    assert.truthy(text:find("^http://127%.0%.0%.1:%d+/api/fansly key %S+ account fansly_acc_sandbox\n"), text)
    -- timeout says 124 when SIGTERM was enough, 137 when it took more
    assert.truthy(text:find("\n124\n$"), text)
    assert.truthy(files.read(dir .. "/other"):find("^%d+\n$"))
  end)
end)

describe("the sandbox in process", function()
  local own, key

  before_each(function()
    own = sandbox.new({ seed = SEED, chats = CHATS })
    key = assert(core.key(own.api_key))
  end)

  local function request(path, fields)
    local all = { method = "GET", path = path, params = { account_id = own.account_id }, query = {}, settings = { key = key } }
    for name, value in pairs(fields or {}) do
      all[name] = value
    end
    return all
  end

  it("gives exchanges as the core reads them", function()
    local id = own:submit(request("/{account_id}/chats", { query = { "filter", "vips", "search", "a&b" } }))
    assert.equal(1, own:pending())
    assert.is_nil(own:next())
    assert.equal(1, own:step(0))
    assert.equal(id, own:next())
    assert.equal(0, own:pending())
    local exchange = own:read(id, { items = { "data.data.response.data" } })
    assert.equal("done", exchange.outcome)
    assert.equal(200, exchange.status)
    assert.equal(600, exchange.rate_limit.limit)
    assert.same({}, exchange.items)
    assert.has_error(function()
      own:read(id)
    end)
  end)

  it("answers in the order of the requests, and nothing twice", function()
    local ids = {}
    for i = 1, 3 do
      ids[i] = own:submit(request("/{account_id}/me"))
    end
    assert.equal(3, own:step(0))
    assert.same(ids, { own:next(), own:next(), own:next() })
    assert.is_nil(own:next())
  end)

  it("checks the key, and takes no JSON type without a body", function()
    local wrong = own:submit(request("/{account_id}/me", { settings = { key = assert(core.key("canary-of-somebody-else")) } }))
    local vip = request("/{account_id}/chats/{fan_id}/vip", { method = "POST" })
    vip.params = { account_id = own.account_id, fan_id = own.model.fans[1] }
    local bare = own:submit(vip)
    own:step(0)
    assert.equal(401, own:read(wrong).status)
    assert.equal(201, own:read(bare).status)
  end)

  it("refuses a request without a target at once", function()
    local id, kind, message, field = own:submit(request("/{account_id}/chats/{fan_id}/vip"))
    assert.is_nil(id)
    assert.equal("validation", kind)
    assert.is_string(message)
    assert.equal("fan_id", field)
    assert.equal(0, own:pending())
  end)

  it("does nothing for a request that was cancelled first", function()
    local chat_id = own.model.chat_ids[1]
    local before = #own.model:chat(chat_id).messages
    local send = request("/{account_id}/chats/{chat_id}/messages", { method = "POST", body = '{"content":"x"}' })
    send.params = { account_id = own.account_id, chat_id = chat_id }
    local id = own:submit(send)
    assert.is_true(own:cancel(id))
    assert.is_false(own:cancel(id))
    own:step(0)
    assert.equal(id, own:next())
    local exchange = own:read(id)
    assert.equal("not_sent", exchange.outcome)
    assert.equal("cancelled", exchange.fault)
    assert.equal(before, #own.model:chat(chat_id).messages)
    id = own:submit(send)
    own:step(0)
    assert.is_false(own:cancel(id))
    assert.equal(201, own:read(id).status)
    assert.equal(before + 1, #own.model:chat(chat_id).messages)
  end)

  it("serves a client, which can go on without a network", function()
    local client = own:client()
    local count = 0
    for _ in client.chats:each() do
      count = count + 1
    end
    assert.equal(CHATS, count)
    local message = assert(client.messages:send(own.model.chat_ids[1], { content = "hello" }))
    assert.equal(own.model.native_id, message.senderId)
    local _, err = own:client({ api_key = "canary-of-somebody-else" }).chats:list()
    assert.equal("auth", err.kind)
  end)
end)
