//! Sound: made of nothing, and measured.

/// Samples a second, of the sound that is made.
const RATE: u32 = 24_000;

/// How many bytes a second of sound has where its format does not tell: 128 kbit/s.
const GUESSED_RATE: usize = 16_000;

/// How many bytes of a WAV file come before the samples.
const WAV_HEAD: usize = 44;

/// Silence as one frame of MPEG-1 layer III: 128 kbit/s, 44.1 kHz, 1,152 samples.
const MP3_HEAD: [u8; 4] = [0xff, 0xfb, 0x90, 0x64];
const MP3_FRAME: usize = 417;

/// Returns a tone as 16-bit samples, least significant byte first, of one channel.
pub(super) fn pcm(milliseconds: u64, pitch: u32) -> Vec<u8> {
    let samples = u64::from(RATE) * milliseconds / 1_000;
    let period = u64::from(RATE / pitch.max(1)).max(2);
    let samples = (0..samples).map(|sample| {
        // A triangle: up for half of the period, down for the other.
        let place = sample % period;
        let height = place.min(period - place) * 16_000 / period;
        i16::try_from(height).unwrap_or(i16::MAX) - 4_000
    });
    samples.flat_map(i16::to_le_bytes).collect()
}

/// Returns silence as MP3.
pub(super) fn mp3(milliseconds: u64) -> Vec<u8> {
    let frames = (milliseconds * 44_100).div_ceil(1_152 * 1_000);
    let mut bytes = Vec::new();
    for _ in 0..frames {
        bytes.extend(MP3_HEAD);
        bytes.resize(bytes.len() + MP3_FRAME - MP3_HEAD.len(), 0);
    }
    bytes
}

/// Returns how long a sound is, in whole seconds rounded up: as the head of a WAV file tells,
/// or guessed from the number of bytes.
pub(super) fn seconds(sound: &[u8]) -> u64 {
    let seconds = match wav_rate(sound) {
        Some(rate) => sound.len().saturating_sub(WAV_HEAD).div_ceil(rate),
        None => sound.len().div_ceil(GUESSED_RATE),
    };
    u64::try_from(seconds).unwrap_or(u64::MAX).max(1)
}

/// Reads how many bytes a second has from the head of a WAV file.
fn wav_rate(sound: &[u8]) -> Option<usize> {
    let is_wav = sound.starts_with(b"RIFF") && sound.get(8..16)? == b"WAVEfmt ";
    let rate = u32::from_le_bytes(sound.get(28..32)?.try_into().ok()?);
    usize::try_from(rate).ok().filter(|rate| is_wav && *rate > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_is_as_long_as_it_is_to_be() {
        assert_eq!(pcm(500, 440).len(), 24_000);
        // A second of MP3 is a little more than 38 frames.
        assert_eq!(mp3(1_000).len(), 39 * MP3_FRAME);
        assert!(pcm(100, 0).iter().any(|byte| *byte != 0));
    }

    #[test]
    fn the_head_of_a_file_tells_how_long_it_is() {
        let mut wav = b"RIFF____WAVEfmt ________________".to_vec();
        wav[28..32].copy_from_slice(&1_000_u32.to_le_bytes());
        for (samples, expected) in [(0, 1), (2_500, 3), (3_000, 3), (3_001, 4)] {
            wav.resize(WAV_HEAD + samples, 0);
            assert_eq!(seconds(&wav), expected, "{samples}");
        }
        assert_eq!((seconds(&[]), seconds(&[0; 16_001])), (1, 2));
    }
}
