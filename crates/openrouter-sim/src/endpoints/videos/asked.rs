//! What a request for a video asks for.

use http::StatusCode;
use openrouter_wire::videos::{
    AspectRatio, Create, FrameImageKind, FrameType, InputReference, Model, Resolution,
};
use rust_decimal::Decimal;

use crate::{money::price, refusal::Refusal};

/// How long a video is, where neither the request nor the model says.
const SECONDS: u64 = 5;

/// What a request for a video asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// How long the video is.
    pub(super) seconds: u64,
    /// In US dollars.
    pub(super) cost: Decimal,
}

impl Asked {
    /// Reads a request, for a model of which this is known.
    pub(super) fn read(request: &Create, model: Option<&Model>) -> Result<Self, Refusal> {
        let nothing = Model::default();
        // A model that nothing is known of can do everything.
        let allowed = model.unwrap_or(&nothing);
        check_input(request, allowed)?;
        check_look(request, allowed)?;
        if request.callback_url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
            return Err(refused("`callback_url` must begin with https://"));
        }
        let enlarges = allowed.upscale_factor.is_some() || model.is_none();
        if !enlarges && (request.creativity.is_some() || request.upscale_factor.is_some()) {
            return Err(refused("this model does not enlarge videos"));
        }
        let seconds = seconds(request, allowed)?;
        let cost = price_per_second(request, allowed) * Decimal::from(seconds);
        Ok(Self { seconds, cost })
    }
}

/// Checks what the video is made of.
fn check_input(request: &Create, model: &Model) -> Result<(), Refusal> {
    let frames = request.frame_images.as_deref().unwrap_or_default();
    let references = request.input_references.as_deref().unwrap_or_default();
    let has_images = !frames.is_empty() || !references.is_empty();
    if request.prompt.as_deref().unwrap_or_default().is_empty() && !has_images {
        return Err(refused("`prompt` is missing, and there is no image"));
    }
    for frame in frames {
        let is_image = frame.kind == FrameImageKind::ImageUrl;
        let is_frame = !matches!(frame.frame_type, FrameType::Other(_));
        if !is_image
            || !is_frame
            || !is_in(model.supported_frame_images.as_ref(), &frame.frame_type)
        {
            return Err(refused(format!(
                "`frame_images` cannot have a {}",
                frame.frame_type.as_str()
            )));
        }
    }
    if references.iter().any(|reference| matches!(reference, InputReference::Other(_))) {
        return Err(refused("`input_references` must be images, sound or videos"));
    }
    Ok(())
}

/// Checks what the video is to look like.
fn check_look(request: &Create, model: &Model) -> Result<(), Refusal> {
    let wrong = |field: &str, value: &str| Err(refused(format!("`{field}` cannot be {value:?}")));
    if let Some(resolution) = &request.resolution
        && (matches!(resolution, Resolution::Other(_))
            || !is_in(model.supported_resolutions.as_ref(), resolution))
    {
        return wrong("resolution", resolution.as_str());
    }
    if let Some(ratio) = &request.aspect_ratio
        && (matches!(ratio, AspectRatio::Other(_))
            || !is_in(model.supported_aspect_ratios.as_ref(), ratio))
    {
        return wrong("aspect_ratio", ratio.as_str());
    }
    if let Some(size) = &request.size
        && (lines(size).is_none() || !is_in(model.supported_sizes.as_ref(), size))
    {
        return wrong("size", size);
    }
    Ok(())
}

/// Returns whether a model can do something. Where it is not known what it can, it can.
fn is_in<T: PartialEq>(supported: Option<&Vec<T>>, asked: &T) -> bool {
    supported.is_none_or(|supported| supported.contains(asked))
}

fn seconds(request: &Create, model: &Model) -> Result<u64, Refusal> {
    let supported: Option<Vec<u64>> = model
        .supported_durations
        .as_ref()
        .map(|durations| durations.iter().filter_map(openrouter_wire::Count::get).collect());
    let Some(asked) = &request.duration else {
        return Ok(supported.and_then(|all| all.first().copied()).unwrap_or(SECONDS));
    };
    let seconds = asked.get().filter(|seconds| *seconds > 0);
    seconds
        .filter(|seconds| is_in(supported.as_ref(), seconds))
        .ok_or_else(|| refused("`duration` is none that this model can make"))
}

