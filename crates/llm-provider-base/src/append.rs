//! [`append_within`]: a buffer that grows no further than it may.

/// Appends to a buffer that never holds more than `limit` bytes, which the caller has checked.
///
/// It grows as vectors do, to the double, but not beyond the limit: otherwise what is a little more
/// than half as long as it may be takes the whole limit and as much again.
pub(crate) fn append_within(buffer: &mut Vec<u8>, bytes: &[u8], limit: usize) {
    let needed = buffer.len() + bytes.len();
    if needed > buffer.capacity() {
        let wanted = buffer.capacity().saturating_mul(2).min(limit).max(needed);
        buffer.reserve_exact(wanted - buffer.len());
    }
    buffer.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::append_within;

    #[test]
    fn a_buffer_doubles_up_to_its_limit_and_not_beyond() {
        let (mut buffer, mut grown) = (Vec::new(), Vec::new());
        for _ in 0..100 {
            append_within(&mut buffer, &[7; 10], 1000);
            if grown.last() != Some(&buffer.capacity()) {
                grown.push(buffer.capacity());
            }
        }
        assert_eq!(grown, [10, 20, 40, 80, 160, 320, 640, 1000]);
        assert_eq!(buffer, [7; 1000]);
    }
}
