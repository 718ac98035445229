/* fansly inside a program that cannot load modules, such as a game engine: link it with `fansly_static` of CMakeLists.txt.
 *
 *   luaL_openlibs(L);
 *   fansly_preload(L);        require "fansly" works from now on, with no file around
 *
 * lua-cjson is the program's to bring, as `cjson` in package.preload or by any other way of require; examples/embed does so. */
#ifndef FANSLY_H
#define FANSLY_H

#ifdef __cplusplus
extern "C" {
#endif

/* Lua's own headers are the program's to include: in C++ by lua.hpp, since lua.h names no linkage. */
struct lua_State;

/* The C part alone, as a loader of `fansly.core`: [-0, +1] */
int luaopen_fansly_core(struct lua_State *L);

/* Puts all of the module into package.preload, the Lua files as strings: [-0, +0]
 * Sets no global and reads none. The library `package` has to be open. Raises when it is not, or memory is out. */
void fansly_preload(struct lua_State *L);

#ifdef __cplusplus
}
#endif

#endif
