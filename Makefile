# Installs Lanes for one Lua. Cargo does the building: this only names what to build and where it goes.
#
#   make LUA=5.4                              build (5.1 5.2 5.3 5.4 5.5 luajit)
#   make LUA=5.4 install PREFIX=/usr/local    install; DESTDIR is put in front of everything
#   make LUA=5.4 uninstall PREFIX=/usr/local
#   make deb                                  Debian packages in target/deb (for LUAS, all if not given)
LUA ?= 5.4
PREFIX ?= /usr/local
DESTDIR ?=
CARGO ?= cargo
INSTALL ?= install

# LuaRocks gives the interpreter instead of a name.
ifdef LUA_PROGRAM
LUA := $(shell "$(LUA_PROGRAM)" -e 'io.write(jit and "luajit" or _VERSION:match("%d%.%d"))')
endif

KNOWN := 5.1 5.2 5.3 5.4 5.5 luajit
NAME := $(patsubst lua5.%,5.%,$(LUA))
ifeq ($(filter $(NAME),$(KNOWN)),)
$(error LUA=$(LUA) is none of: $(KNOWN))
endif
FLAVOUR := $(if $(filter luajit,$(NAME)),luajit,lua$(NAME))
ABI := $(if $(filter luajit,$(NAME)),5.1,$(NAME))
DIST := target/dist/$(FLAVOUR)
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)

BINDIR ?= $(PREFIX)/bin
INCLUDEDIR ?= $(PREFIX)/include
LIBDIR ?= $(PREFIX)/lib
# Where this Lua looks for C modules.
CMODDIR ?= $(LIBDIR)/lua/$(ABI)
# The static library has the same name for every Lua.
STATICDIR ?= $(LIBDIR)/lanes/$(FLAVOUR)
PCDIR ?= $(LIBDIR)/pkgconfig
PC := lanes-$(FLAVOUR).pc

.PHONY: all module install install-module install-runner install-dev uninstall deb clean

all:
	$(CARGO) xtask build --lua $(FLAVOUR)

module:
	$(CARGO) xtask build --lua $(FLAVOUR) --only module

install: install-module install-runner install-dev

install-module: module
	$(INSTALL) -d "$(DESTDIR)$(CMODDIR)"
	$(INSTALL) -m 755 $(DIST)/lanes.so "$(DESTDIR)$(CMODDIR)/lanes.so"
	ln -sf lanes.so "$(DESTDIR)$(CMODDIR)/lanes_core.so"

install-runner: all
	$(INSTALL) -d "$(DESTDIR)$(BINDIR)"
	$(INSTALL) -m 755 $(DIST)/lanes "$(DESTDIR)$(BINDIR)/lanes"

install-dev: all
	$(INSTALL) -d "$(DESTDIR)$(INCLUDEDIR)/lanes" "$(DESTDIR)$(STATICDIR)" "$(DESTDIR)$(PCDIR)"
	$(INSTALL) -m 644 include/lanes/*.h "$(DESTDIR)$(INCLUDEDIR)/lanes"
	$(INSTALL) -m 644 $(DIST)/liblanes.a "$(DESTDIR)$(STATICDIR)/liblanes.a"
	sed -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@STATICDIR@|$(STATICDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	  -e 's|@FLAVOUR@|$(FLAVOUR)|' packaging/lanes.pc.in >"$(DESTDIR)$(PCDIR)/$(PC)"

uninstall:
	rm -f "$(DESTDIR)$(CMODDIR)/lanes.so" "$(DESTDIR)$(CMODDIR)/lanes_core.so" "$(DESTDIR)$(BINDIR)/lanes" "$(DESTDIR)$(STATICDIR)/liblanes.a" \
	  "$(DESTDIR)$(PCDIR)/$(PC)"
	rm -rf "$(DESTDIR)$(INCLUDEDIR)/lanes"
	-rmdir "$(DESTDIR)$(STATICDIR)" "$(DESTDIR)$(LIBDIR)/lanes" 2>/dev/null

deb:
	packaging/deb.sh $(LUAS)

clean:
	$(CARGO) clean
