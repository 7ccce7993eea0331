//! The six Luas, under the names used for directories, options and Debian's programs.

use clap::ValueEnum;
use std::fmt;

/// One Lua that Lanes is built for. The order is that of the reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Flavour {
    /// PUC Lua 5.1
    Lua51,
    /// PUC Lua 5.2
    Lua52,
    /// PUC Lua 5.3
    Lua53,
    /// PUC Lua 5.4
    Lua54,
    /// PUC Lua 5.5
    Lua55,
    /// LuaJIT 2.1
    LuaJit,
}

impl Flavour {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Lua51, Self::Lua52, Self::Lua53, Self::Lua54, Self::Lua55, Self::LuaJit];

    /// The name people use: of the stock interpreter, and of the directory below `target/dist`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lua51 => "lua5.1",
            Self::Lua52 => "lua5.2",
            Self::Lua53 => "lua5.3",
            Self::Lua54 => "lua5.4",
            Self::Lua55 => "lua5.5",
            Self::LuaJit => "luajit",
        }
    }

    /// The cargo feature of every crate that selects this Lua.
    pub fn feature(self) -> &'static str {
        match self {
            Self::Lua51 => "lua51",
            Self::Lua52 => "lua52",
            Self::Lua53 => "lua53",
            Self::Lua54 => "lua54",
            Self::Lua55 => "lua55",
            Self::LuaJit => "luajit",
        }
    }

    /// Where the sources of the vendored Lua are: how the package's directory begins, and one inside of it.
    pub fn sources(self) -> (&'static str, &'static str) {
        match self {
            Self::Lua51 => ("lua-src", "lua-5.1"),
            Self::Lua52 => ("lua-src", "lua-5.2"),
            Self::Lua53 => ("lua-src", "lua-5.3"),
            Self::Lua54 => ("lua-src", "lua-5.4"),
            Self::Lua55 => ("lua-src", "lua-5.5"),
            Self::LuaJit => ("luajit-src", "luajit2"),
        }
    }

    /// As Lua's own headers number it; LuaJIT is a 5.1 there.
    pub fn version_number(self) -> u32 {
        match self {
            Self::Lua51 | Self::LuaJit => 501,
            Self::Lua52 => 502,
            Self::Lua53 => 503,
            Self::Lua54 => 504,
            Self::Lua55 => 505,
        }
    }

    /// What `<interpreter> -v` begins with.
    pub fn banner(self) -> &'static str {
        match self {
            Self::Lua51 => "Lua 5.1.",
            Self::Lua52 => "Lua 5.2.",
            Self::Lua53 => "Lua 5.3.",
            Self::Lua54 => "Lua 5.4.",
            Self::Lua55 => "Lua 5.5.",
            Self::LuaJit => "LuaJIT 2.",
        }
    }

    /// The Luas that one word of a test's `only:` directive names: `lua5.4`, `5.4`, `5.2+` (PUC only) or `luajit`.
    pub fn matching(word: &str) -> Option<Vec<Self>> {
        let puc = &Self::ALL[..5];
        let (base, upward) = word.strip_suffix('+').map_or((word, false), |base| (base, true));
        let version = base.strip_prefix("lua").unwrap_or(base);
        let found = puc.iter().position(|flavour| flavour.name()[3..] == *version);
        match found {
            Some(first) if upward => Some(puc[first..].to_vec()),
            Some(first) => Some(vec![puc[first]]),
            None if word == "luajit" => Some(vec![Self::LuaJit]),
            None => None,
        }
    }
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One word after `--lua`: a name, or `all`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Selection {
    #[value(name = "lua5.1")]
    Lua51,
    #[value(name = "lua5.2")]
    Lua52,
    #[value(name = "lua5.3")]
    Lua53,
    #[value(name = "lua5.4")]
    Lua54,
    #[value(name = "lua5.5")]
    Lua55,
    #[value(name = "luajit")]
    LuaJit,
    All,
}

impl Selection {
    /// The flavours that the words name, in the order of [`Flavour::ALL`] and each once.
    pub fn expand(words: &[Self]) -> Vec<Flavour> {
        Flavour::ALL.into_iter().filter(|flavour| words.iter().any(|word| word.names(*flavour))).collect()
    }

    fn names(self, flavour: Flavour) -> bool {
        match self {
            Self::All => true,
            Self::Lua51 => flavour == Flavour::Lua51,
            Self::Lua52 => flavour == Flavour::Lua52,
            Self::Lua53 => flavour == Flavour::Lua53,
            Self::Lua54 => flavour == Flavour::Lua54,
            Self::Lua55 => flavour == Flavour::Lua55,
            Self::LuaJit => flavour == Flavour::LuaJit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directive_words() {
        assert_eq!(Flavour::matching("luajit"), Some(vec![Flavour::LuaJit]));
        assert_eq!(Flavour::matching("5.2"), Some(vec![Flavour::Lua52]));
        assert_eq!(Flavour::matching("lua5.4+"), Some(vec![Flavour::Lua54, Flavour::Lua55]));
        assert_eq!(Flavour::matching("5.4+"), Flavour::matching("lua5.4+"));
        assert_eq!(Flavour::matching("luajit+"), None);
        assert_eq!(Flavour::matching("5.6"), None);
    }

    #[test]
    fn all_expands_to_everything() {
        assert_eq!(Selection::expand(&[Selection::Lua54, Selection::All]), Flavour::ALL);
    }
}
