--- Files up and down, with a progress bar.
---
---     lua examples/media.lua up FILE             uploads a file, and prints the id that messages and posts take
---     lua examples/media.lua resume JOB          waits for an upload that went up before
---     lua examples/media.lua down LINK FILE      downloads what a link of another answer leads to
---
--- Key and account come from FANSLY_API_KEY and FANSLY_ACCOUNT_ID.

local fansly = require("fansly")

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or ""
local progress = dofile(here .. "progress.lua")

local USAGE = "usage: lua examples/media.lua up FILE | resume JOB | down LINK FILE"

local function fail(text)
  io.stderr:write(text, "\n")
  os.exit(1)
end

local function show(media, err)
  if media then
    print("media " .. media.mediaId)
    local first = (media.accountMedia or {})[1]
    local place = first and first.media and (first.media.locations or {})[1]
    if place then
      print("link " .. place.location)
    end
  elseif err.job_id then
    fail(("%s\nThe file is up: lua examples/media.lua resume %s"):format(tostring(err), err.job_id))
  elseif err.maybe_sent then
    fail(tostring(err) .. "\nIt may be up; look into the vault before you upload it again.")
  else
    fail(tostring(err))
  end
end

local actions = {}

function actions.up(client, file)
  show(client.media:upload(file, { on_progress = progress("Uploading") }))
end

function actions.resume(client, job)
  show(client.media:upload_and_wait(nil, { job_id = job, on_progress = progress("Processing") }))
end

function actions.down(client, link, place)
  local file, err = client.media:download(link, place, { on_progress = progress("Downloading") })
  if not file then
    fail(tostring(err))
  end
  print(("%s, %d bytes%s"):format(file.path, file.bytes, file.type and ", " .. file.type or ""))
end

local action = actions[arg[1]]
if not action or not arg[2] or (arg[1] == "down") ~= (arg[3] ~= nil) then
  fail(USAGE)
end
local client, err = fansly.new()
if not client then
  fail(tostring(err))
end
action(client, arg[2], arg[3])
client:close()
