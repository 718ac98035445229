--- The five calls that the module is first of all for, by a client of a sandbox. Plain Lua, since programs of all kinds run it.
return function(client)
  local page = assert(client.chats:list({ filter = "vips" }))
  assert(#page.items > 0)
  local fan = page.items[1].partnerAccountId
  assert(assert(client.chats:mute(fan)).ignoreFlags)
  assert(assert(client.chats:add_vip(fan)).ignoreFlags)
  local me = assert(client.accounts:get_current())
  local chat = assert(client.chats:create_group({ users = { me.id, fan } }))
  local content = "text/with \"marks\""
  local message = assert(client.messages:send(chat.id, { content = content, mediaId = "media_1", access_type = "ppv", price = 4.99 }))
  assert(message.content == content and message.id)
  return "ok"
end
