--- Media: files on their way up and down. An upload's job and a link are found without an account.

local handlers = {}

function handlers.upload_media(account, params)
  local job, status, message = account.media_store:upload(params.file)
  if not job then
    return status, message
  end
  return 202, { jobId = job.id }
end

function handlers.get_upload_status(account, params)
  for _, each in ipairs(account.model:list_accounts()) do
    local status = each.media_store:status(params.job_id, account.model.upload_polls)
    if status then
      return 200, status
    end
  end
  return 404, "Upload job not found"
end

function handlers.download_media(account, params)
  local status, message = 404, "Media not found"
  for _, each in ipairs(account.model:list_accounts()) do
    local file
    file, status, message = each.media_store:fetch(params.cdnUrl)
    if file then
      return 201, file
    end
  end
  return status, message
end

function handlers.get_media(account, params)
  local found = account.media_store:find(params.content_id)
  if not found then
    return 404, "Media not found"
  end
  return 200, found
end

return handlers
