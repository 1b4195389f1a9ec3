//! The files of an app.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::content::{Content, File, FileDetails};

#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) details: FileDetails,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredFile {
    file: File,
    pub(crate) content_type: String,
    #[serde(with = "in_base64")]
    pub(crate) bytes: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Files(HashMap<String, StoredFile>);

impl Files {
    pub(crate) fn store(&mut self, token: &str, url: String, upload: Upload) {
        let Upload { name, content_type, bytes, details } = upload;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let file = File { token: token.to_owned(), url, name, size, details };
        self.0.insert(token.to_owned(), StoredFile { file, content_type, bytes });
    }

    /// Adds a file that was stored earlier, at its current address.
    pub(crate) fn add(&mut self, mut file: StoredFile, base_url: &str) {
        file.file.url = url(base_url, &file.file.token);
        self.0.insert(file.file.token.clone(), file);
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn get(&self, token: &str) -> Option<&StoredFile> {
        self.0.get(token)
    }

    /// Adds what is known of the file to content; details of an unknown file stay made up.
    pub(crate) fn complete(&self, content: &mut Content) {
        if let Content::File(file) = content
            && let Some(stored) = self.0.get(&file.token)
        {
            *file = stored.file.clone();
        }
    }
}

pub(crate) fn url(base_url: &str, token: &str) -> String {
    format!("{base_url}/files/{token}")
}

mod in_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
