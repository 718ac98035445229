/* What a command line asks of its terminal. */
#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#define _DARWIN_C_SOURCE

#include "lua_core.h"

#if defined _WIN32
#include <io.h>
#include <windows.h>

static int width_of(int descriptor) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (!_isatty(descriptor)) return -1;
  if (!GetConsoleScreenBufferInfo((HANDLE)_get_osfhandle(descriptor), &info)) return 0;
  return info.srWindow.Right - info.srWindow.Left + 1;
}
#else
#include <sys/ioctl.h>
#include <unistd.h>

static int width_of(int descriptor) {
  if (!isatty(descriptor)) return -1;
#ifdef TIOCGWINSZ
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0) return size.ws_col;
#endif
  return 0;
}
#endif

/* core.terminal(descriptor) -> its width in characters, 0 where that is not known; nil for what is no terminal */
static int terminal(lua_State *L) {
  int width = width_of((int)luaL_checkinteger(L, 1));
  if (width < 0) lua_pushnil(L);
  else fansly_pushwhole(L, width);
  return 1;
}

const luaL_Reg fansly_terminal_functions[] = {{"terminal", terminal}, {NULL, NULL}};
