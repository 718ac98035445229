--- The key that the specs use. script/test looks for its first word in everything that a run prints; nothing may show it.
return "canary-0123456789abcdef"
