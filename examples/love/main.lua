--- A scene that lists chats and sends a message while it draws. One `fansly.step` a frame, one millisecond at most.
---
--- Run it with `love examples/love`, with key and account in FANSLY_API_KEY and FANSLY_ACCOUNT_ID. A click, or any key, sends a
--- greeting to the first chat. With FANSLY_FRAMES set it sends by itself, draws so many frames, prints how long the network's
--- share of each took, and ends; FANSLY_SCREENSHOT names a file for the picture.

local fansly = require("fansly")

local frames_wanted = tonumber(os.getenv("FANSLY_FRAMES"))
local picture = os.getenv("FANSLY_SCREENSHOT")

local client
local chats, status = {}, "listing chats ..."
local angle, frames, shares = 0, 0, {}

local function list_chats()
  client.chats:list({ sort = "unread" }, function(page, err)
    if page then
      chats, status = page.items, ("%d chats"):format(#page.items)
    else
      status = tostring(err)
    end
  end)
end

local function greet()
  if not chats[1] then
    return
  end
  status = "sending ..."
  client.messages:send(chats[1].groupId, { content = "Hello from LÖVE" }, function(message, err)
    status = message and "sent message " .. message.id or tostring(err)
  end)
end

function love.load()
  client = assert(fansly.new())
  local ready, err = fansly.warmup(client) -- certificates are read here, not in a frame
  if not ready then
    status = tostring(err)
  end
  list_chats()
end

local function report()
  table.sort(shares)
  print(("%d frames; the network's share: median %.2f ms, worst %.2f ms; %s"):format(
    frames, shares[math.ceil(#shares / 2)] or 0, shares[#shares] or 0, status))
end

local function take_picture()
  love.graphics.captureScreenshot(function(image)
    local file = assert(io.open(picture, "wb"))
    file:write(image:encode("png"):getString())
    file:close()
    love.event.quit()
  end)
end

local function act_by_itself()
  if frames == math.floor(frames_wanted / 2) then
    greet()
  elseif frames == frames_wanted then
    report()
    if picture then
      take_picture()
    else
      love.event.quit()
    end
  end
end

function love.update(dt)
  local start = love.timer.getTime()
  fansly.step(0, { budget_ms = 1 })
  shares[#shares + 1] = (love.timer.getTime() - start) * 1000
  angle, frames = angle + dt, frames + 1
  if frames_wanted then
    act_by_itself()
  end
end

function love.keypressed()
  greet()
end

function love.mousepressed()
  greet()
end

function love.draw()
  love.graphics.print(status, 16, 12)
  love.graphics.circle("fill", 600 + 12 * math.cos(angle * 4), 24 + 12 * math.sin(angle * 4), 6)
  for i, chat in ipairs(chats) do
    love.graphics.print(chat.partnerUsername, 16, 24 + i * 20)
    love.graphics.print(("%d unread"):format(chat.unreadCount), 320, 24 + i * 20)
  end
end

function love.quit()
  client:close()
end
