//! Where the prompt gets its lines from: an editor with a history on a terminal, C's standard input otherwise.

use crate::stdio;
use rustyline::config::Config;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What came instead of a line, or the line.
pub enum Input {
    /// A line without its end.
    Line(Vec<u8>),
    /// The user gave up the line with Ctrl-C.
    Interrupted,
    /// There is no more.
    End,
}

/// A source of lines.
pub struct LineReader {
    /// The editor, if both ends are a terminal that it can handle.
    editor: Option<rustyline::Editor<(), FileHistory>>,
    /// The file that keeps the history, unless it cannot be used.
    history: Option<PathBuf>,
}

impl LineReader {
    /// Prepares the terminal and loads the history.
    pub fn new() -> Self {
        let mut reader = Self { editor: open_editor(), history: None };
        if let (Some(editor), Some(path)) = (&mut reader.editor, history_file()) {
            // Missing the first time; if it is not readable we may still add to it.
            let _ = editor.load_history(&path);
            reader.history = Some(path);
        }
        reader
    }

    /// Shows the prompt and reads a line.
    pub fn read(&mut self, prompt: &[u8]) -> Input {
        let Some(editor) = &mut self.editor else {
            stdio::print(prompt);
            return stdio::read_line().map_or(Input::End, Input::Line);
        };
        // What the last chunk has written without a newline must be on the screen before the editor takes the line.
        stdio::print(b"");
        match editor.readline(String::from_utf8_lossy(prompt).as_ref()) {
            Ok(line) => Input::Line(line.into_bytes()),
            Err(ReadlineError::Interrupted) => Input::Interrupted,
            Err(_) => Input::End,
        }
    }

    /// Adds a chunk to the history, and to its file at once: the next chunk may leave by `os.exit`.
    pub fn remember(&mut self, chunk: &[u8]) {
        let (Some(editor), Ok(text)) = (&mut self.editor, std::str::from_utf8(chunk)) else { return };
        if text.trim().is_empty() || !editor.add_history_entry(text).unwrap_or(false) {
            return;
        }
        if let Some(path) = &self.history
            && editor.append_history(path).is_err()
        {
            self.history = None;
        }
    }
}

/// The editor, where there is a terminal to edit on.
fn open_editor() -> Option<rustyline::Editor<(), FileHistory>> {
    let is_capable = std::env::var_os("TERM").is_some_and(|term| term != "dumb");
    if !is_capable || !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return None;
    }
    let config = Config::builder().max_history_size(1000).ok()?.build();
    rustyline::Editor::with_config(config).ok()
}

/// The file of the history, in a directory that exists by then.
fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let directory = match state {
        Some(state) => state,
        None => std::env::home_dir()?.join(".local").join("state"),
    }
    .join("lanes");
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&directory).ok()?;
    Some(directory.join("history"))
}
