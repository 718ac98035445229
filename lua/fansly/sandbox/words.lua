--- What invented fans are called, and what they write.

return {
  adjectives = {
    "amber", "bold", "calm", "clever", "cosmic", "dapper", "early", "fuzzy", "gentle", "golden", "happy", "icy",
    "jolly", "keen", "lucky", "mellow", "night", "quiet", "rapid", "silver", "sunny", "tiny", "velvet", "wild",
  },
  nouns = {
    "badger", "comet", "dolphin", "ember", "falcon", "fox", "harbor", "heron", "island", "lantern", "maple",
    "meadow", "otter", "panda", "pebble", "pilot", "raven", "river", "sparrow", "summit", "tiger", "wolf",
  },
  -- Some beyond ASCII: names are UTF-8, and readers of answers should meet that early.
  display_names = {
    "Alex", "Bea", "Chris", "Dana", "Eli", "Fran", "Jo ✨", "José", "Kim", "Lena", "Max", "Noa", "Olivia", "Pat",
    "Quinn", "René", "Sam", "Søren", "Toni", "Zoë",
  },
  abouts = { "", "", "Coffee first.", "Here for the stories.", "Night owl.", "Photographer, sometimes.", "Hi there!" },
  from_fan = {
    "Hey, how are you?", "Good morning!", "Loved the last post", "When is the next stream?", "Thank you so much!",
    "Just subscribed :)", "Is the gallery still available?", "That made my day", "Any plans for the weekend?",
    "Greetings from Málaga", "Can you send the behind the scenes set?", "See you tonight",
  },
  from_creator = {
    "Hi, thanks for being here!", "New set is up", "Thank you, that is kind", "The stream starts at eight",
    "Welcome!", "More of this next week", "Glad you liked it", "I'll have a look",
  },
  tiers = {
    { name = "Basic", color = "#2699f7", price = 5000, benefits = { "Chat access" } },
    { name = "Silver", color = "#8e9aa7", price = 10000, benefits = { "Chat access", "Weekly sets" } },
    { name = "Gold", color = "#d4a72c", price = 20000, benefits = { "Chat access", "Weekly sets", "Early access" } },
  },
  files = {
    { mimetype = "image/jpeg", name = "photo-%02d.jpg" },
    { mimetype = "image/jpeg", name = "set-%02d.jpg" },
    { mimetype = "image/png", name = "poster-%02d.png" },
    { mimetype = "video/mp4", name = "clip-%02d.mp4" },
  },
  posts = {
    "New set is up!", "Behind the scenes of yesterday", "Which one do you like best?", "Stream tonight at eight",
    "A quiet morning ☕", "Thank you for this month", "Something new is coming", "From the archive",
  },
  prices = { 4, 4.99, 9.99, 15, 25 }, -- dollars
  lists = { "Regulars", "Big spenders", "Birthday this month" },
  broadcasts = { "The stream is moved to nine", "Happy new year!", "New set for all subscribers" },
  automated = {
    { trigger = "new_follower", content = "Hi, thanks for the follow!" },
    { trigger = "new_subscriber", content = "Welcome! Have a look around." },
  },
}
