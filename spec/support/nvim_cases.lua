--- Runs inside Neovim, started by spec/support/nvim.lua: one case, whose result goes to a file.
--
-- Nothing here waits on the case's behalf: it runs in a coroutine, which goes on from a timer, so that the editor is in its main loop.

local fansly = require("fansly")
local luv = require("fansly.loop.luv")

local vim = rawget(_G, "vim")
local uv = vim.uv or vim.loop

local host = { attach = luv.attach, detach = luv.detach }

local running -- the coroutine of the case

local function finish(answer)
  vim.fn.writefile({ vim.fn.json_encode(answer) }, os.getenv("RESULT"))
  vim.cmd("qall!")
end

local function continue()
  local ok, result = coroutine.resume(running)
  if not ok then
    finish({ problem = debug.traceback(running, tostring(result)) })
  elseif coroutine.status(running) == "dead" then
    finish({ result = result, problem = package.loaded.cjson and "lua-cjson was loaded" })
  end
end

function host.wait(done, seconds)
  local deadline = uv.hrtime() + (seconds or 5) * 1e9
  local timer = uv.new_timer()
  while not done() and uv.hrtime() < deadline do
    timer:start(3, 0, vim.schedule_wrap(continue))
    coroutine.yield()
  end
  timer:close()
end

-- What libuv polls: the numbers of descriptors in its epoll set. The editor's own handles cannot all be walked from Lua.
local function polled()
  local numbers = {}
  for line in io.lines(("/proc/self/fdinfo/%d"):format(uv.backend_fd())) do
    numbers[#numbers + 1] = line:match("^tfd:%s*(%d+)")
  end
  table.sort(numbers)
  return table.concat(numbers, " ")
end

local polled_at_start

function host.settle()
  assert(luv.handles() == 0, "handles: " .. luv.handles())
  host.wait(function()
    return polled() == polled_at_start
  end, 1)
  assert(polled() == polled_at_start, "polled: " .. polled())
end

function host.tick(seconds, action)
  local timer = uv.new_timer()
  timer:start(seconds * 1000, seconds * 1000, action)
  return function()
    timer:close()
  end
end

function host.connect(port, done)
  local tcp = uv.new_tcp()
  tcp:connect("127.0.0.1", port, function(err)
    assert(not err, err)
    tcp:close()
    done()
  end)
end

-- What the editor is told, and how loud.
local function notifications()
  local told, levels, notify = {}, {}, vim.notify
  vim.notify = function(text, level)
    assert(not vim.in_fast_event())
    told[#told + 1], levels[#levels + 1] = text, level
  end
  return told, levels, function()
    vim.notify = notify
  end
end

function host.listen()
  return (notifications())
end

local cases = {}

local function open(base)
  return assert(fansly.new({ api_key = "canary-0123456789abcdef", account_id = "fansly_acc_x", base_url = base, max_retries = 0 }))
end

local function buffer_of(text)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, { text })
  return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)[1]
end

