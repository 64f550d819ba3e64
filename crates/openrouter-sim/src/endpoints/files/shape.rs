//! How files are described: in the service's own words, or in those of the upstream that keeps
//! them.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use openrouter_wire::{
    Extra,
    files::{
        AnthropicDeleted, AnthropicFile, AnthropicList, AnthropicShape, Deleted, File,
        ListResponse, OpenAiDeleted, OpenAiFile, OpenAiList, OpenAiShape, OpenRouterDeleted,
        OpenRouterFile, OpenRouterList, OpenRouterShape, Purpose, Status, Store,
    },
};

use super::store::Stored;
use crate::calendar::iso;

/// Describes a file.
pub(super) fn to_wire(file: &Stored) -> File {
    match file.store {
        Some(Store::OpenAi) => File::OpenAi(open_ai(file)),
        Some(Store::Anthropic) => File::Anthropic(anthropic(file)),
        Some(Store::Other(_)) | None => File::OpenRouter(open_router(file)),
    }
}

fn open_router(file: &Stored) -> OpenRouterFile {
    OpenRouterFile {
        shape: Some(OpenRouterShape::OpenRouter),
        id: file.id.clone(),
        kind: Some("file".to_owned()),
        filename: Some(file.filename.clone()),
        mime_type: Some(file.mime_type.to_owned()),
        size_bytes: Some(file.size.into()),
        created_at: Some(iso(Duration::from_secs(file.created_at))),
        downloadable: Some(false),
        extra: Extra::default(),
    }
}

fn anthropic(file: &Stored) -> AnthropicFile {
    let OpenRouterFile { id, kind, filename, mime_type, size_bytes, created_at, .. } =
        open_router(file);
    AnthropicFile {
        shape: Some(AnthropicShape::Anthropic),
        id,
        kind,
        filename,
        mime_type,
        size_bytes,
        created_at,
        downloadable: Some(false),
        extra: Extra::default(),
    }
}

fn open_ai(file: &Stored) -> OpenAiFile {
    OpenAiFile {
        shape: Some(OpenAiShape::OpenAi),
        id: file.id.clone(),
        object: "file".to_owned(),
        filename: Some(file.filename.clone()),
        bytes: Some(file.size.into()),
        created_at: Some(file.created_at.into()),
        purpose: Some(Purpose::UserData),
        status: Some(Status::Processed),
        extra: Extra::default(),
    }
}

/// Describes that a file was deleted.
pub(super) fn to_deleted(file: &Stored) -> Deleted {
    let (id, extra) = (file.id.clone(), Extra::default());
    let kind = Some("file_deleted".to_owned());
    match file.store {
        Some(Store::OpenAi) => {
            let object = "file".to_owned();
            let shape = Some(OpenAiShape::OpenAi);
            Deleted::OpenAi(OpenAiDeleted { shape, id, object, deleted: true, extra })
        }
        Some(Store::Anthropic) => {
            let shape = Some(AnthropicShape::Anthropic);
            Deleted::Anthropic(AnthropicDeleted { shape, id, kind, extra })
        }
        Some(Store::Other(_)) | None => {
            let shape = Some(OpenRouterShape::OpenRouter);
            Deleted::OpenRouter(OpenRouterDeleted { shape, id, kind, extra })
        }
    }
}

/// Describes a page of files.
pub(super) fn to_list(page: &[Stored], store: Option<&Store>, more: bool) -> ListResponse {
    let id = |file: Option<&Stored>| file.map(|file| file.id.clone());
    let (first_id, last_id) = (id(page.first()), id(page.last()));
    let (has_more, extra) = (Some(more), Extra::default());
    match store {
        Some(Store::OpenAi) => ListResponse::OpenAi(OpenAiList {
            shape: Some(OpenAiShape::OpenAi),
            object: "list".to_owned(),
            data: page.iter().map(open_ai).collect(),
            has_more,
            first_id,
            last_id,
            extra,
        }),
        Some(Store::Anthropic) => ListResponse::Anthropic(AnthropicList {
            shape: Some(AnthropicShape::Anthropic),
            data: page.iter().map(anthropic).collect(),
            has_more,
            first_id,
            last_id,
            extra,
        }),
        Some(Store::Other(_)) | None => ListResponse::OpenRouter(OpenRouterList {
            shape: Some(OpenRouterShape::OpenRouter),
            data: page.iter().map(open_router).collect(),
            has_more,
            cursor: last_id.as_deref().filter(|_| more).map(write_cursor),
            first_id,
            last_id,
            extra,
        }),
    }
}

/// Writes where the next page begins.
fn write_cursor(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

/// Reads after which file a page begins.
pub(super) fn read_cursor(cursor: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}
