--- Media: files on their way up and down. What `client.media` does with these rows is in fansly.media.

local params = require("fansly.endpoints.params")

local account = params.account

return {
  {
    id = "upload_media",
    resource = "media",
    name = "upload",
    doc = "Upload a file. The answer names a job, which `get_upload_status` follows; `client.media:upload` does both.",
    page = "https://docs.apifansly.com/api-reference/media/upload-media",
    method = "POST",
    path = "/{account_id}/media/upload",
    effect = "send",
    cost = "media",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    body = "multipart",
    args = { "file" },
    params = {
      account,
      {
        name = "file",
        at = "file",
        type = "file",
        required = true,
        doc = "The image or video: a path, or `{ path, name, type }`. `client.media:upload` takes a reader, too.",
      },
    },
    answer = { needs = "jobId" },
  },
  {
    id = "get_upload_status",
    resource = "media",
    name = "get_upload_status",
    doc = "How far an upload is: `state` is waiting, active, completed or failed; anything else means that it goes on. "
      .. "Links in `result` die after five hours.",
    page = "https://docs.apifansly.com/api-reference/media/upload-media",
    method = "GET",
    -- No account here, other than in nearly every path.
    path = "/media/upload/{job_id}/status",
    effect = "read",
    evidence = { kind = "docs", seen = "2026-07-30", request = "high", answer = "medium" },
    args = { "job_id" },
    params = { { name = "job_id", at = "path", type = "id", required = true, doc = "`jobId` of the upload." } },
    answer = {}, -- the state has been spelled in several ways
  },
  {
    id = "download_media",
    resource = "media",
    name = "download",
    doc = "Fetch a file from Fansly's CDN, through the service.",
    page = "https://docs.apifansly.com/api-reference/media/download-media",
    method = "POST",
    path = "/media/download",
    effect = "idempotent",
    cost = "media",
    timeout = 3600, -- what stands still ends sooner, by stall_timeout
    evidence = { kind = "integrator", seen = "2026-07-30", request = "medium", answer = "medium" },
    advice = { forbidden = "look the media up again for a fresh link: its signature is missing or too old" },
    args = { "cdnUrl", "path" },
    params = {
      {
        name = "cdnUrl",
        at = "body",
        type = "cdn_url",
        required = true,
        secret = true, -- it opens the file to everybody
        doc = "Signed link of a file, as `locations[].location` gives it: https, on a host of fansly.com, or a location that begins with "
          .. "a slash. It dies after five hours.",
      },
      { name = "path", at = "save", type = "path", required = true, doc = "Where the file goes; it is there when it is whole." },
      {
        name = "max_bytes",
        at = "save",
        type = "integer",
        minimum = 1,
        maximum = 9007199254740992,
        default = 17179869184,
        doc = "The largest file that is taken.",
      },
    },
    answer = { bytes = true },
  },
  {
    id = "get_media",
    resource = "media",
    name = "get",
    doc = "Look up one piece of media, for a fresh link to it.",
    experimental = true,
    method = "GET",
    path = "/{account_id}/media/{content_id}",
    effect = "read",
    evidence = { kind = "integrator", seen = "2026-07", request = "low", answer = "low" },
    args = { "content_id" },
    params = {
      account,
      { name = "content_id", at = "path", type = "id", required = true, doc = "Id of the account media, or of the media." },
    },
    answer = {},
  },
}
