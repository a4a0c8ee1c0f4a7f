// Reads mutated files and watches over every step: for tests, a short one and a long one.
import { type ByteSource, bytesSource } from '../../bytes.ts'
import { MediaError } from '../../error.ts'
import { openAudio } from '../../open.ts'
import { craftWav, floatBytes, pcmBytes } from './craft.ts'

/** Where lengths, counts and signs turn over. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]
/** Frames read from each file that opens. */
const READ = 64

const list = { id: 'LIST', bytes: new Uint8Array(13) }
const bext = { id: 'bext', bytes: new Uint8Array(602) }
/** One of each kind. */
const seeds = (): Uint8Array[] => [
  craftWav({ data: pcmBytes([1, 2, 3, 4], 2), first: [list], afterData: [bext] }),
  craftWav({ bits: 24, channels: 3, extensible: { valid: 24, mask: 7 }, data: pcmBytes([1, 2, 3, 4, 5, 6], 3), beforeData: [bext, list] }),
  craftWav({ tag: 3, bits: 64, channels: 2, data: floatBytes([1, Number.NaN, 3, 4], 64) }),
  craftWav({ container: 'RF64', ds64: { data: 8, frames: 4 }, dataSize: 0xffffffff, data: pcmBytes([1, 2, 3, 4], 2) }),
  craftWav({ container: 'RIFX', channels: 2, data: pcmBytes([1, 2, 3, 4], 2, false) }),
  craftWav({ tag: 7, bits: 8, data: new Uint8Array(33) }),
  craftWav({ tag: 2, bits: 4, block: 32, channels: 2, formatBytes: 40, data: new Uint8Array(100).fill(0x77) }),
  craftWav({
    tag: 17,
    bits: 4,
    block: 24,
    formatBytes: 20,
    beforeData: [{ id: 'fact', bytes: new Uint8Array([40, 0, 0, 0]) }],
    data: new Uint8Array(60).fill(0x7f),
  }),
]

/**
 * Opens and reads `rounds` files with bytes flipped, numbers at their extremes, ends cut off and stretches doubled.
 * @param more  further files to start from
 * @returns how many were read or refused with a MediaError, which is all of them
 * @throws Error naming seed and round: another exception, a read outside the file, a large window, a sample written where none belongs
 */
export function readMutations(rounds: number, seed: number, more: readonly Uint8Array[] = []): number {
  let s = seed >>> 0
  const random = (n: number) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((s / 2 ** 32) * n)
  }
  const from = [...seeds(), ...more]
  for (let round = 0; round < rounds; round++) {
    let bytes = from[random(from.length)]!.slice()
    for (let m = 1 + random(4); m > 0; m--) {
      // Headers are where it hurts: half of all mutations go there.
      const at = random(random(2) ? bytes.length : Math.min(bytes.length, 80))
      const kind = random(6)
      const view = new DataView(bytes.buffer)
      if (kind < 2) bytes[at] = bytes[at]! ^ (1 << random(8))
      else if (kind === 2) view.setUint32(Math.min(at, bytes.length - 4) & ~1, EXTREMES[random(EXTREMES.length)]!, true)
      else if (kind === 3) view.setUint16(Math.min(at, bytes.length - 2) & ~1, EXTREMES[random(EXTREMES.length)]!, true)
      else if (kind === 4) bytes = bytes.slice(0, Math.max(8, at))
      else {
        const again = bytes.subarray(Math.max(0, at - random(40)))
        const longer = new Uint8Array(at + again.length)
        longer.set(bytes.subarray(0, at))
        longer.set(again, at)
        bytes = longer
      }
    }
    try {
      readOne(bytes)
    } catch (error) {
      const sentence = (error as Error).message
      if (!(error instanceof MediaError) || !/^x\.wav [^\n]+\.$/.test(sentence) || /NaN|undefined/.test(sentence))
        throw new Error(`seed ${seed}, round ${round}: ${sentence}`, { cause: error })
    }
  }
  return rounds
}
function readOne(bytes: Uint8Array): void {
  const claim = (holds: boolean, what: string) => {
    if (!holds) throw new Error(what)
  }
  const source = bytesSource(bytes)
  const watched: ByteSource = {
    ...source,
    read(at, into) {
      claim(Number.isSafeInteger(at) && at >= 0, `it read at ${at}`)
      claim(into.length <= 1 << 20, `it made a window of ${into.length} bytes`)
      return source.read(at, into)
    },
  }
  const reader = openAudio(watched, 'x.wav')
  const { frames, channels } = reader
  claim(Number.isSafeInteger(frames) && frames >= 0 && frames <= 2 * bytes.length, `${frames} frames in ${bytes.length} bytes`)
  claim(channels >= 1 && channels <= 1024, `${channels} channels`)
  const out = Array.from({ length: Math.min(4, channels) }, () => new Float32Array(READ + 6).fill(9))
  const n = reader.read(Math.max(0, frames - READ), out, READ)
  claim(n === Math.min(READ, frames), `${n} of ${frames} frames were read`)
  for (const channel of out)
    for (let i = 0; i < channel.length; i++)
      claim(i < n ? Number.isFinite(channel[i]!) : channel[i] === 9, `frame ${i} of ${n} is ${channel[i]}`)
}