/// Returns the price of a second: that of its resolution, of sound or silence, or of any.
fn price_per_second(request: &Create, model: &Model) -> Decimal {
    let resolution = request.resolution.as_ref().map(|resolution| resolution.as_str().to_owned());
    let of_size = || request.size.as_deref().and_then(lines).map(|lines| format!("{lines}p"));
    let first = || model.supported_resolutions.as_ref()?.first().map(|r| r.as_str().to_owned());
    let resolution = resolution.or_else(of_size).or_else(first).unwrap_or_default();
    let has_sound = request.generate_audio.or(model.generate_audio).unwrap_or(false);
    let sound = if has_sound { "with" } else { "without" };
    let names = [
        format!("duration_seconds_{resolution}"),
        format!("duration_seconds_{sound}_audio"),
        "duration_seconds".to_owned(),
    ];
    let prices = model.pricing_skus.as_ref();
    let found = prices.and_then(|prices| names.iter().find_map(|name| prices.get(name)));
    found.map_or(Decimal::ZERO, |amount| price(&amount.to_string()))
}

/// Returns the shorter side of a size such as `1280x720`.
fn lines(size: &str) -> Option<u32> {
    let (width, height) = size.split_once('x')?;
    let side = |text: &str| text.parse::<u32>().ok().filter(|side| *side > 0);
    Some(side(width)?.min(side(height)?))
}

fn refused(message: impl Into<String>) -> Refusal {
    Refusal::anonymous(StatusCode::BAD_REQUEST, message)
}

#[cfg(test)]
mod tests {
    use openrouter_wire::videos::FrameImage;

    use super::*;
    use crate::catalogue::Catalogue;

    /// Changes a request.
    type Change = fn(&mut Create);

    fn read(model: &str, change: impl FnOnce(&mut Create)) -> Option<(u64, String)> {
        let catalogue = Catalogue::new(Vec::new());
        let filmer = catalogue.filmers().iter().find(|filmer| filmer.id == model);
        let mut request = Create::new(model, "A tern dives.");
        change(&mut request);
        let asked = Asked::read(&request, filmer).ok()?;
        Some((asked.seconds, asked.cost.normalize().to_string()))
    }

    #[test]
    fn a_video_is_paid_by_the_second() {
        let (veo, sora) = ("google/veo-3.1", "openai/sora-2-pro");
        let cases: [(&str, Change, u64, &str); 6] = [
            (veo, |_| (), 4, "1.6"),
            (veo, |request| request.generate_audio = Some(false), 4, "0.8"),
            (sora, |request| request.duration = Some(12.into()), 12, "3.6"),
            (sora, |request| request.resolution = Some(Resolution::P1080), 4, "2"),
            (sora, |request| request.size = Some("720x1280".to_owned()), 4, "1.2"),
            // Nothing is known of it.
            ("acme/none", |_| (), 5, "0"),
        ];
        for (model, change, seconds, cost) in cases {
            assert_eq!(read(model, change), Some((seconds, cost.to_owned())), "{model}");
        }
    }

    #[test]
    fn a_model_makes_what_it_can() {
        let veo = |change: Change| read("google/veo-3.1", change);
        let frame = |kind| Some(vec![FrameImage::new(kind, "data:image/png;base64,AA==")]);
        let is_refused: [Change; 9] = [
            |request| request.prompt = None,
            |request| request.duration = Some(5.into()),
            |request| request.resolution = Some(Resolution::K4),
            |request| request.aspect_ratio = Some(AspectRatio::R1x1),
            |request| request.size = Some("640x480".to_owned()),
            |request| request.creativity = Some(1.into()),
            |request| request.callback_url = Some("http://example.org/".to_owned()),
            |request| request.input_references = Some(vec![InputReference::Other(1.into())]),
            |request| request.upscale_factor = Some(2.into()),
        ];
        for (change, number) in is_refused.into_iter().zip(0..) {
            assert_eq!(veo(change), None, "{number}");
        }
        let last = |request: &mut Create| request.frame_images = frame(FrameType::LastFrame);
        assert!(read("google/veo-3.1", last).is_some());
        assert_eq!(read("openai/sora-2-pro", last), None);
        let image_only = |request: &mut Create| {
            request.prompt = None;
            request.frame_images = frame(FrameType::FirstFrame);
        };
        assert!(read("openai/sora-2-pro", image_only).is_some());
    }
}
