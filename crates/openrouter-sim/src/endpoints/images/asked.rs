//! What a request for images asks for.

use http::StatusCode;
use openrouter_wire::{
    Count,
    images::{Background, Create, InputReference, OutputFormat, Parameter, Quality},
};
use serde_json::Number;

use super::{price::Order, size::Size};
use crate::{catalogue::Painter, chat::count_tokens, refusal::Refusal};

/// The most images of one request.
const MOST_IMAGES: u64 = 10;

/// The most images that are given.
const MOST_REFERENCES: usize = 16;

/// What a request for images asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) order: Order,
    pub(super) format: OutputFormat,
    /// Whether the ground is transparent.
    pub(super) is_clear: bool,
}

impl Asked {
    /// Reads a request for images of a model.
    pub(super) fn read(request: &Create, painter: Option<&Painter>) -> Result<Self, Refusal> {
        if request.prompt.is_empty() {
            return Err(refused("`prompt` must not be empty"));
        }
        if let Some(Quality::Other(name)) = &request.quality {
            return Err(refused(format!("`quality` cannot be {name:?}")));
        }
        let compression = request.output_compression.as_ref().map(Count::get);
        if compression.is_some_and(|level| level.is_none_or(|level| level > 100)) {
            return Err(refused("`output_compression` must be from 0 to 100"));
        }
        let references = references(request)?;
        let format = format(request, painter)?;
        Ok(Self {
            order: Order {
                size: Size::read(request)?,
                images: images(request, painter)?,
                references,
                text_tokens: count_tokens(&request.prompt),
            },
            is_clear: is_clear(request, &format)?,
            format,
        })
    }
}

/// Returns how many images are to be made. A model without such a setting makes one.
fn images(request: &Create, painter: Option<&Painter>) -> Result<u64, Refusal> {
    let Some(asked) = &request.n else { return Ok(1) };
    let most = match painter {
        None => MOST_IMAGES,
        Some(painter) => match painter.supported_parameters.get("n") {
            Some(Parameter::Range(range)) => Number::as_u64(&range.max).unwrap_or(MOST_IMAGES),
            _ => 1,
        },
    };
    asked.get().filter(|asked| (1..=most).contains(asked)).ok_or_else(|| {
        refused(match most {
            1 => "this model makes one image at a time".to_owned(),
            most => format!("`n` must be from 1 to {most}"),
        })
    })
}

fn references(request: &Create) -> Result<u64, Refusal> {
    let references = request.input_references.as_deref().unwrap_or_default();
    if references.len() > MOST_REFERENCES {
        return Err(refused("there can be 16 `input_references` at most"));
    }
    if references.iter().any(|reference| matches!(reference, InputReference::Other(_))) {
        return Err(refused("`input_references` must be images"));
    }
    Ok(u64::try_from(references.len()).unwrap_or_default())
}

/// Returns the format of the images: PNG, where nothing is said.
fn format(request: &Create, painter: Option<&Painter>) -> Result<OutputFormat, Refusal> {
    let Some(format) = &request.output_format else { return Ok(OutputFormat::Png) };
    let is_known = !matches!(format, OutputFormat::Other(_));
    let parameter = painter.and_then(|p| p.supported_parameters.get("output_format"));
    let is_supported = match parameter {
        Some(Parameter::Enum(choice)) => choice.values.iter().any(|name| name == format.as_str()),
        _ => true,
    };
    if is_known && is_supported {
        return Ok(format.clone());
    }
    Err(refused(format!("`output_format` cannot be {:?}", format.as_str())))
}

fn is_clear(request: &Create, format: &OutputFormat) -> Result<bool, Refusal> {
    match &request.background {
        None | Some(Background::Auto | Background::Opaque) => Ok(false),
        Some(Background::Transparent) if *format == OutputFormat::Jpeg => {
            Err(refused("`background` cannot be transparent in a JPEG"))
        }
        Some(Background::Transparent) => Ok(true),
        Some(Background::Other(name)) => Err(refused(format!("`background` cannot be {name:?}"))),
    }
}

fn refused(message: impl Into<String>) -> Refusal {
    Refusal::anonymous(StatusCode::BAD_REQUEST, message)
}
