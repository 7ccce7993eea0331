//! The Lua examples in the documentation are tests: each block of a page is a script of its own.
//!
//! A block is what stands between "```lua" and "```". Comments just above it, `<!-- word: value -->`, are directives as
//! in a test file. What stands between "```output" and "```" after it has to be exactly what it prints.

use crate::project::Project;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One Lua example.
#[derive(PartialEq, Eq, Debug)]
pub struct Block {
    /// Where the example begins: the page from the root, and the line.
    pub name: String,
    /// The file that the example was written to, from the root.
    pub path: PathBuf,
    /// The directives above it, as the comment of a test file.
    pub directives: String,
    /// The whole output, if the page shows it.
    pub output: Option<String>,
}

/// Finds the examples of all pages and writes each to a file, on the same lines as in its page, so that what an error
/// says of the place is right.
pub fn extract(project: &Project) -> io::Result<Vec<Block>> {
    let directory = Path::new("target/manual");
    fs::create_dir_all(project.root.join(directory))?;
    let mut blocks = Vec::new();
    for page in pages(project)? {
        let text = fs::read_to_string(project.root.join(&page))?;
        for (at, example) in examples(&text).into_iter().enumerate() {
            let stem = page.with_extension("").to_string_lossy().replace(['/', '\\'], "-");
            let path = directory.join(format!("{stem}-{}.lua", at + 1));
            fs::write(project.root.join(&path), "\n".repeat(example.line) + &example.code)?;
            let name = format!("{}:{}", page.display(), example.line);
            blocks.push(Block { name, path, directives: example.directives, output: example.output });
        }
    }
    Ok(blocks)
}

/// The README and everything below `docs`, from the root.
fn pages(project: &Project) -> io::Result<Vec<PathBuf>> {
    let mut pages = vec![PathBuf::from("README.md")];
    let mut directories = vec![PathBuf::from("docs")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(project.root.join(&directory))? {
            let entry = entry?;
            let path = directory.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    Ok(pages)
}

/// An example as it stands in a page.
#[derive(Default)]
struct Example {
    /// The number of the line with the opening fence, from 1.
    line: usize,
    directives: String,
    code: String,
    output: Option<String>,
}

fn examples(text: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut directives = String::new();
    // Whether nothing but blank lines came since the last example, so that an output belongs to it.
    let mut just_after = false;
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let fence = line.trim_start();
        let indent = line.len() - fence.len();
        if let Some(info) = fence.strip_prefix("```") {
            let body = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```");
            let body: String = body.map(|line| format!("{}\n", unindent(line, indent))).collect();
            let language = info.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            match (language, found.last_mut()) {
                ("lua", _) => {
                    let directives = std::mem::take(&mut directives);
                    found.push(Example { line: at + 1, directives, code: body, output: None });
                }
                ("output", Some(example)) if just_after => example.output = Some(body),
                _ => {}
            }
            just_after = language == "lua";
        } else if let Some(comment) = fence.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")) {
            directives.push_str(&format!("-- {}\n", comment.trim()));
        } else if !fence.is_empty() {
            directives.clear();
            just_after = false;
        }
    }
    found
}

/// The line without the indentation of its block.
fn unindent(line: &str, indent: usize) -> &str {
    let own = line.len() - line.trim_start().len();
    &line[own.min(indent)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_have_directives_and_outputs() {
        let page = "Text\n<!-- only: 5.4 -->\n<!-- timeout: 5 -->\n```lua title=\"x\"\nprint(1)\n```\n\n\
            ```output\n1\n```\n```sh\nls\n```\n\n    ```lua\n    if x then\n      y()\n    end\n    ```\nmore\n```output\nno\n```\n";
        let found = examples(page);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].line, found[0].code.as_str()), (4, "print(1)\n"));
        assert_eq!(found[0].directives, "-- only: 5.4\n-- timeout: 5\n");
        assert_eq!(found[0].output.as_deref(), Some("1\n"));
        assert_eq!((found[1].line, found[1].code.as_str()), (15, "if x then\n  y()\nend\n"));
        assert_eq!((found[1].directives.as_str(), found[1].output.as_deref()), ("", None));
    }
}
