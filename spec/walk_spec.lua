-- The iterators over the items and the pages of a list, and cursors that repeat.

local errors = require("fansly.error")
local fansly = require("fansly")
local recorder = require("spec.support.recorder")

local cursor_of, list_of = recorder.cursor_of, recorder.list_of

local function ids_of(...)
  local ids = {}
  for chat in ... do
    ids[#ids + 1] = chat.groupId
  end
  return ids
end

local function numbered(first, last)
  local ids = {}
  for number = first, last do
    ids[#ids + 1] = "g" .. number
  end
  return ids
end

local function client_of(script, keep)
  local net = recorder.new(script, keep)
  return net:client(), net
end

describe("each and pages", function()
  it("ask for nothing before the first step, and then for as much as is needed", function()
    local client, net = client_of(list_of(5, 3))
    local step = client.chats:each()
    local turn = client.chats:pages()
    assert.equal(0, net.count)
    for i = 1, 3 do
      assert.equal("g" .. i, step().groupId)
      assert.equal(1, net.count)
    end
    local item, page = step()
    assert.equal("g4", item.groupId)
    assert.equal("c2", page.cursor)
    assert.equal(page:account(item).username, "user4")
    assert.equal(2, net.count)
    assert.equal("g1", turn().items[1].groupId)
    assert.equal(3, net.count)
  end)

  it("go over everything", function()
    local client, net = client_of(list_of(4, 3))
    assert.same(numbered(1, 12), ids_of(client.chats:each({ filter = "vips" })))
    assert.equal(4, net.count)
    assert.equal("/fansly_acc_recorder/chats?cursor=c4&filter=vips", net.requests[4].target)
    local counts = {}
    for page in client.chats:pages() do
      counts[#counts + 1] = #page.items
    end
    assert.same({ 3, 3, 3, 3 }, counts)
  end)

  it("give everything once, to however many tasks that walk together", function()
    for name, each_of in pairs({
      each = function(item)
        return { item }
      end,
      pages = function(page)
        return page.items
      end,
    }) do
      for _, most in ipairs({ 100, 6 }) do
        local client = client_of(list_of(5, 3))
        local step = client.chats[name](client.chats, { max_items = most })
        local seen, tasks = {}, {}
        for i = 1, 4 do
          tasks[i] = fansly.go(function()
            for found in step do
              for _, item in ipairs(each_of(found)) do
                seen[#seen + 1] = item.groupId
              end
              fansly.sleep(i / 2000)
            end
          end)
        end
        assert(fansly.all(tasks))
        table.sort(seen, function(a, b)
          return tonumber(a:sub(2)) < tonumber(b:sub(2))
        end)
        assert.same(numbered(1, math.min(15, most)), seen)
      end
    end
  end)

  it("stay at their end", function()
    local client, net = client_of(list_of(2, 1))
    for _, step in ipairs({ client.chats:each(), client.chats:pages(), client.chats:each({ max_items = 2 }) }) do
      net.count = 0
      assert.is_truthy(step())
      assert.is_truthy(step())
      for _ = 1, 3 do
        assert.is_nil((step()))
      end
      assert.equal(2, net.count)
    end
  end)

  it("keep to max_items, and ask for no page more than that", function()
    for most, requests in pairs({ [1] = 1, [2] = 1, [3] = 1, [4] = 2, [6] = 2, [7] = 3, [12] = 4, [13] = 4, [1e9] = 4 }) do
      local client, net = client_of(list_of(4, 3))
      assert.same(numbered(1, math.min(most, 12)), ids_of(client.chats:each({ max_items = most })))
      assert.equal(requests, net.count)
      net.count = 0
      local pages = 0
      for _ in client.chats:pages({ max_items = most }) do
        pages = pages + 1
      end
      assert.equal(requests, pages)
      assert.equal(requests, net.count)
    end
  end)

  it("keep to max_pages", function()
    for most, requests in pairs({ [1] = 1, [3] = 3, [4] = 4, [5] = 4, [1e9] = 4 }) do
      local client, net = client_of(list_of(4, 3))
      assert.same(numbered(1, requests * 3), ids_of(client.chats:each({ max_pages = most })))
      assert.equal(requests, net.count)
      assert.equal(2, #ids_of(client.chats:each({ max_pages = most, max_items = 2 })))
    end
  end)

  it("begin at a cursor", function()
    local client = client_of(list_of(4, 3))
    assert.same(numbered(7, 12), ids_of(client.chats:each({ cursor = "c3" })))
    local stopped
    for page in client.chats:pages({ max_pages = 2 }) do
      stopped = page.next_cursor
    end
    assert.same(numbered(7, 12), ids_of(client.chats:each({ cursor = stopped })))
  end)

  it("end at an empty page, also where it has a cursor", function()
    local client, net = client_of(function(request)
      return recorder.page(cursor_of(request) == "c2" and 0 or 1, cursor_of(request) and cursor_of(request) .. "x" or "c2")
    end)
    assert.same({ "g1" }, ids_of(client.chats:each()))
    assert.equal(2, net.count)
    local pages = 0
    for _ in client.chats:pages() do
      pages = pages + 1
    end
    assert.equal(2, pages)
    local empty = client_of(function()
      return recorder.page(0, "more")
    end)
    assert.same({}, ids_of(empty.chats:each()))
    assert.is_nil((assert(empty.chats:list()):next()))
  end)

  it("send the options with every page", function()
    local client, net = client_of(list_of(3, 1))
    ids_of(client.chats:each({}, { timeout = 3, account_id = "other" }))
    for _ in client.chats:pages({}, { timeout = 3, account_id = "other" }) do
      assert.is_true(net.requests[net.count].timeout <= 3)
    end
    assert.equal(6, net.count)
    for _, request in ipairs(net.requests) do
      assert.is_truthy(request.target:find("^/other/chats"))
      assert.is_true(request.timeout <= 3)
    end
  end)

  it("raise the error object, and go on with the next step", function()
    local list = list_of(3, 2)
    local fail = { [1] = true, [3] = true, [4] = true }
    local client, net = client_of(function(request, number)
      return fail[number] and recorder.answer('{"message":"busy"}', 503) or list(request)
    end)
    local step, ids, raised = client.chats:each(), {}, 0
    for _ = 1, 20 do
      local ok, item = pcall(step)
      if not ok then
        assert.is_true(errors.is(item))
        assert.equal("server", item.kind)
        assert.equal("list_chats", item.operation)
        raised = raised + 1
      elseif item then
        ids[#ids + 1] = item.groupId
      end
    end
    assert.same(numbered(1, 6), ids)
    assert.equal(3, raised)
    assert.equal(6, net.count)
  end)

  it("raise what is wrong with the arguments at the first step, and again", function()
    local client, net = client_of(list_of(3, 2))
    local cases = {
      { "filter", { filter = "x" } },
      { "serch", { serch = "x" } },
      { "parameters", "x" },
      { "parameters", 1 },
      { "parameters", false },
      { "timeout", { timeout = 1 } },
      { "cursor", { cursor = "" } },
      { "fields", { fields = {} } },
      { "fields", { fields = "groupId" } },
      { "fields", { fields = false } },
      { "fields[2]", { fields = { "groupId", 1 } } },
      { "account_id", { account_id = "a/b" } },
      { "timeot", {}, { timeot = 1 } },
      { "options", {}, "x" },
      { "options", {}, false },
      { "arguments", {}, {}, {} },
      { "callback", {}, print },
      { "callback", {}, {}, print },
      { "callback", print },
    }
    for _, limit in ipairs({ "max_items", "max_pages" }) do
      for _, value in ipairs({ 0, -1, 1.5, 0 / 0, math.huge, "1", true, false, {}, fansly.null }) do
        cases[#cases + 1] = { limit, { [limit] = value } }
      end
    end
    for _, case in ipairs(cases) do
      for _, method in ipairs({ "each", "pages" }) do
        local step = client.chats[method](client.chats, case[2], case[3], case[4])
        for _ = 1, 2 do
          local ok, err = pcall(step)
          assert.is_false(ok, case[1])
          assert.is_true(errors.is(err), tostring(err))
          assert.equal("validation", err.kind)
          assert.equal(case[1], err.field)
          assert.is_truthy(err.message:find(case[1], 1, true))
        end
      end
    end
    assert.equal(0, net.count)
  end)

  it("are not disturbed when the caller's table changes", function()
    local client, net = client_of(list_of(3, 1))
    local args = { filter = "vips", max_pages = 3 }
    local step = client.chats:pages(args)
    assert(step())
    args.filter, args.max_pages, args.max_items = "bad", "bad", "bad"
    assert(step())
    assert(step())
    assert.is_nil((step()))
    assert.equal("/fansly_acc_recorder/chats?cursor=c3&filter=vips", net.requests[3].target)
    assert.same({ filter = "bad", max_pages = "bad", max_items = "bad" }, args)
  end)

  it("need memory for a page, not for all", function()
    local function used_by(pages)
      local client = client_of(list_of(pages, 20), false)
      local peak, count, items = 0, 0, 0
      for page in client.chats:pages() do
        count, items = count + 1, items + #page.items
        if count == pages - 1 then
          for _ = 1, 12 do
            collectgarbage() -- Lua 5.1 halves its table of strings once a cycle
          end
          peak = collectgarbage("count")
        end
      end
      assert.equal(pages, count)
      assert.equal(pages * 20, items)
      client:close()
      return peak
    end
    used_by(2000) -- tables of the state itself have grown by now
    local few = used_by(50)
    local many = used_by(2000)
    assert.is_true(many - few < 50, ("%.1f KiB more for 2,000 pages than for 50"):format(many - few))
  end)

  it("keep nothing of pages and clients that are gone", function()
    local net = recorder.new(list_of(2, 200), false)
    local gone = setmetatable({}, { __mode = "k" })
    for _ = 1, 10 do
      local client = net:client()
      local page = assert(client.chats:list())
      local next_page = assert(page:next())
      assert(client:account("other").chats:list({}, { timeout = 3 }))
      gone[client], gone[page], gone[next_page] = true, true, true
    end
    collectgarbage()
    collectgarbage()
    local kept = 0
    for _ in pairs(gone) do
      kept = kept + 1
    end
    assert.is_true(kept <= 3, kept .. " of 30 are still there") -- the last ones may still be on the stack
  end)
end)

describe("a cursor that repeats", function()
  -- Cursors "c1" to "cN", the last of which leads back to the one `length` before it.
  local function cycle(lead, length)
    return function(request)
      local number = tonumber((cursor_of(request) or "c0"):match("%d+")) + 1
      if number > lead + length then
        number = lead + 1
      end
      return recorder.page(1, "c" .. number)
    end
  end

  local cases = {
    { 0, 1 }, { 1, 1 }, { 5, 1 }, { 0, 2 }, { 3, 2 }, { 0, 3 }, { 0, 63 }, { 0, 64 }, { 0, 65 }, { 0, 70 }, { 10, 70 }, { 0, 200 },
    { 100, 200 }, { 300, 65 },
  }
  for _, case in ipairs(cases) do
    local lead, length = case[1], case[2]
    it(("ends in an error: %d cursors, then a cycle of %d"):format(lead, length), function()
      local client, net = client_of(cycle(lead, length), false)
      local step = client.chats:pages()
      local ok, page
      repeat
        ok, page = pcall(step)
      until not ok or not page or net.count > 5000
      assert.is_false(ok)
      assert.equal("limit", page.kind)
      assert.equal("list_chats", page.operation)
      assert.is_truthy(page.message:find("cursor", 1, true))
      assert.is_true(net.count >= lead + length)
      assert.is_true(net.count <= 4 * (lead + length) + 4, net.count .. " pages")
      local count = net.count
      assert.is_false((pcall(step)))
      assert.equal(count, net.count)
      if length <= 64 then
        assert.equal(lead + length + 1, count)
      end
    end)
  end

  it("is an error of next, and of a list that answers its own cursor", function()
    local client, net = client_of(function()
      return recorder.page(1, "same")
    end)
    local first = assert(client.chats:list())
    local second = assert(first:next())
    for _ = 1, 2 do
      local page, err = second:next()
      assert.is_nil(page)
      assert.equal("limit", err.kind)
      assert.is_false(err.maybe_sent)
    end
    local own = assert(client.chats:list({ cursor = "same" }))
    local _, err = own:next()
    assert.equal("limit", err.kind)
    assert.equal(3, net.count)
    local _, call_err = assert(client:call("list_chats", { cursor = "same" })):next()
    assert.equal("limit", call_err.kind)
  end)

  it("is none when a page is asked for its next one again", function()
    local client, net = client_of(list_of(4, 1))
    local first = assert(client.chats:list())
    for _ = 1, 3 do
      local page = first
      for number = 2, 4 do
        page = assert(page:next())
        assert.equal("g" .. number, page.items[1].groupId)
        assert(page.next_cursor == nil or first:next())
      end
    end
    assert.equal(1 + 3 * 3 + 3 * 2, net.count)
  end)

  it("is none in another walk over the same list", function()
    local client = client_of(list_of(4, 1))
    for _ = 1, 2 do
      assert.equal(4, #ids_of(client.chats:each()))
    end
    local a, b = client.chats:each(), client.chats:each()
    for _ = 1, 4 do
      assert.equal(a().groupId, b().groupId)
    end
  end)

  it("is none in a long list", function()
    local client = client_of(list_of(700, 1), false)
    assert.equal(700, #ids_of(client.chats:each()))
  end)
end)
