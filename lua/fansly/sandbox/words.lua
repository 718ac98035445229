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
}
