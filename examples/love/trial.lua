--- Plays the scene for the specs: sends a message, takes the times of FANSLY_FRAMES frames, prints them, and ends.
--- FANSLY_SCREENSHOT names a file for the picture of the last one.

local trial = {}

local WANTED = tonumber(os.getenv("FANSLY_FRAMES"))
local MOST = WANTED + 600 -- when the answers do not come

local frames, times, shares = 0, {}, {}
local written, over = false, false

-- In milliseconds.
local function figures(list)
  table.sort(list)
  local function at(part)
    return (list[math.max(1, math.ceil(#list * part))] or 0) * 1000
  end
  return ("median %.2f ms, 99th percentile %.2f ms, worst %.2f ms"):format(at(0.5), at(0.99), at(1))
end

local function report(scene)
  print(("%d frames: %s"):format(frames, figures(times)))
  print(("the network's share: %s"):format(figures(shares)))
  print(("%d chats; %s"):format(#scene.chats, scene.status))
end

local function finish(scene)
  local path = os.getenv("FANSLY_SCREENSHOT")
  over = true
  report(scene)
  if not path then
    return love.event.quit()
  end
  love.graphics.captureScreenshot(function(image)
    local file = assert(io.open(path, "wb"))
    file:write(image:encode("png"):getString())
    file:close()
    love.event.quit()
  end)
end

--- Called once a frame.
function trial.frame(scene, seconds, share)
  if over then
    return
  end
  frames = frames + 1
  times[frames], shares[frames] = frames > 1 and seconds or 0, share -- the first one has the loading in it
  if not written and scene.chats[1] and frames >= WANTED / 2 then
    written = true
    scene.draft = "Hello from LÖVE"
    scene.send()
  elseif frames >= WANTED and scene.sent or frames >= MOST then
    scene.draft = "And one more"
    finish(scene)
  end
end

return trial
