//! The prompt.

use super::IS_JIT;
use super::support::{Script, lanes_stdin};

/// What the prompt prints for this input, without the version and the last newline.
fn prompt(input: &str) -> (String, String) {
    let run = lanes_stdin(input, &["-i"]);
    assert_eq!(run.code, Some(0));
    let skipped = if IS_JIT { 2 } else { 1 };
    let out: Vec<_> = run.out.splitn(skipped + 1, '\n').collect();
    (out[skipped].strip_suffix("> \n").expect("a prompt at the end").to_owned(), run.err)
}

#[test]
fn the_prompt_evaluates_expressions_and_statements() {
    let clean = |text: &str| (text.to_owned(), String::new());
    assert_eq!(prompt("1 + 1, 'x'\n"), clean("> 2\tx\n"));
    assert_eq!(prompt("= 3\n"), clean("> 3\n"));
    assert_eq!(prompt("x = 4\nx\n"), clean("> > 4\n"));
    assert_eq!(prompt("for i = 1, 2 do\nprint(i)\nend\n"), clean("> >> >> 1\n2\n"));
    assert_eq!(prompt("t = {\n\n5}\nt[1]\n"), clean("> >> >> > 5\n"));
    assert_eq!(
        prompt("_PROMPT, _PROMPT2 = 'a:', 'b:'\nx = (\n6)\nx\n_PROMPT = nil\n"),
        clean("> a:b:a:6\na:")
    );
    assert_eq!(prompt("io.read('*l')\nnot code\n7"), clean("> not code\n> 7\n"));
    assert_eq!(prompt("nil\n"), clean("> nil\n"));
    assert_eq!(prompt("\n-- nothing\n(function() end)()\n"), clean("> > > "));
}

#[test]
fn the_prompt_survives_errors() {
    let (out, err) = prompt("error('no')\nx = = 1\nerror({})\n8\n");
    assert_eq!(out, "> > > > 8\n");
    assert!(err.starts_with("stdin:1: no\nstack traceback:\n"), "{err}");
    assert!(err.contains("\nstdin:1: unexpected symbol near '='\n"), "{err}");
    assert!(err.contains("\n(error object is a table value)\n"), "{err}");
    assert!(prompt("print = function() error('p', 0) end\n1\n").1.contains("error calling 'print' (p)\n"));
    assert!(prompt("f(\n").1.contains("<eof>"));
    assert!(prompt("_PROMPT = setmetatable({}, {__tostring = error})\n").0.starts_with("> "));
}

#[test]
fn the_prompt_follows_a_script() {
    let script = Script::new("x = 'from the script'");
    let run = lanes_stdin("x\n", &["-i", script.path()]);
    assert!(run.out.ends_with("> from the script\n> \n"), "{}", run.out);
    let script = Script::new("error('no prompt')");
    let run = lanes_stdin("print('prompt')\n", &["-i", script.path()]);
    run.fails("no prompt");
    assert!(!run.out.contains('>'), "{}", run.out);
}
