--- A scene that lists chats and sends messages while it draws: one `fansly.step` a frame, of one millisecond at most.
---
--- Run it with `love examples/love`, with key and account in FANSLY_API_KEY and FANSLY_ACCOUNT_ID. Up and down or a click choose a
--- chat, typing writes a message, enter sends it. The dot in the corner turns all the time: no frame waits for the network.
--- With FANSLY_FRAMES set it plays by itself for that many frames (trial.lua).

local fansly = require("fansly")

local trial = os.getenv("FANSLY_FRAMES") and require("trial")

local ROW, TOP, BOTTOM = 26, 64, 64 -- pixels
local colours = {
  back = { 0.09, 0.10, 0.13 },
  bar = { 0.14, 0.16, 0.21 },
  chosen = { 0.20, 0.26, 0.38 },
  text = { 0.92, 0.93, 0.95 },
  faint = { 0.55, 0.59, 0.66 },
  accent = { 0.36, 0.62, 1.00 },
}

local scene = { chats = {}, status = "listing chats ...", draft = "", first = 1, chosen = 1, angle = 0 }
local client, fonts

local function list_chats()
  client.chats:list({ sort = "unread" }, function(page, err)
    if not page then
      scene.status = tostring(err)
      return
    end
    for i, chat in ipairs(page.items) do
      local account = page:account(chat)
      scene.chats[i] = {
        id = chat.groupId,
        name = account and account.displayName or chat.partnerUsername,
        handle = "@" .. chat.partnerUsername,
        unread = chat.unreadCount,
      }
    end
    scene.status = ("%d chats"):format(#page.items)
  end)
end

--- Sends the draft to the chosen chat.
function scene.send()
  local chat = scene.chats[scene.chosen]
  if not chat or scene.draft == "" then
    return
  end
  local text = scene.draft
  scene.draft, scene.status = "", "sending to " .. chat.name .. " ..."
  client.messages:send(chat.id, { content = text }, function(message, err)
    scene.sent = message
    scene.status = message and ("sent to %s, message %s"):format(chat.name, message.id) or tostring(err)
    if err and not err.maybe_sent then
      scene.draft = text -- certainly not sent: here it is again
    end
  end)
end

function love.load()
  fonts = { title = love.graphics.newFont(20), text = love.graphics.newFont(14) }
  love.keyboard.setKeyRepeat(true)
  love.graphics.setBackgroundColor(colours.back)
  client = assert(fansly.new())
  local ready, err = fansly.warmup(client) -- connects and reads certificates here, rather than in a frame
  if not ready then
    scene.status = tostring(err)
  end
  list_chats()
end

function love.update(dt)
  local start = love.timer.getTime()
  fansly.step(0, { budget_ms = 1 })
  local share = love.timer.getTime() - start
  scene.angle = scene.angle + dt
  if trial then
    trial.frame(scene, dt, share)
  end
end

local function print_at(colour, text, x, y, width, align)
  love.graphics.setColor(colour)
  love.graphics.printf(text, x, y, width or 600, align or "left")
end

local function draw_row(i, chat, width)
  local y = TOP + (i - scene.first) * ROW
  if i == scene.chosen then
    love.graphics.setColor(colours.chosen)
    love.graphics.rectangle("fill", 8, y, width - 16, ROW, 6)
  end
  print_at(colours.text, chat.name, 20, y + 4)
  print_at(colours.faint, chat.handle, 240, y + 4)
  if chat.unread > 0 then
    love.graphics.setColor(colours.accent)
    love.graphics.rectangle("fill", width - 56, y + 4, 36, ROW - 8, 9)
    print_at(colours.back, chat.unread, width - 56, y + 5, 36, "center")
  end
end

local function draw_rows(width, height)
  local room = math.floor((height - BOTTOM - TOP) / ROW)
  scene.first = math.max(scene.chosen - room + 1, math.min(scene.first, scene.chosen))
  for i = scene.first, math.min(#scene.chats, scene.first + room - 1) do
    draw_row(i, scene.chats[i], width)
  end
end

function love.draw()
  local width, height = love.graphics.getDimensions()
  love.graphics.setFont(fonts.text)
  draw_rows(width, height)
  love.graphics.setColor(colours.bar)
  love.graphics.rectangle("fill", 0, 0, width, 52)
  love.graphics.rectangle("fill", 0, height - BOTTOM, width, BOTTOM)
  print_at(colours.text, scene.draft == "" and "Type a message, enter sends it" or scene.draft .. "_", 20, height - 56)
  print_at(colours.faint, scene.status, 20, height - 30)
  love.graphics.setFont(fonts.title)
  print_at(colours.text, "Chats", 20, 14)
  love.graphics.setColor(colours.accent)
  love.graphics.circle("fill", width - 32 + 10 * math.cos(scene.angle * 4), 26 + 10 * math.sin(scene.angle * 4), 5)
end

function love.textinput(text)
  scene.draft = scene.draft .. text
end

function love.keypressed(key)
  if key == "return" then
    scene.send()
  elseif key == "backspace" then
    scene.draft = scene.draft:gsub("[%z\1-\127\194-\244][\128-\191]*$", "")
  elseif key == "up" or key == "down" then
    scene.chosen = math.max(1, math.min(#scene.chats, scene.chosen + (key == "up" and -1 or 1)))
  end
end

function love.mousepressed(_, y)
  local row = math.floor((y - TOP) / ROW) + scene.first
  if scene.chats[row] then
    scene.chosen = row
  end
end

function love.quit()
  client:close()
end
