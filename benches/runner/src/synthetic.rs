//! A description of any size that looks like a common one, and is the same each time.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Writes a description of `schemas` objects, each with eight members, and an operation for every fifth. It is written
/// piece by piece, since what this program holds would count as memory of the programs that it starts.
pub fn write(path: &Path, schemas: usize) -> std::io::Result<()> {
    let mut to = BufWriter::new(File::create(path)?);
    write!(to, r#"{{"openapi": "3.0.3", "info": {{"title": "Synthetic", "version": "1.0.0"}}, "paths": {{"#)?;
    for index in 0..schemas / 5 {
        let comma = if index == 0 { "" } else { "," };
        write!(to, "{comma}\n{}", path_item(index, schemas))?;
    }
    write!(to, "}},\n\"components\": {{\"schemas\": {{")?;
    for index in 0..schemas {
        let comma = if index == 0 { "" } else { "," };
        write!(to, "{comma}\n{}", schema(index, schemas))?;
    }
    writeln!(to, "}}}}}}")?;
    to.flush()
}

/// A reading and a writing operation in turn.
fn path_item(index: usize, schemas: usize) -> String {
    let other = far(index, schemas);
    let body = match index % 2 {
        0 => String::new(),
        _ => format!(
            r##""requestBody": {{"required": true, "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing{other}"}}}}}}}}, "##
        ),
    };
    let method = ["get", "put"][index % 2];
    format!(
        r##""/things{index}/{{id}}": {{"{method}": {{"operationId": "{method}Thing{index}", "summary": "Does something with thing {index}", "parameters": [{{"name": "id", "in": "path", "required": true, "schema": {{"type": "string"}}}}, {{"name": "limit", "in": "query", "schema": {{"type": "integer"}}}}], {body}"responses": {{"200": {{"description": "The thing.", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing{index}"}}}}}}}}}}}}}}"##
    )
}

fn schema(index: usize, schemas: usize) -> String {
    let (next, other) = ((index + 1) % schemas, far(index, schemas));
    format!(
        r##""Thing{index}": {{"type": "object", "description": "The thing with the number {index}.", "required": ["id", "name"], "properties": {{
  "id": {{"type": "integer", "format": "int64", "description": "A number."}},
  "name": {{"type": "string", "maxLength": 100}},
  "kind": {{"type": "string", "enum": ["small{index}", "large{index}"]}},
  "labels": {{"type": "array", "items": {{"type": "string"}}}},
  "members": {{"type": "object", "additionalProperties": {{"type": "integer"}}}},
  "next": {{"type": "array", "items": {{"$ref": "#/components/schemas/Thing{next}"}}}},
  "other": {{"type": "array", "items": {{"$ref": "#/components/schemas/Thing{other}"}}}},
  "place": {{"type": "object", "properties": {{"x": {{"type": "number"}}, "y": {{"type": "number"}}}}}}}}}}"##
    )
}

/// A thing far away.
fn far(index: usize, schemas: usize) -> usize {
    (index * 7 + 3) % schemas
}