--- Callbacks and tasks may use the editor: these do, right away.
function cases.api(bases)
  luv.attach()
  local client = open(bases.quick)
  local seen = {}
  local function note()
    seen[#seen + 1] = tostring(vim.in_fast_event()) .. " " .. buffer_of("text")
  end
  client.chats:list({}, note)
  client.chats:list({ filter = "none" }, note)
  fansly.go(function()
    client.chats:list()
    note()
    fansly.sleep(0.01)
    note()
  end)
  -- a call may be made where the editor's API may not be used
  uv.new_timer():start(1, 0, function()
    assert(vim.in_fast_event())
    client.chats:list({}, note)
  end)
  host.wait(function()
    return #seen == 5
  end)
  host.settle()
  return seen
end

--- A fault is one notification, of the level of errors.
function cases.notify(bases)
  luv.attach()
  local client = open(bases.quick)
  local told, levels, restore = notifications()
  client.chats:list({}, function()
    error("a fault in a callback")
  end)
  host.wait(function()
    return #told > 0
  end)
  host.wait(function() end, 0.05)
  restore()
  return { count = #told, first = told[1], is_error = levels[1] == vim.log.levels.ERROR }
end

--- The editor ends while calls are under way.
function cases.quit(bases)
  luv.attach()
  local client = open(bases.never)
  for _ = 1, 5 do
    client.chats:list({}, function() end)
  end
  fansly.go(fansly.sleep, 20)
  host.wait(function() end, 0.1)
  return luv.handles()
end

--- A case of spec/support/loop_cases.lua.
function cases.shared(argument)
  host.attach()
  return require("spec.support.loop_cases").by_name[argument.name].run(host, argument.bases)
end

--- A block of a document that makes a command: the command, and what it shows.
function cases.block(block)
  local doc_blocks = require("spec.support.doc_blocks")
  local told, levels, restore = notifications()
  doc_blocks.compile(block, doc_blocks.surroundings())()
  local name = block.code:match('nvim_create_user_command%("(%w+)"')
  if name then
    vim.cmd(name)
  end
  host.wait(function()
    return #told > 0 or vim.api.nvim_buf_line_count(0) > 1
  end, 2)
  restore()
  host.settle()
  return { told = told, level = levels[1], lines = vim.api.nvim_buf_line_count(0) }
end

-- --- JSON by vim.json ---

--- Writes each value of spec/support/json_values.lua.
function cases.encode()
  local values = require("spec.support.json_values")
  return values.written(require("fansly.json"))
end

--- Reads each text.
function cases.decode(argument)
  local values = require("spec.support.json_values")
  return values.read(require("fansly.json"), argument.texts)
end

--- The five calls against the sandbox.
function cases.five_calls()
  return dofile("spec/support/five_calls.lua")(assert(require("fansly.sandbox").new({ seed = 7 }):client()))
end

-- --- the plugin of examples/nvim ---

local function lines_of_current()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

-- Runs a command of the plugin and waits for the notification that it ends with, or for its buffer to be filled.
local function command(text, told)
  local before = #told
  vim.cmd(text)
  host.wait(function()
    return #told > before
  end)
end

local function open_list()
  vim.cmd("runtime plugin/fansly.lua")
  vim.cmd("FanslyChats")
  host.wait(function()
    return vim.b.fansly_chats ~= nil
  end)
end

--- Lists the chats, replies to the one in line 2, and goes back to the list.
function cases.plugin()
  local told, _, restore = notifications()
  open_list()
  local facts = {
    name = vim.api.nvim_buf_get_name(0),
    lines = lines_of_current(),
    filetype = vim.bo.filetype,
    modifiable = vim.bo.modifiable,
  }
  vim.api.nvim_win_set_cursor(0, { 2, 0 })
  command("FanslyReply Hello from the editor", told)
  facts.sent = told[#told]
  vim.cmd("FanslyChats")
  vim.b.fansly_chats = nil
  host.wait(function()
    return vim.b.fansly_chats ~= nil
  end)
  facts.again = #lines_of_current()
  facts.buffers = #vim.fn.getbufinfo({ buflisted = 1 })
  vim.cmd("enew")
  command("FanslyReply to nobody", told)
  facts.nobody = told[#told]
  restore()
  host.settle()
  return facts
end

--- Answers the commands with notifications where the key is wrong, or missing.
function cases.plugin_errors()
  local told, _, restore = notifications()
  vim.cmd("runtime plugin/fansly.lua")
  command("FanslyChats", told)
  command("FanslyReply to nobody", told)
  host.wait(function() end, 0.05)
  restore()
  return { told = told, errors = vim.v.errmsg }
end

-- --- the run ---

running = coroutine.create(function()
  polled_at_start = polled()
  return cases[os.getenv("CASE")](vim.fn.json_decode(os.getenv("ARGUMENT")))
end)
vim.schedule(continue)
