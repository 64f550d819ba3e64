// What the parts have in common.

export const MODEL = "openai/gpt-4o-mini";

/** Returns what comes, as a list. */
export async function collect(stream) {
  const items = [];
  for await (const item of await stream) items.push(item);
  return items;
}

/** Returns the entries of all pages. */
export async function entries(pages) {
  return (await collect(pages)).flatMap((page) => page.result.data);
}

/** Returns all bytes of a download. */
export async function bytes(stream) {
  return Buffer.concat(await collect(stream));
}

/** Asks until there is an answer that is wanted. The service, too, takes a moment. */
export async function until(ask, wanted = () => true) {
  for (const deadline = Date.now() + 20_000; ; ) {
    try {
      const answer = await ask();
      if (wanted(answer)) return answer;
      if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)}`);
    } catch (error) {
      if (error.statusCode !== 404 || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Three seconds of silence: 8-bit samples, a thousand in a second. */
export function wav() {
  const sound = Buffer.alloc(44 + 3_000, 0x80);
  sound.write("RIFF");
  sound.writeUInt32LE(36 + 3_000, 4);
  sound.write("WAVEfmt ", 8);
  sound.writeUInt32LE(16, 16);
  sound.writeUInt16LE(1, 20);
  sound.writeUInt16LE(1, 22);
  sound.writeUInt32LE(1_000, 24);
  sound.writeUInt32LE(1_000, 28);
  sound.writeUInt16LE(1, 32);
  sound.writeUInt16LE(8, 34);
  sound.write("data", 36);
  sound.writeUInt32LE(3_000, 40);
  return sound;
}
