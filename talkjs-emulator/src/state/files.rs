//! The files of an app.

use std::collections::HashMap;

use super::content::{Content, File, FileDetails};

/// A file to be stored.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) details: FileDetails,
}

/// A file that can be sent and downloaded.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    file: File,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

/// All files of an app by their token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files(HashMap<String, StoredFile>);

impl Files {
    pub(crate) fn store(&mut self, token: &str, url: String, upload: Upload) {
        let Upload { name, content_type, bytes, details } = upload;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let file = File { token: token.to_owned(), url, name, size, details };
        self.0.insert(token.to_owned(), StoredFile { file, content_type, bytes });
    }

    pub(crate) fn get(&self, token: &str) -> Option<&StoredFile> {
        self.0.get(token)
    }

    /// The same content with all that is known of its file; `Err` is the token of an unknown one.
    pub(crate) fn complete(&self, content: &mut Content) -> Result<(), String> {
        let Content::File(file) = content else {
            return Ok(());
        };
        match self.0.get(&file.token) {
            Some(stored) => *file = stored.file.clone(),
            None => return Err(file.token.clone()),
        }
        Ok(())
    }
}
