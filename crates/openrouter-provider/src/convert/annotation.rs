//! What answers cite.

use llm_types::{Annotation, FileAnnotation, Result, UrlCitation};
use openrouter_wire::{Count, Extra, chat as wire};

use super::content;
use super::refusal::unsupported;

/// A citation of an answer. What the neutral type has no word for is kept as JSON.
pub(super) fn answer_annotation(annotation: wire::Annotation) -> Annotation {
    match annotation {
        wire::Annotation::UrlCitation(citation) => {
            let wire::UrlCitationAnnotation { url_citation, extra: _ } = citation;
            let wire::UrlCitation { url, title, content, start_index, end_index, extra: _ } =
                url_citation;
            let mut citation = UrlCitation::default();
            citation.url = url;
            citation.title = title;
            citation.content = content;
            citation.start_index = start_index.as_ref().and_then(Count::get);
            citation.end_index = end_index.as_ref().and_then(Count::get);
            Annotation::UrlCitation(citation)
        }
        wire::Annotation::File(annotation) => {
            let wire::ParsedFile { hash, name, content, extra: _ } = &annotation.file;
            let parts = content.clone().unwrap_or_default();
            match parts.into_iter().map(content::answer_part).collect::<Option<Vec<_>>>() {
                Some(parts) => {
                    let mut file = FileAnnotation::default();
                    file.hash.clone_from(hash);
                    file.name.clone_from(name);
                    file.content = parts;
                    Annotation::File(file)
                }
                None => Annotation::Other(
                    serde_json::to_value(wire::Annotation::File(annotation)).unwrap_or_default(),
                ),
            }
        }
        wire::Annotation::Other(json) => Annotation::Other(json),
    }
}

/// A citation to send back.
pub(super) fn annotation(annotation: &Annotation) -> Result<wire::Annotation> {
    Ok(match annotation {
        Annotation::UrlCitation(citation) => {
            let UrlCitation { url, title, content, start_index, end_index, .. } = citation;
            wire::Annotation::UrlCitation(wire::UrlCitationAnnotation {
                url_citation: wire::UrlCitation {
                    url: url.clone(),
                    title: title.clone(),
                    content: content.clone(),
                    start_index: start_index.map(Count::from),
                    end_index: end_index.map(Count::from),
                    extra: Extra::default(),
                },
                extra: Extra::default(),
            })
        }
        Annotation::File(file) => {
            let FileAnnotation { hash, name, content, .. } = file;
            wire::Annotation::File(wire::FileAnnotation {
                file: wire::ParsedFile {
                    hash: hash.clone(),
                    name: name.clone(),
                    content: Some(content.iter().map(content::part).collect::<Result<_>>()?),
                    extra: Extra::default(),
                },
                extra: Extra::default(),
            })
        }
        Annotation::Other(json) => wire::Annotation::Other(json.clone()),
        _ => return Err(unsupported("this kind of annotation")),
    })
}
