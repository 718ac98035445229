// What the limit adds with a fast parser: finds the chats and their unread messages, the cursor of the next page, and the id in the
// answer to a message. Nothing is built of it.

#include <simdjson.h>

#include <cstdio>
#include <cstring>

using namespace simdjson;

static ondemand::parser parser;

static long chats_in(ondemand::array chats) {
  long sum = 0;
  for (ondemand::object chat : chats) sum += 1 + (long)chat["unreadCount"].get_int64().value();
  return sum;
}

extern "C" long look(char *body, size_t len, size_t room, char cursor[32]) {
  ondemand::document document = parser.iterate(body, len, room);
  ondemand::object data = document["data"].get_object();
  ondemand::object response = data["data"]["response"].get_object();
  ondemand::array chats;
  std::string_view text;
  if (response["id"].get(text) == SUCCESS) return (long)text.size();
  long sum = chats_in(response["data"].get_array());
  data.reset();
  if (data["nextCursor"].get(text) == SUCCESS && text.size() < 32) {
    std::memcpy(cursor, text.data(), text.size());
    cursor[text.size()] = 0;
  }
  return sum;
}
