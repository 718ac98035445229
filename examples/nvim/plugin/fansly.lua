--- :FanslyChats opens a buffer with the chats; :FanslyReply TEXT answers the one under the cursor.

vim.api.nvim_create_user_command("FanslyChats", function()
  require("fansly_chats").chats()
end, { desc = "List the chats of the account" })

vim.api.nvim_create_user_command("FanslyReply", function(command)
  require("fansly_chats").reply(command.args)
end, { nargs = 1, desc = "Send a message to the chat under the cursor" })
