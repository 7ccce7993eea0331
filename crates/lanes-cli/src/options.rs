//! The command line, by the conventions of lua.c: single letters that do not combine, arguments attached or apart, and
//! `-e`, `-l` and their kin carried out in the order in which they come.

use crate::compat;
use std::ffi::CString;

/// Something to do before the script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'a> {
    /// `-e chunk`
    Execute(&'a [u8]),
    /// `-l module` or `-l global=module`
    Require(&'a [u8]),
    /// `-W`
    WarningsOn,
    /// `-j command` (LuaJIT)
    JitCommand(&'a [u8]),
    /// `-O[level]` (LuaJIT)
    JitOption(&'a [u8]),
}

/// The dialects of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// That of Lanes 3.x.
    V3,
    /// That of Lanes 4.x.
    V4,
}

impl Api {
    fn parse(word: &[u8]) -> Option<Api> {
        match word {
            b"3" => Some(Api::V3),
            b"4" => Some(Api::V4),
            _ => None,
        }
    }
}

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// In the order given.
    pub actions: Vec<Action<'a>>,
    /// Where the script's name stands in the arguments, if there is one.
    pub script: Option<usize>,
    /// The script is the standard input (`-`).
    pub script_is_stdin: bool,
    /// `-E`
    pub ignore_environment: bool,
    /// `--api`: whose conventions `require "lanes"` has.
    pub api: Option<Api>,
    /// `-i`
    pub interactive: bool,
    /// `-v`, or implied by `-i`.
    pub version: bool,
    /// `--version`: print the line and leave.
    pub version_only: bool,
    /// `--help`: print the usage and leave.
    pub help: bool,
}

/// What is wrong with an option.
#[derive(Debug, PartialEq, Eq)]
pub enum BadOption<'a> {
    /// There is no such option.
    Unknown(&'a [u8]),
    /// The option is the last thing on the line but wants an argument.
    NeedsArgument(&'a [u8]),
}

impl Options<'_> {
    /// The dialect's major number, if the command line decides it: `-E` hides the variable that may name another one.
    pub fn lanes_api(&self) -> Option<f64> {
        match self.api {
            Some(Api::V4) => Some(4.0),
            Some(Api::V3) => Some(3.0),
            None if self.ignore_environment => Some(3.0),
            None => None,
        }
    }

    /// Whether there is something to do that makes asking the standard input needless.
    pub fn has_work(&self) -> bool {
        self.version || self.actions.iter().any(|action| matches!(action, Action::Execute(_)))
    }
}

/// Reads the command line; `args[0]` is the name of the program.
pub fn parse(args: &[CString]) -> Result<Options<'_>, BadOption<'_>> {
    let mut options = Options::default();
    let mut index = 1;
    while let Some(arg) = args.get(index).map(|arg| arg.to_bytes()) {
        let [b'-', rest @ ..] = arg else { break };
        match rest {
            b"" => {
                options.script_is_stdin = true;
                break;
            }
            b"-" => {
                index += 1;
                break;
            }
            b"-version" => options.version_only = true,
            b"-help" => options.help = true,
            b"-api" => options.api = Some(api(args, &mut index)?),
            [b'-', b'a', b'p', b'i', b'=', word @ ..] => {
                options.api = Some(Api::parse(word).ok_or(BadOption::Unknown(arg))?);
            }
            b"E" => options.ignore_environment = true,
            b"v" => options.version = true,
            b"i" => {
                options.interactive = true;
                options.version = true;
            }
            b"W" if compat::HAS_WARNINGS => options.actions.push(Action::WarningsOn),
            [b'O', level @ ..] if compat::HAS_JIT => options.actions.push(Action::JitOption(level)),
            [letter, attached @ ..] => {
                options.actions.push(with_argument(*letter, attached, args, &mut index)?)
            }
        }
        index += 1;
    }
    options.script = (index < args.len()).then_some(index);
    Ok(options)
}

/// The word after `--api`; `index` moves onto it.
fn api<'a>(args: &'a [CString], index: &mut usize) -> Result<Api, BadOption<'a>> {
    let option = args[*index].to_bytes();
    *index += 1;
    let word = args.get(*index).map(|arg| arg.to_bytes()).ok_or(BadOption::NeedsArgument(option))?;
    Api::parse(word).ok_or(BadOption::NeedsArgument(option))
}

/// An option with an argument, which is either attached to the letter or the next word; `index` moves onto that word.
fn with_argument<'a>(
    letter: u8,
    attached: &'a [u8],
    args: &'a [CString],
    index: &mut usize,
) -> Result<Action<'a>, BadOption<'a>> {
    let option = args[*index].to_bytes();
    let make = match letter {
        b'e' => Action::Execute,
        b'l' => Action::Require,
        b'j' if compat::HAS_JIT => Action::JitCommand,
        _ => return Err(BadOption::Unknown(option)),
    };
    if !attached.is_empty() {
        return Ok(make(attached));
    }
    *index += 1;
    match args.get(*index).map(|arg| arg.to_bytes()) {
        Some(argument) if compat::IS_51 || !argument.starts_with(b"-") => Ok(make(argument)),
        _ => Err(BadOption::NeedsArgument(option)),
    }
}

/// The text of `--help`, also printed after a word on a bad option.
pub fn usage(program: &[u8]) -> Vec<u8> {
    let mut text = [b"usage: ".as_slice(), program, b" [options] [script [args]]\n"].concat();
    text.extend_from_slice(
        b"Available options are:\n  \
          -e stat   execute string 'stat'\n  \
          -i        enter interactive mode after executing 'script'\n",
    );
    if compat::HAS_WARNINGS {
        text.extend_from_slice(
            b"  -l mod    require library 'mod' into global 'mod'\n  \
              -l g=mod  require library 'mod' into global 'g'\n",
        );
    } else {
        text.extend_from_slice(b"  -l mod    require library 'mod'\n");
    }
    if compat::HAS_JIT {
        text.extend_from_slice(
            b"  -j cmd    perform LuaJIT control command\n  -O[opt]   control LuaJIT optimizations\n",
        );
    }
    text.extend_from_slice(
        b"  -v        show version information\n  -E        ignore environment variables\n",
    );
    if compat::HAS_WARNINGS {
        text.extend_from_slice(b"  -W        turn warnings on\n");
    }
    text.extend_from_slice(
        b"  --        stop handling options\n  \
          -         stop handling options and execute stdin\n  \
          --api n   the API of 'require \"lanes\"': 3 (default) or 4\n  \
          --version show version information and stop\n  \
          --help    show this text and stop\n",
    );
    text
}
